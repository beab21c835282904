/* SPDX-License-Identifier: Apache-2.0 */
/* One charset on one side of a conversion: to UTF-8, or from it. */
#ifndef NB_ENCODING_CODEC_H
#define NB_ENCODING_CODEC_H

#include "encoding/gb18030/gb18030.h"

#include <nbarc/encoding.h>

#include <iconv.h>

enum nb_codec_kind {
	NB_CODEC_UTF8,
	NB_CODEC_GB18030,
	NB_CODEC_HZ,
	NB_CODEC_ICONV,
};

struct nb_codec {
	enum nb_codec_kind kind;
	enum nb_gb18030_profile profile;
	iconv_t cd;
	bool open;     /* cd is */
	bool decoding; /* towards UTF-8 */
	bool shifted;  /* HZ: inside ~{ */
	unsigned unit; /* bytes: 1, UTF-16 2, UTF-32 4 */
	char charset[NB_CHARSET_MAX];
};

/* Where and why a conversion stopped. */
struct nb_stop {
	size_t bytes; /* to show, at most 4 */
	const char *reason;
	bool lacking; /* a character that the charset encoded to lacks */
};

/* Our own name of a charset that is ours; others as they are. */
const char *nb_charset_name(const char *charset);

/* A codec that decodes from `charset` or encodes to it. */
NB_CHECK enum nb_status nb_codec_open(struct nb_codec *codec,
				      const char *charset,
				      enum nb_gb18030_profile profile,
				      bool decoding, struct nb_error *err);
void nb_codec_close(struct nb_codec *codec);

/*
 * Convert, appending to out. *used is the number of bytes taken: all of them;
 * fewer where a character is cut at the end and `last` is not set; or
 * NB_INVALID and those before the one that cannot be converted, with *stop
 * filled. err is filled for other failures only. Encoding takes UTF-8 that may
 * be invalid, and at the end writes what brings the charset into its first
 * state.
 */
NB_CHECK enum nb_status nb_codec_decode(struct nb_codec *codec,
					const uint8_t *in, size_t len,
					bool last, struct nb_buf *out,
					size_t *used, struct nb_stop *stop,
					struct nb_error *err);
NB_CHECK enum nb_status nb_codec_encode(struct nb_codec *codec,
					const uint8_t *in, size_t len,
					bool last, struct nb_buf *out,
					size_t *used, struct nb_stop *stop,
					struct nb_error *err);

/* Fill err: "line N: bytes XX YY: not CHARSET: reason" for bytes that `from`
 * does not have, "line N: U+NNNN is not in CHARSET" for a character that `to`
 * lacks. No line when line is 0. */
enum nb_status nb_codec_refuse(const uint8_t *bytes, const struct nb_stop *stop,
			       const char *from, const char *to,
			       uint64_t offset, uint64_t line,
			       struct nb_error *err);

/* ---- each kind of codec, a file a kind */

/* A character that is cut may be completed by what follows. */
static inline bool nb_codec_may_go_on(size_t left, bool last)
{
	return !last && left < NB_CHARACTER_LONGEST;
}

typedef enum nb_status nb_codec_function(struct nb_codec *codec,
					 const uint8_t *in, size_t len,
					 bool last, struct nb_buf *out,
					 size_t *used, struct nb_stop *stop,
					 struct nb_error *err);

#endif

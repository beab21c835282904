/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A codec: one charset on one side of a conversion, to UTF-8 or from it.
 *
 * A conversion decodes bytes into UTF-8 and encodes that. There are four kinds
 * of codec, a file each: UTF-8 itself, GB18030 by our table, HZ, and everything
 * that iconv(3) has. All take input in pieces of any length. A character that
 * is cut off at the end of a piece is not consumed, and the caller gives it
 * again with what follows.
 */
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

/*
 * A codec is used in one direction only. nb_codec_close() must follow a
 * successful nb_codec_open(); the structure owns the iconv descriptor and
 * nothing else.
 */
struct nb_codec {
	enum nb_codec_kind kind;
	enum nb_gb18030_profile profile;
	iconv_t cd; /* NB_CODEC_ICONV, if `open` */
	bool open;
	bool decoding; /* to UTF-8; otherwise from it */
	bool shifted;  /* HZ: between ~{ and ~} */
	unsigned unit; /* bytes to skip after an error: 1, UTF-16 2, UTF-32 4 */
	char charset[NB_CHARSET_MAX];
};

/*
 * Where and why a conversion stopped: at the bytes that follow those it has
 * used.
 */
struct nb_stop {
	size_t bytes;	    /* that a message should show, at most 4 */
	const char *reason; /* static; unused if `lacking` */
	bool lacking; /* a character that the target charset does not have */
};

/*
 * The canonical name of a charset that has several (UTF8, hz-gb-2312 ...) if it
 * is one of ours; any other name as it is.
 */
const char *nb_charset_name(const char *charset);

/*
 * Open a codec that decodes from `charset` or encodes to it. NB_USAGE if the
 * charset is unknown, or its name asks iconv to replace or drop characters
 * (//TRANSLIT, //IGNORE); NB_NOMEM and NB_IO if iconv cannot open it. After a
 * failure nothing is open. `profile` matters for GB18030 only.
 */
NB_CHECK enum nb_status nb_codec_open(struct nb_codec *codec,
				      const char *charset,
				      enum nb_gb18030_profile profile,
				      bool decoding, struct nb_error *err);

/* Close the descriptor, if any; may be called again. */
void nb_codec_close(struct nb_codec *codec);

/*
 * Convert bytes to UTF-8 (decode) or UTF-8 to bytes (encode), appending to out.
 * *used is the number of bytes consumed:
 *
 *   NB_OK       all of them; or fewer if a character is cut off at the end and
 *               `last` is not set
 *   NB_INVALID  those before the first that cannot be converted; *stop tells
 *               why, err is not filled
 *
 * Any other failure fills err. Encoding checks its input, which need not be
 * valid UTF-8. With `last` it also writes what returns the charset to its
 * initial state.
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

/*
 * Turn a stop into an error and return NB_INVALID. The text is "line N: bytes
 * XX YY: not FROM: REASON" for bytes that are no character of `from`, or "line
 * N: U+NNNN is not in TO" for a character that `to` lacks. `offset` and `line`
 * are those of the bytes; line 0 is left out.
 */
enum nb_status nb_codec_refuse(const uint8_t *bytes, const struct nb_stop *stop,
			       const char *from, const char *to,
			       uint64_t offset, uint64_t line,
			       struct nb_error *err);

/* ---- for the codecs */

/*
 * May the `left` bytes at the end of a piece be the beginning of a character
 * that the next piece completes?
 */
static inline bool nb_codec_may_go_on(size_t left, bool last)
{
	return !last && left < NB_CHARACTER_LONGEST;
}

/*
 * A codec's function for one direction; the contract is that of
 * nb_codec_decode().
 */
typedef enum nb_status nb_codec_function(struct nb_codec *codec,
					 const uint8_t *in, size_t len,
					 bool last, struct nb_buf *out,
					 size_t *used, struct nb_stop *stop,
					 struct nb_error *err);

#endif

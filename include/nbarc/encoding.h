/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 1 of the road: bytes to UTF-8 text and back, without loss.
 *
 * GB18030 is the strict mapping of GB 18030-2022, a bijection between
 * 1,112,064 byte sequences and the Unicode scalar values, from our own table.
 * Every other charset goes through iconv(3).
 */
#ifndef NBARC_ENCODING_H
#define NBARC_ENCODING_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Longest name of a charset, with the NUL. */
#define NB_CHARSET_MAX 32

/* The text of a source and how it was encoded. */
struct nb_text {
	struct nb_buf utf8;	      /* valid UTF-8, without a BOM */
	char charset[NB_CHARSET_MAX]; /* "UTF-8", "GB18030", an iconv name */
	bool bom;		      /* the source began with its BOM */
};

/*
 * Decode a whole source into `text`.
 *
 * charset NULL detects: a BOM, valid UTF-8, valid GB18030 (strict 2022), in
 * that order. The first byte that cannot be decoded is NB_INVALID with its
 * offset, the bytes in hexadecimal and the reason in err. `text` is freed by
 * nb_text_free(), also after a failure. NUL bytes are text.
 */
NB_API NB_CHECK enum nb_status nb_text_decode(const void *bytes, size_t len,
					      const char *charset,
					      struct nb_text *text,
					      struct nb_error *err);

/*
 * The exact bytes that nb_text_decode() was given, appended to out: `utf8`
 * encoded in `charset`, behind a BOM when `bom`. A character that the charset
 * lacks is NB_INVALID with its byte offset in utf8.
 */
NB_API NB_CHECK enum nb_status nb_text_encode(const char *utf8, size_t len,
					      const char *charset, bool bom,
					      struct nb_buf *out,
					      struct nb_error *err);

/* Release the memory; NULL is fine. */
NB_API void nb_text_free(struct nb_text *text);

#ifdef __cplusplus
}
#endif
#endif

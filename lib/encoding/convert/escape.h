/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that are no character, inside a text: U+27E6, two upper-case
 * hexadecimal digits, U+27E7. A U+27E6 of the text itself is written U+27E6
 * U+27E6 U+27E7, so that every one of them begins an escape (nbconv(1)).
 */
#ifndef NB_ENCODING_ESCAPE_H
#define NB_ENCODING_ESCAPE_H

#include <nbarc/buf.h>

#include <stdbool.h>

#define NB_ESCAPE_OPEN "\xe2\x9f\xa6"  /* U+27E6 */
#define NB_ESCAPE_CLOSE "\xe2\x9f\xa7" /* U+27E7 */
#define NB_ESCAPE_SIGN 3	       /* bytes of either */
#define NB_ESCAPE_LONGEST 9	       /* bytes of an escape */

/* The offset of the next U+27E6 in whole characters of text, or len; that of a
 * sign which is cut at the end counts too. */
size_t nb_escape_find(const uint8_t *utf8, size_t len);

/* Append what stands for U+27E6; `bytes` as escapes. */
NB_CHECK enum nb_status nb_escape_sign(struct nb_buf *out);
NB_CHECK enum nb_status nb_escape_bytes(const uint8_t *bytes, size_t len,
					struct nb_buf *out);

/*
 * The next piece of a text with escapes: *text bytes that stand for
 * themselves, then *size bytes of an escape (0: none before the end, or what
 * may be the beginning of one and is not complete). *byte is what it stands
 * for, -1 for U+27E6. False when the U+27E6 behind the text begins no escape.
 */
bool nb_escape_next(const uint8_t *utf8, size_t len, size_t *text, size_t *size,
		    int *byte);

#endif

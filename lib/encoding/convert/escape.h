/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Escapes: bytes that are no character, inside a text (nbconv(1), ESCAPES).
 *
 * A byte is U+27E6, two upper-case hexadecimal digits, U+27E7. A U+27E6 of the
 * text itself is written U+27E6 U+27E6 U+27E7, so that every U+27E6 of a text
 * with escapes begins one, and the text can be restored.
 */
#ifndef NB_ENCODING_ESCAPE_H
#define NB_ENCODING_ESCAPE_H

#include <nbarc/buf.h>

#include <stdbool.h>

#define NB_ESCAPE_OPEN "\xe2\x9f\xa6"  /* U+27E6 */
#define NB_ESCAPE_CLOSE "\xe2\x9f\xa7" /* U+27E7 */
#define NB_ESCAPE_SIGN 3	       /* bytes of either */
#define NB_ESCAPE_SHORTEST 8	       /* bytes: sign, two digits, sign */
#define NB_ESCAPE_LONGEST 9	       /* bytes: three signs */

/*
 * The offset of the next U+27E6 in text that begins with a whole character, or
 * len. A U+27E6 that is cut off at the end counts, too.
 */
size_t nb_escape_find(const uint8_t *utf8, size_t len);

/*
 * Append the escape of U+27E6 itself; append one escape for each of len bytes.
 */
NB_CHECK enum nb_status nb_escape_sign(struct nb_buf *out);
NB_CHECK enum nb_status nb_escape_bytes(const uint8_t *bytes, size_t len,
					struct nb_buf *out);

/*
 * Write each U+27E6 of a text from `from` on as its escape, in place. Only
 * NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_escape_double(struct nb_buf *text, size_t from);

/*
 * Find the next escape of a text. *text is the number of bytes before it, which
 * stand for themselves; *size its length, and *byte what it stands for, -1 for
 * U+27E6. *size is 0 if there is no escape, or if the text ends within what may
 * be one. False if a U+27E6 after the *text bytes does not begin an escape.
 */
bool nb_escape_next(const uint8_t *utf8, size_t len, size_t *text, size_t *size,
		    int *byte);

#endif

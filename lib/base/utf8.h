/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing
 * beyond U+10FFFF. Lengths are in bytes.
 *
 * The functions for valid UTF-8 do not check; text from outside goes through
 * nb_utf8_invalid() or nb_text_decode() first.
 */
#ifndef NB_BASE_UTF8_H
#define NB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unicode.h"

/* The byte order mark, U+FEFF, that some files begin with. */
#define NB_UTF8_BOM "\xef\xbb\xbf"
#define NB_UTF8_BOM_LEN 3

/* nb_utf8_get() for characters that are seldom. */
size_t nb_utf8_get_any(const char *s, size_t len, uint32_t *cp);

/*
 * Decode the character at s (len > 0 bytes left) into *cp and return its
 * length, 1 to 4; 0, with *cp set to 0, if no character begins there or it is
 * cut off.
 */
static inline size_t nb_utf8_get(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;

	/* From U+1000 on, three bytes have neither overlong forms nor, below
	 * U+D000, surrogates. */
	if (p[0] > 0xe0 && p[0] < 0xed && len > 2 && (p[1] & 0xc0) == 0x80 &&
	    (p[2] & 0xc0) == 0x80) {
		*cp = (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 |
		      (p[2] & 63u);
		return 3;
	}
	return nb_utf8_get_any(s, len, cp);
}

/*
 * Like nb_utf8_get(), for valid text, where it never returns 0. Faster for
 * characters of one and three bytes.
 */
static inline size_t nb_utf8_next(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;

	if ((p[0] & 0xf0) == 0xe0 && len > 2) {
		*cp = (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 |
		      (p[2] & 63u);
		return 3;
	}
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	return nb_utf8_get(s, len, cp);
}

/* Write the scalar value cp as UTF-8 and return its length, 1 to 4. */
size_t nb_utf8_put(char out[4], uint32_t cp);

/*
 * The length of the character of valid UTF-8 that ends at s + at (at > 0), and
 * its code point in *cp.
 */
size_t nb_utf8_prev(const char *s, size_t at, uint32_t *cp);

/* The offset of the first byte that is not UTF-8, or len if all are. */
size_t nb_utf8_invalid(const char *s, size_t len);

/*
 * Why no character begins at s: a static phrase for a message. *shown (may be
 * NULL) is the number of bytes, 1 to 4, that show it. NULL if the bytes are a
 * character.
 */
const char *nb_utf8_reason(const char *s, size_t len, size_t *shown);

/*
 * A text for a person was cut off when it was written into `size` bytes, of
 * which there are a dozen at least: let it end with a whole character and a
 * whole word, unless that is most of it; and with "...".
 */
void nb_utf8_shorten(char *text, size_t size);

/* The number of characters of valid UTF-8. */
size_t nb_utf8_count(const char *s, size_t len);

/* The number of characters of valid UTF-8 that are Han ideographs. */
size_t nb_utf8_count_han(const char *s, size_t len);

/* A Han ideograph of the first block, as nearly all in texts are. */
static inline bool nb_is_common_han(uint32_t cp)
{
	return cp >= NB_HAN_FIRST && cp <= NB_HAN_LAST;
}

/*
 * Does valid text begin with an ideograph of the first block? Its bytes are E4
 * B8 80 to E9 BF BF, so that two of them decide.
 */
static inline bool nb_begins_han(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	return len > 2 &&
	       ((uint32_t)p[0] << 8 | p[1]) - 0xe4b8u <= 0xe9bfu - 0xe4b8u;
}

/* nb_is_han() for those that are not of the first block. */
bool nb_is_rare_han(uint32_t cp);

/*
 * Any Han ideograph: unified, extensions, compatibility, and U+3007
 * (ideographic zero), which is the least of the others.
 */
static inline bool nb_is_han(uint32_t cp)
{
	return nb_is_common_han(cp) || (cp >= 0x3007 && nb_is_rare_han(cp));
}

/*
 * White space: ASCII controls and space, U+0085, the spaces and line ends of
 * Unicode, U+3000 and U+FEFF.
 */
bool nb_is_space(uint32_t cp);

#endif

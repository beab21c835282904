/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates. */
#ifndef NB_BASE_UTF8_H
#define NB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unicode.h"

/*
 * Decode the character at s (len > 0 bytes left) into *cp and return its
 * length in bytes, 1 to 4; 0, with *cp set to 0, when the bytes are not a
 * character.
 */
size_t nb_utf8_get(const char *s, size_t len, uint32_t *cp);

/* The same of text that is known to be valid: never 0. Nearly all
 * of it has three bytes or one. */
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

/* Write cp (a scalar value) as UTF-8; returns its length, 1 to 4. */
size_t nb_utf8_put(char out[4], uint32_t cp);

/*
 * The character that ends just before s + at (at > 0) of valid UTF-8:
 * its length, and the code point in *cp.
 */
size_t nb_utf8_prev(const char *s, size_t at, uint32_t *cp);

/* The offset of the first byte that is not UTF-8, or len. */
size_t nb_utf8_invalid(const char *s, size_t len);

/* Why the bytes at s are not a character: a static phrase, and in *shown (may
 * be NULL) how many of them show it, 1 to 4. */
const char *nb_utf8_reason(const char *s, size_t len, size_t *shown);

/* Number of characters in valid UTF-8. */
size_t nb_utf8_count(const char *s, size_t len);

/* A Han ideograph of the first block, as nearly all are. */
static inline bool nb_is_common_han(uint32_t cp)
{
	return cp >= NB_HAN_FIRST && cp <= NB_HAN_LAST;
}

/* Does valid text begin with nb_is_common_han(), which has three bytes? */
static inline bool nb_begins_han(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	return len > 2 &&
	       ((uint32_t)p[0] << 8 | p[1]) - 0xe4b8u <= 0xe9bfu - 0xe4b8u;
}

/* A Han ideograph (URO, extensions, compatibility, U+3007). */
bool nb_is_han(uint32_t cp);

/* White space: ASCII blanks, U+00A0, U+3000 and the other Zs, U+FEFF. */
bool nb_is_space(uint32_t cp);

#endif

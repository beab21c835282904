/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GB18030 as the standard of 2022 has it: 128 one-byte, 23,940 two-byte and
 * 1,087,996 four-byte codes, one for each Unicode scalar value.
 */
#ifndef NB_ENCODING_GB18030_H
#define NB_ENCODING_GB18030_H

#include <nbarc/encoding.h>

#define NB_GB18030_TWO 23940 /* 126 lead bytes times 190 trail bytes */
#define NB_GB18030_SWAPS 19
#define NB_CHARACTER_LONGEST 4 /* bytes, here and in UTF-8 */
/* The Unicode character of the 19th pair, the least of all in pairs. */
#define NB_GB18030_PAIR_19 0x1e3fu
#define NB_GB18030_WEB_LACKS 0xe5e5 /* A3A0 is U+3000 there */

/* Four-byte codes from `first` (counted from 81308130) on are the code points
 * from `cp` on, up to the next range. */
struct nb_gb18030_range {
	uint16_t first, cp;
};

/* In place of `unicode`, which has a two-byte code, the four-byte code that
 * was its own is `private_use`. */
struct nb_gb18030_swap {
	uint16_t private_use, unicode;
};

/* gb18030_table.c */
extern const uint16_t nb_gb18030_two[NB_GB18030_TWO];
extern const uint16_t nb_gb18030_block[1024]; /* by code point / 64 */
extern const uint16_t nb_gb18030_code[][64];  /* two-byte code, or 0 */
extern const struct nb_gb18030_range nb_gb18030_ranges[];
extern const size_t nb_gb18030_range_count;
/* By value / 64: the last range that begins at or before the first of those
 * values. */
extern const uint8_t nb_gb18030_by_linear[616], nb_gb18030_by_cp[1024];
extern const struct nb_gb18030_swap nb_gb18030_swaps[NB_GB18030_SWAPS];
extern const char nb_gb18030_sha256[]; /* of the tables, in hexadecimal */

/*
 * Decode the character at p (len > 0 bytes left) into *cp. Returns its length
 * in bytes, or 0 with *reason, a static phrase, when there is none; *bad is
 * then the number of bytes to show.
 */
size_t nb_gb18030_get(enum nb_gb18030_profile profile, const uint8_t *p,
		      size_t len, uint32_t *cp, const char **reason,
		      size_t *bad);

/* Encode a scalar value; returns 1, 2 or 4; 0 when the profile lacks it, which
 * only that of the web does. */
size_t nb_gb18030_put(enum nb_gb18030_profile profile, uint8_t out[4],
		      uint32_t cp);

/* The character of a four-byte code whose bytes are in their ranges, before the
 * pairs are exchanged; false when it is unassigned. */
bool nb_gb18030_four(const uint8_t p[4], uint32_t *cp);

/* The pair that a code point belongs to, or NULL. */
const struct nb_gb18030_swap *nb_gb18030_swap(uint32_t cp);

/* The two-byte code of a character of the BMP in the edition of 2022, or 0. */
uint16_t nb_gb18030_two_byte(uint32_t cp);

#endif

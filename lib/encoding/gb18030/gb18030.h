/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GB18030 in the edition of GB 18030-2022: 128 codes of one byte, 23,940 of two
 * and 1,087,996 of four, one for each Unicode scalar value.
 *
 * The other editions exchange pairs of characters. In each of 19 pairs one
 * character has a two-byte code and the other a four-byte code; earlier
 * editions gave the two-byte code to a private-use character, later ones to the
 * Unicode character that the glyph had got meanwhile. The tables have the
 * edition of 2022, and `profile` says which pairs to exchange (nbconv(1),
 * PROFILES).
 */
#ifndef NB_ENCODING_GB18030_H
#define NB_ENCODING_GB18030_H

#include <nbarc/encoding.h>

#define NB_GB18030_TWO 23940 /* two-byte codes: 126 leads times 190 trails */
#define NB_GB18030_SWAPS 19
#define NB_GB18030_BMP_FOURS 39420u /* four-byte codes of the BMP */
#define NB_CHARACTER_LONGEST 4	    /* bytes, here and in UTF-8 */

/* The Unicode character of the 19th pair, which changed in 2005; the others
 * changed in 2022. No character of a pair has a smaller code point. */
#define NB_GB18030_PAIR_19 0x1e3fu

/* The character that the web profile lacks: its code, A3A0, is U+3000 there. */
#define NB_GB18030_WEB_LACKS 0xe5e5

/*
 * Consecutive four-byte codes of the BMP with consecutive code points: those
 * from `first` on, counted from 81308130, are those from `cp` on, up to the
 * next range.
 */
struct nb_gb18030_range {
	uint16_t first, cp;
};

/*
 * A pair. In 2022 `unicode` has the two-byte code, and `private_use` the
 * four-byte code that `unicode` had before.
 */
struct nb_gb18030_swap {
	uint16_t private_use, unicode;
};

/*
 * The tables, in gb18030_table.c, which training/encoding makes. Two-byte codes
 * are in order of lead and trail byte; those by code point are in blocks of 64,
 * and most blocks are shared or empty.
 */
extern const uint16_t nb_gb18030_two[NB_GB18030_TWO];
extern const uint16_t nb_gb18030_block[1024]; /* row of _code by cp / 64 */
extern const uint16_t nb_gb18030_code[][64];  /* two-byte code, or 0 */
extern const struct nb_gb18030_range nb_gb18030_ranges[];
extern const size_t nb_gb18030_range_count;
/*
 * By value / 64: the last range that begins at or before the first value of the
 * block. From there the right range is at most a few further.
 */
extern const uint8_t nb_gb18030_by_linear[616], nb_gb18030_by_cp[1024];
extern const struct nb_gb18030_swap nb_gb18030_swaps[NB_GB18030_SWAPS];
extern const char nb_gb18030_sha256[]; /* of the tables, in hexadecimal */

/*
 * Decode the character at p (len > 0 bytes left) into *cp and return its
 * length, 1, 2 or 4. 0 if there is none: then *reason is a static phrase, and
 * *bad the number of bytes that show it.
 */
size_t nb_gb18030_get(enum nb_gb18030_profile profile, const uint8_t *p,
		      size_t len, uint32_t *cp, const char **reason,
		      size_t *bad);

/*
 * Encode a scalar value and return the length of its code, 1, 2 or 4. 0 if the
 * profile lacks the character; only that of the web lacks one.
 */
size_t nb_gb18030_put(enum nb_gb18030_profile profile, uint8_t out[4],
		      uint32_t cp);

/*
 * The character of a four-byte code, each of whose bytes is in its range,
 * before pairs are exchanged. False if the code is unassigned.
 */
bool nb_gb18030_four(const uint8_t p[4], uint32_t *cp);

/* The pair that a code point belongs to, or NULL. */
const struct nb_gb18030_swap *nb_gb18030_swap(uint32_t cp);

/*
 * The two-byte code of a character of the BMP in the edition of 2022, the first
 * byte high, or 0.
 */
uint16_t nb_gb18030_two_byte(uint32_t cp);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GB18030 as the standard of 2022 has it: 128 one-byte, 23,940 two-byte and
 * 1,087,996 four-byte codes, one for each Unicode scalar value.
 */
#ifndef NB_ENCODING_GB18030_H
#define NB_ENCODING_GB18030_H

#include <stddef.h>
#include <stdint.h>

#define NB_GB18030_TWO 23940 /* 126 lead bytes times 190 trail bytes */
#define NB_GB18030_SWAPS 19

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
extern const struct nb_gb18030_swap nb_gb18030_swaps[NB_GB18030_SWAPS];
extern const char nb_gb18030_sha256[]; /* of the tables, in hexadecimal */

/*
 * Decode the character at p (len > 0 bytes left) into *cp. Returns its length
 * in bytes, or 0 with *reason, a static phrase, when there is none; *bad is
 * then the number of bytes to show.
 */
size_t nb_gb18030_get(const uint8_t *p, size_t len, uint32_t *cp,
		      const char **reason, size_t *bad);

/* Encode a scalar value; returns 1, 2 or 4. */
size_t nb_gb18030_put(uint8_t out[4], uint32_t cp);

#endif

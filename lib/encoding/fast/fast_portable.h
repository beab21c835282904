/* SPDX-License-Identifier: Apache-2.0 */
/* The fast road in portable C, and the tables that both implementations use. */
#ifndef NB_ENCODING_FAST_PORTABLE_H
#define NB_ENCODING_FAST_PORTABLE_H

#include <stddef.h>
#include <stdint.h>

#define NB_PAIRS 16384	     /* 128 lead bytes times 128 trail bytes */
#define NB_CODES 0x10000     /* code points of the BMP */
#define NB_VALID 0x80000000u /* in nb_fast_tables.utf8 and .pair */

/*
 * What the loops look up. Entries of codes that mean different characters in
 * different profiles are left out, as if they did not exist.
 */
struct nb_fast_tables {
	/* By the two bytes of a code, the first one low: up to three UTF-8
	 * bytes, the first one low, their number in bits 24 and 25, and
	 * NB_VALID; 0 if there is no such code. */
	uint32_t utf8[65536];
	/* By lead - 128 and trail - 128, the trail low: three UTF-8 bytes and
	 * NB_VALID; 0 if the code has fewer or does not exist. The entry after
	 * the last is valid: it is used for places after the end of a run. */
	uint32_t pair[NB_PAIRS + 1];
	/* By code point, for those of three bytes in UTF-8: the two bytes of
	 * the code, the first one low; or 0. The entry after the last has the
	 * high bit of a lead byte, and is used for places after the end of a
	 * run. */
	uint16_t code[NB_CODES + 1];
};

/* The tables, made at the first call (in any thread). */
const struct nb_fast_tables *nb_fast_tables(void);

/*
 * As in fast.h, but no step begins at or after `stop`, which may be before
 * `end`; bytes up to `end` may be read.
 */
const uint8_t *nb_portable_gb18030_to_utf8(const uint8_t *in,
					   const uint8_t *stop,
					   const uint8_t *end, uint8_t **out);
const uint8_t *nb_portable_utf8_to_gb18030(const uint8_t *in,
					   const uint8_t *stop,
					   const uint8_t *end, uint8_t **out);
const uint8_t *nb_portable_utf8_skip(const uint8_t *in, const uint8_t *stop,
				     const uint8_t *end, uint8_t **unused);

size_t nb_portable_newlines(const uint8_t *in, size_t len);

#endif

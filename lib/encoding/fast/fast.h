/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast road between GB18030 and UTF-8: characters whose codes are the same
 * in every profile, and above all those that texts consist of. Each function
 * goes on as long as it meets nothing else, and returns where it stopped; the
 * caller takes one character the slow way and calls again. In the last bytes of
 * the input it stops too.
 */
#ifndef NB_ENCODING_FAST_H
#define NB_ENCODING_FAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that may be written behind the output that counts. */
#define NB_FAST_SLACK 128

/* in up to `end` to *out, which has room for 1.5 times as many bytes and
 * NB_FAST_SLACK; *out moves to the end of what was written. */
const uint8_t *nb_fast_gb18030_to_utf8(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);

/* The other direction; room for twice as many bytes and NB_FAST_SLACK. */
const uint8_t *nb_fast_utf8_to_gb18030(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);

/* Pass over valid UTF-8 of one and of three bytes a character. */
const uint8_t *nb_fast_utf8_skip(const uint8_t *in, const uint8_t *end);

/* Newlines in a stretch of bytes. */
size_t nb_fast_newlines(const uint8_t *in, size_t len);

/* Whether this machine has AVX2; and, for tests and measurements, do not use
 * it. Not to be called while another thread converts. */
bool nb_fast_has_avx2(void);
void nb_fast_use_avx2(bool use);

/* ---- what the two sets of functions share */

#define NB_PAIRS 16384	     /* 128 lead bytes times 128 trail bytes */
#define NB_CODES 0x10000     /* code points of the BMP */
#define NB_VALID 0x80000000u /* in nb_fast_tables.utf8 and .pair */

struct nb_fast_tables {
	/* By the two bytes of a code, the first one low: the UTF-8 bytes, their
	 * number in bits 24 and 25, NB_VALID; 0 where there is no such code. */
	uint32_t utf8[65536];
	/* By lead - 128 and trail - 128, the trail low: three UTF-8 bytes and
	 * NB_VALID; 0 where a code has fewer, or there is none. The last one
	 * is valid and stands for "not looked at". */
	uint32_t pair[NB_PAIRS + 1];
	/* By code point, for those of three bytes in UTF-8: the two bytes of
	 * the code, the first one low; or 0. The last one has the high bit of a
	 * lead byte and stands for "not looked at". */
	uint16_t code[NB_CODES + 1];
};
const struct nb_fast_tables *nb_fast_tables(void);

/* As above, but up to `stop`, which may lie before `end`. */
const uint8_t *nb_portable_gb18030_to_utf8(const uint8_t *in,
					   const uint8_t *stop,
					   const uint8_t *end, uint8_t **out);
const uint8_t *nb_portable_utf8_to_gb18030(const uint8_t *in,
					   const uint8_t *stop,
					   const uint8_t *end, uint8_t **out);
const uint8_t *nb_portable_utf8_skip(const uint8_t *in, const uint8_t *stop,
				     const uint8_t *end, uint8_t **unused);

size_t nb_portable_newlines(const uint8_t *in, size_t len);

/* Runs of four-byte codes, and of characters that have such codes or are of two
 * bytes in UTF-8. */
const uint8_t *nb_fours_to_utf8(const uint8_t *in, const uint8_t *end,
				uint8_t **out);
const uint8_t *nb_fours_to_gb18030(const uint8_t *in, const uint8_t *end,
				   uint8_t **out);

const uint8_t *nb_avx2_gb18030_to_utf8(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);
const uint8_t *nb_avx2_utf8_to_gb18030(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);
const uint8_t *nb_avx2_utf8_skip(const uint8_t *in, const uint8_t *end);
size_t nb_avx2_newlines(const uint8_t *in, size_t len);

#endif

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

#endif

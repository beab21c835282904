/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast road between GB18030 and UTF-8, for the characters that nearly all
 * text consists of and whose codes are the same in every profile.
 *
 * Each function converts from `in` for as long as it meets nothing else, and
 * returns where it stopped: at another character, at an invalid byte, or near
 * the end of the input, because it reads ahead. The caller converts one
 * character by table and calls again. Whatever is converted is valid; the
 * caller need not check it.
 */
#ifndef NB_ENCODING_FAST_H
#define NB_ENCODING_FAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes after the end of the output that may be written to: vectors are stored
 * whole. */
#define NB_FAST_SLACK 128

/*
 * GB18030 to UTF-8, up to `end`. *out has room for 1.5 times as many bytes and
 * NB_FAST_SLACK, and is moved to the end of what was written.
 */
const uint8_t *nb_fast_gb18030_to_utf8(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);

/* UTF-8 to GB18030; room for twice as many bytes and NB_FAST_SLACK. */
const uint8_t *nb_fast_utf8_to_gb18030(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);

/* Skip valid UTF-8 of one and of three bytes a character. */
const uint8_t *nb_fast_utf8_skip(const uint8_t *in, const uint8_t *end);

/* The number of newlines (0A) in len bytes. */
size_t nb_fast_newlines(const uint8_t *in, size_t len);

/*
 * For tests and measurements: whether this machine has AVX2, and whether to use
 * it. The latter is a global switch; it must not be changed while another
 * thread converts.
 */
bool nb_fast_has_avx2(void);
void nb_fast_use_avx2(bool use);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast road with AVX2; the contracts are those of fast.h. On other
 * processors than x86-64 these functions do not exist, and on those without
 * AVX2 they must not be called.
 */
#ifndef NB_ENCODING_FAST_AVX2_H
#define NB_ENCODING_FAST_AVX2_H

#include <stddef.h>
#include <stdint.h>

const uint8_t *nb_avx2_gb18030_to_utf8(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);
const uint8_t *nb_avx2_utf8_to_gb18030(const uint8_t *in, const uint8_t *end,
				       uint8_t **out);
const uint8_t *nb_avx2_utf8_skip(const uint8_t *in, const uint8_t *end);
size_t nb_avx2_newlines(const uint8_t *in, size_t len);

#endif

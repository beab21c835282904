/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen bytes that are compared together, and what their comparison found. */
#ifndef NB_BASE_VECTOR_H
#define NB_BASE_VECTOR_H

#include "base/le.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__AARCH64EL__)
#include <arm_neon.h>
#endif

typedef uint8_t nb_vector __attribute__((vector_size(16)));
typedef int8_t nb_signed_vector __attribute__((vector_size(16)));

/* The sixteen bytes at p, which need not be aligned. */
static inline nb_vector nb_vector_at(const void *p)
{
	nb_vector v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Was a comparison true for any of the bytes? */
static inline bool nb_vector_any(nb_vector compared)
{
	uint64_t halves[2];

	memcpy(halves, &compared, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/*
 * The top bit of each byte, the first byte's the lowest: where the bytes are of
 * a comparison, it is set where that was true. x86-64 has an instruction for
 * it. On ARM each byte keeps a bit of its own, and they are added up. Elsewhere
 * a multiplication moves the bits of eight bytes side by side.
 */
static inline uint32_t nb_vector_marks(nb_vector v)
{
#if defined(__SSE2__)
	return (uint32_t)_mm_movemask_epi8((__m128i)v);
#elif defined(__AARCH64EL__)
	const uint8x16_t own = {1, 2, 4, 8, 16, 32, 64, 128,
				1, 2, 4, 8, 16, 32, 64, 128};
	const uint8x16_t bits = (uint8x16_t)((int8x16_t)v >> 7) & own;

	return vaddv_u8(vget_low_u8(bits)) |
	       (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
#else
	const uint64_t tops = 0x8080808080808080u, gather = 0x0002040810204081u;
	uint8_t bytes[sizeof(v)];

	memcpy(bytes, &v, sizeof(bytes));
	return (uint32_t)((nb_le64(bytes) & tops) * gather >> 56) |
	       (uint32_t)((nb_le64(bytes + 8) & tops) * gather >> 56) << 8;
#endif
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers in base 128, the lowest seven bits first; bit 7 is set in every byte
 * except the last (format-spec/nbarc-format.md, section 6.1, "A number").
 */
#ifndef NB_BASE_VARINT_H
#define NB_BASE_VARINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NB_VARINT_MAX 10 /* bytes of UINT64_MAX */

/* Write v to p and return how many bytes it took. */
static inline size_t nb_varint_put(uint8_t p[NB_VARINT_MAX], uint64_t v)
{
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		p[n++] = (uint8_t)(v | 0x80);
	p[n++] = (uint8_t)v;
	return n;
}

/*
 * Read a number at *p and move *p past it; bytes at `end` and beyond are not
 * read. False if the number is cut off or does not fit in 64 bits.
 */
static inline bool nb_varint_get(const uint8_t **p, const uint8_t *end,
				 uint64_t *v)
{
	unsigned shift = 0;
	uint8_t byte;

	*v = 0;
	do {
		if (*p == end || shift > 63)
			return false;
		byte = *(*p)++;
		/* The tenth byte holds one bit. */
		if (shift == 63 && byte > 1)
			return false;
		*v |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return true;
}

/*
 * Map a difference, modulo 2^64, to a number that is small if the difference is
 * near 0: 0, -1, 1, -2 ... become 0, 1, 2, 3 ...
 */
static inline uint64_t nb_zigzag(uint64_t difference)
{
	return difference << 1 ^ (difference >> 63 ? UINT64_MAX : 0);
}

/* The inverse of nb_zigzag(). */
static inline uint64_t nb_unzigzag(uint64_t v)
{
	return v >> 1 ^ (v & 1 ? UINT64_MAX : 0);
}

#endif

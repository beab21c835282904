/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Little-endian integers (section 2 of format-spec/nbarc-format.md).
 *
 * Bytes are combined one by one: any alignment and byte order of the host will
 * do, and compilers make a single load or store of it. The caller checks that
 * the bytes are there.
 */
#ifndef NB_BASE_LE_H
#define NB_BASE_LE_H

#include <stdint.h>

static inline uint16_t nb_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t nb_le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t nb_le64(const uint8_t *p)
{
	return (uint64_t)nb_le32(p) | (uint64_t)nb_le32(p + 4) << 32;
}

static inline void nb_put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void nb_put32(uint8_t *p, uint32_t v)
{
	nb_put16(p, (uint16_t)v);
	nb_put16(p + 2, (uint16_t)(v >> 16));
}

static inline void nb_put64(uint8_t *p, uint64_t v)
{
	nb_put32(p, (uint32_t)v);
	nb_put32(p + 4, (uint32_t)(v >> 32));
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vectors over GF(2^16) (section 17), by isa-l: an element is a pair over
 * GF(2^8), and to multiply by a constant is a 2 by 2 matrix over GF(2^8). So a
 * code that isa-l has for 255 blocks reaches over 65,536.
 */
#ifndef NB_ARCHIVE_GF16_H
#define NB_ARCHIVE_GF16_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

struct nb_gf {
	uint16_t inverse[65536]; /* of 0: 0 */
};

/* Free it by free(). */
NB_CHECK enum nb_status nb_gf_create(struct nb_gf **gf, struct nb_error *err);

uint16_t nb_gf_mul(uint16_t a, uint16_t b);

/*
 * Add coefficient[i] times the block `data` to blocks[i], for each of `rows`
 * blocks of `size` bytes. `tables` is scratch of NB_GF_TABLES bytes a row.
 */
#define NB_GF_TABLES 128u
void nb_gf_add(const uint8_t *data, size_t size, const uint16_t *coefficient,
	       uint8_t **blocks, size_t rows);

/* 1 / (x_row + y_column): what a column weighs in a row of parity. */
static inline uint16_t nb_gf_weight(const struct nb_gf *gf, uint32_t row,
				    uint32_t column)
{
	return gf->inverse[(65535u - row) ^ column];
}

/*
 * Invert the part of the Cauchy matrix that n rows and n columns of it are:
 * inverse[c * n + r] is the weight of row rows[r] in column columns[c].
 */
NB_CHECK enum nb_status nb_gf_invert(const struct nb_gf *gf,
				     const uint32_t *rows,
				     const uint32_t *columns, size_t n,
				     uint16_t *inverse, struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arithmetic on vectors over GF(2^16), by isa-l (format-spec/nbarc-format.md,
 * section 17, "Field" and "Code").
 *
 * An element h y + l is a pair of elements of GF(2^8), and multiplication by a
 * constant is a 2 by 2 matrix over GF(2^8). So the instructions that isa-l uses
 * for at most 255 blocks serve a code of up to 65,536. A block of `size` bytes
 * is a vector of size / 2 elements, all low bytes first.
 */
#ifndef NB_ARCHIVE_GF16_H
#define NB_ARCHIVE_GF16_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

#define NB_GF_ELEMENTS 65536u

/* Tables; read-only after nb_gf_create(), and so shared by any threads. */
struct nb_gf {
	uint16_t inverse[NB_GF_ELEMENTS]; /* 1 / a; 0 for a = 0 */
};

/* Make the tables. *gf is the caller's: free(). NB_NOMEM. */
NB_CHECK enum nb_status nb_gf_create(struct nb_gf **gf, struct nb_error *err);

/* The product of two elements. */
uint16_t nb_gf_mul(uint16_t a, uint16_t b);

/*
 * Add coefficient[i] times the block `data` to blocks[i], for each of `rows`
 * blocks. All have `size` bytes, an even number, and none is `data`.
 */
void nb_gf_add(const uint8_t *data, size_t size, const uint16_t *coefficient,
	       uint8_t **blocks, size_t rows);

/* 1 / (x_row + y_column), the factor of a column in a row of parity, with
 * x_row = 65,535 - row and y_column = column, which must differ. */
static inline uint16_t nb_gf_weight(const struct nb_gf *gf, uint32_t row,
				    uint32_t column)
{
	return gf->inverse[(NB_GF_ELEMENTS - 1 - row) ^ column];
}

/*
 * Invert the square part of the Cauchy matrix that n different rows and n
 * different columns have in common: inverse[c * n + r], of n * n elements,
 * becomes the factor of row rows[r] in column columns[c]. Takes time in
 * proportion to n * n. NB_NOMEM is the only failure, as every such part has an
 * inverse.
 */
NB_CHECK enum nb_status nb_gf_invert(const struct nb_gf *gf,
				     const uint32_t *rows,
				     const uint32_t *columns, size_t n,
				     uint16_t *inverse, struct nb_error *err);

#endif

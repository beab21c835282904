/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/parity/gf16.h"
#include "base/alloc.h"
#include "base/error.h"

#include <isa-l/erasure_code.h>

#include <stdlib.h>

/* y^2 + y + C has no root in GF(2^8). */
#define C 0x20u

static uint8_t low(uint16_t a)
{
	return (uint8_t)a;
}

static uint8_t high(uint16_t a)
{
	return (uint8_t)(a >> 8);
}

uint16_t nb_gf_mul(uint16_t a, uint16_t b)
{
	uint8_t hh = gf_mul(high(a), high(b)), ll = gf_mul(low(a), low(b));
	uint8_t cross = gf_mul(low(a) ^ high(a), low(b) ^ high(b)) ^ ll;

	/* hl + lh + hh = (h + l)(h + l) - ll */
	return (uint16_t)(cross << 8 | (ll ^ gf_mul(hh, C)));
}

/* The conjugate of h y + l is h y + h + l; their product is in GF(2^8). */
static uint16_t invert(uint16_t a)
{
	uint8_t h = high(a), l = low(a);
	uint8_t norm = gf_mul(l, l ^ h) ^ gf_mul(gf_mul(h, h), C);
	uint8_t i = norm ? gf_inv(norm) : 0;

	return (uint16_t)(gf_mul(h, i) << 8 | gf_mul(h ^ l, i));
}

enum nb_status nb_gf_create(struct nb_gf **gf, struct nb_error *err)
{
	uint32_t a;

	*gf = nb_alloc(1, sizeof(**gf));
	if (!*gf)
		return nb_fail_mem(err);
	for (a = 1; a < 65536; a++)
		(*gf)->inverse[a] = invert((uint16_t)a);
	return NB_OK;
}

/* Rows of blocks that isa-l is given at once. */
#define GROUP 64u

/* low' = b_l low + C b_h high; high' = b_h low + (b_h + b_l) high */
static void add_group(const uint8_t *data, size_t half,
		      const uint16_t *coefficient, uint8_t **blocks,
		      size_t rows)
{
	uint8_t matrix[4 * GROUP], *planes[2 * GROUP];
	uint8_t tables[32 * 4 * GROUP];
	size_t i;

	for (i = 0; i < rows; i++) {
		uint16_t b = coefficient[i];

		matrix[4 * i] = low(b);
		matrix[4 * i + 1] = gf_mul(high(b), C);
		matrix[4 * i + 2] = high(b);
		matrix[4 * i + 3] = high(b) ^ low(b);
		planes[2 * i] = blocks[i];
		planes[2 * i + 1] = blocks[i] + half;
	}
	ec_init_tables(2, (int)(2 * rows), matrix, tables);
	/* isa-l does not write to what it adds. */
	ec_encode_data_update((int)half, 2, (int)(2 * rows), 0, tables,
			      (uint8_t *)(uintptr_t)data, planes);
	ec_encode_data_update((int)half, 2, (int)(2 * rows), 1, tables,
			      (uint8_t *)(uintptr_t)(data + half), planes);
}

void nb_gf_add(const uint8_t *data, size_t size, const uint16_t *coefficient,
	       uint8_t **blocks, size_t rows)
{
	size_t i;

	for (i = 0; i < rows; i += GROUP)
		add_group(data, size / 2, coefficient + i, blocks + i,
			  rows - i < GROUP ? rows - i : GROUP);
}

/*
 * The inverse of a Cauchy matrix has a closed form (Knuth, The Art of Computer
 * Programming 1, 1.2.3, exercise 41). With signs gone, as in characteristic 2:
 *
 *   inverse[c][r] = P(r) Q(c) / ((x_r + y_c) X(r) Y(c))
 *
 * P(r) = prod over k of (x_r + y_k), Q(c) = prod of (x_k + y_c),
 * X(r) = prod over k != r of (x_r + x_k), Y(c) = prod over k != c of (y_c +
 * y_k).
 */
static uint16_t product(uint32_t of, const uint32_t *with, size_t n,
			uint32_t flip)
{
	uint16_t p = 1;
	size_t k;

	for (k = 0; k < n; k++) {
		uint32_t factor = of ^ with[k] ^ flip;

		if (factor)
			p = nb_gf_mul(p, (uint16_t)factor);
	}
	return p;
}

enum nb_status nb_gf_invert(const struct nb_gf *gf, const uint32_t *rows,
			    const uint32_t *columns, size_t n,
			    uint16_t *inverse, struct nb_error *err)
{
	uint16_t *of_row = nb_alloc(n, sizeof(*of_row));
	uint16_t *of_column = nb_alloc(n, sizeof(*of_column));
	enum nb_status st = NB_OK;
	size_t r, c;

	if (!of_row || !of_column) {
		st = nb_fail_mem(err);
		goto out;
	}
	/* x_r = 65535 - row = 65535 ^ row; x_r is never a y, so that a factor
	 * is zero only where a number meets itself. */
	for (r = 0; r < n; r++)
		of_row[r] =
			nb_gf_mul(product(rows[r], columns, n, 65535),
				  gf->inverse[product(rows[r], rows, n, 0)]);
	for (c = 0; c < n; c++)
		of_column[c] = nb_gf_mul(
			product(columns[c], rows, n, 65535),
			gf->inverse[product(columns[c], columns, n, 0)]);
	for (c = 0; c < n; c++)
		for (r = 0; r < n; r++)
			inverse[c * n + r] =
				nb_gf_mul(nb_gf_weight(gf, rows[r], columns[c]),
					  nb_gf_mul(of_row[r], of_column[c]));
out:
	free(of_row);
	free(of_column);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GF(2^16) as GF(2^8)[y] / (y^2 + y + 0x20), with the products in GF(2^8) left
 * to isa-l (format-spec/nbarc-format.md, section 17).
 *
 * isa-l's field is that of the polynomial 0x11D, as in the specification. Signs
 * do not occur: addition and subtraction are both exclusive or.
 */
#include "archive/parity/gf16.h"
#include "base/alloc.h"
#include "base/error.h"

#include <isa-l/erasure_code.h>

#include <stdlib.h>

/* The constant term of y^2 + y + 0x20, which has no root in GF(2^8). */
#define CONSTANT_TERM 0x20u
/* x_i = LAST_ELEMENT - i, which is the same as LAST_ELEMENT ^ i. */
#define LAST_ELEMENT (NB_GF_ELEMENTS - 1)

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

	/* Three products instead of four, as Karatsuba does it: with
	 * y^2 = y + C the factor of y is hl + lh + hh = (h + l)(h + l) + ll. */
	return (uint16_t)(cross << 8 | (ll ^ gf_mul(hh, CONSTANT_TERM)));
}

/* The inverse of h y + l by its conjugate h y + h + l: their product, the norm,
 * is in GF(2^8). */
static uint16_t invert(uint16_t a)
{
	uint8_t h = high(a), l = low(a);
	uint8_t norm = gf_mul(l, l ^ h) ^ gf_mul(gf_mul(h, h), CONSTANT_TERM);
	uint8_t i = norm ? gf_inv(norm) : 0;

	return (uint16_t)(gf_mul(h, i) << 8 | gf_mul(h ^ l, i));
}

enum nb_status nb_gf_create(struct nb_gf **gf, struct nb_error *err)
{
	uint32_t a;

	*gf = nb_alloc(1, sizeof(**gf));
	if (!*gf)
		return nb_fail_mem(err);
	for (a = 1; a < NB_GF_ELEMENTS; a++)
		(*gf)->inverse[a] = invert((uint16_t)a);
	return NB_OK;
}

/* Blocks that are added to at a time: the tables for more would take more than
 * 8 KiB of stack. */
#define GROUP 64u

#define ISAL_TABLE 32u /* bytes of isa-l's table for one coefficient */

/*
 * Add to at most GROUP blocks; `half` is the number of elements. A block has
 * two planes, its low and its high bytes, and a coefficient b acts on them as a
 * matrix:
 *
 *   low' = b_l low + C b_h high
 *   high' = b_h low + (b_h + b_l) high
 */
static void add_group(const uint8_t *data, size_t half,
		      const uint16_t *coefficient, uint8_t **blocks,
		      size_t rows)
{
	uint8_t matrix[4 * GROUP], *planes[2 * GROUP];
	uint8_t tables[ISAL_TABLE * 4 * GROUP];
	size_t i;

	for (i = 0; i < rows; i++) {
		uint16_t b = coefficient[i];

		matrix[4 * i] = low(b);
		matrix[4 * i + 1] = gf_mul(high(b), CONSTANT_TERM);
		matrix[4 * i + 2] = high(b);
		matrix[4 * i + 3] = high(b) ^ low(b);
		planes[2 * i] = blocks[i];
		planes[2 * i + 1] = blocks[i] + half;
	}
	ec_init_tables(2, (int)(2 * rows), matrix, tables);
	/* isa-l takes the data without const but does not write to it. */
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
 * Programming 1, 1.2.3, exercise 41). Without signs, in characteristic 2:
 *
 *   inverse[c][r] = P(r) Q(c) / ((x_r + y_c) X(r) Y(c))
 *
 * P(r) = prod over k of (x_r + y_k), Q(c) = prod of (x_k + y_c),
 * X(r) = prod over k != r of (x_r + x_k), Y(c) = prod over k != c of (y_c +
 * y_k).
 *
 * product() computes any of the four: the product over k of (of ^ flip) +
 * with[k], leaving out a factor of zero. Numbers of rows and columns stand for
 * x and y; flip is LAST_ELEMENT where one of them is a row and the other a
 * column, since it turns a row's number into its x, and 0 elsewhere.
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
	/* No x is a y, so that a factor is zero only where a number meets
	 * itself: the one that X and Y leave out. */
	for (r = 0; r < n; r++)
		of_row[r] =
			nb_gf_mul(product(rows[r], columns, n, LAST_ELEMENT),
				  gf->inverse[product(rows[r], rows, n, 0)]);
	for (c = 0; c < n; c++)
		of_column[c] = nb_gf_mul(
			product(columns[c], rows, n, LAST_ELEMENT),
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

/* SPDX-License-Identifier: Apache-2.0 */
/* The field and the code of parity sets, beside their definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "archive/parity/gf16.h"

static uint64_t random_state = 20190304;

/* A generator of our own: the same numbers everywhere. */
static uint32_t next_random(void)
{
	random_state =
		random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33);
}

/* Multiplication as section 17 has it, bit by bit. */
static uint8_t mul8(uint8_t a, uint8_t b)
{
	unsigned r = 0, x = a;

	for (; b; b >>= 1, x <<= 1) {
		if (x & 0x100)
			x ^= 0x11d;
		if (b & 1)
			r ^= x;
	}
	return (uint8_t)r;
}

static uint16_t mul16(uint16_t a, uint16_t b)
{
	uint8_t h = (uint8_t)(a >> 8), l = (uint8_t)a;
	uint8_t i = (uint8_t)(b >> 8), k = (uint8_t)b;
	uint8_t hi = mul8(h, i);

	return (uint16_t)((mul8(h, k) ^ mul8(l, i) ^ hi) << 8 |
			  (mul8(l, k) ^ mul8(hi, 0x20)));
}

static void test_field(void **state)
{
	struct nb_gf *gf;
	struct nb_error err;
	uint32_t a, i;

	(void)state;
	assert_int_equal(nb_gf_create(&gf, &err), NB_OK);
	for (a = 1; a < 65536; a++)
		assert_int_equal(mul16((uint16_t)a, gf->inverse[a]), 1);
	for (i = 0; i < 20000; i++) {
		uint16_t x = (uint16_t)next_random();
		uint16_t y = (uint16_t)next_random();

		assert_int_equal(nb_gf_mul(x, y), mul16(x, y));
	}
	free(gf);
}

/* Blocks by isa-l are those of the definition. */
static void test_blocks(void **state)
{
	uint8_t data[512], sum[3][512], *rows[3] = {sum[0], sum[1], sum[2]};
	uint16_t weight[3] = {1, 0x1234, 0xff07};
	size_t i, r;

	(void)state;
	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)next_random();
	memset(sum, 0, sizeof(sum));
	nb_gf_add(data, sizeof(data), weight, rows, 3);
	for (r = 0; r < 3; r++) {
		for (i = 0; i < 256; i++) {
			uint16_t e = (uint16_t)(data[256 + i] << 8 | data[i]);
			uint16_t p = mul16(e, weight[r]);

			assert_int_equal(sum[r][i], (uint8_t)p);
			assert_int_equal(sum[r][256 + i], p >> 8);
		}
	}
}

static void test_inverse(void **state)
{
	uint32_t rows[6] = {0, 3, 4, 90, 200, 1000};
	uint32_t columns[6] = {1, 2, 7, 500, 4000, 40000};
	uint16_t inverse[36];
	struct nb_gf *gf;
	struct nb_error err;
	size_t a, b, r;

	(void)state;
	assert_int_equal(nb_gf_create(&gf, &err), NB_OK);
	assert_int_equal(nb_gf_invert(gf, rows, columns, 6, inverse, &err),
			 NB_OK);
	for (a = 0; a < 6; a++) {
		for (b = 0; b < 6; b++) {
			uint16_t sum = 0;

			for (r = 0; r < 6; r++)
				sum ^= mul16(
					inverse[a * 6 + r],
					nb_gf_weight(gf, rows[r], columns[b]));
			assert_int_equal(sum, a == b);
		}
	}
	free(gf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_field),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_inverse),
	};

	return cmocka_run_group_tests_name("gf16", tests, NULL, NULL);
}

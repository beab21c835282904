/* SPDX-License-Identifier: Apache-2.0 */
/* The alignment is common to both sequences, in order, and the longest; where
 * the sequences are long and different it comes in bounded time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/diff.h"

#define SMALL 24
#define LONG 200000

static uint32_t seed = 7;

static uint32_t pick(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* The length of the longest common subsequence, by the book. */
static size_t longest(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	size_t table[SMALL + 1][SMALL + 1] = {{0}}, i, j;

	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++) {
			size_t up = table[i - 1][j], left = table[i][j - 1];

			if (a[i - 1] == b[j - 1])
				table[i][j] = table[i - 1][j - 1] + 1;
			else
				table[i][j] = up > left ? up : left;
		}
	return table[n][m];
}

/* The matches are rising and true; returns the symbols in them. */
static size_t common(const uint32_t *a, size_t n, const uint32_t *b, size_t m,
		     const struct nb_matches *matches)
{
	size_t i, total = 0, a_at = 0, b_at = 0;

	for (i = 0; i < matches->count; i++) {
		const struct nb_match *x = &matches->list[i];

		assert_true(x->len > 0 && x->a >= a_at && x->b >= b_at);
		assert_true(x->a + x->len <= n && x->b + x->len <= m);
		assert_memory_equal(a + x->a, b + x->b, x->len * sizeof(*a));
		a_at = x->a + x->len;
		b_at = x->b + x->len;
		total += x->len;
	}
	return total;
}

static void test_longest(void **state)
{
	uint32_t a[SMALL], b[SMALL];
	struct nb_matches matches;
	unsigned round;
	size_t i;

	(void)state;
	for (round = 0; round < 20000; round++) {
		size_t n = pick(SMALL + 1), m = pick(SMALL + 1);
		uint32_t symbols = 1 + pick(6);

		for (i = 0; i < n; i++)
			a[i] = pick(symbols);
		for (i = 0; i < m; i++)
			b[i] = pick(symbols);
		assert_int_equal(nb_diff(a, n, b, m, &matches), NB_OK);
		assert_int_equal(common(a, n, b, m, &matches),
				 longest(a, n, b, m));
		nb_matches_free(&matches);
	}
}

/* Nothing in common, and everything by chance: no quadratic time. */
static void test_long(void **state)
{
	uint32_t *a = malloc(LONG * sizeof(*a)), *b = malloc(LONG * sizeof(*b));
	struct nb_matches matches;
	size_t i;

	(void)state;
	assert_true(a && b);
	for (i = 0; i < LONG; i++) {
		a[i] = pick(3000);
		b[i] = pick(3000);
	}
	assert_int_equal(nb_diff(a, LONG, b, LONG, &matches), NB_OK);
	assert_true(common(a, LONG, b, LONG, &matches) > 0);
	nb_matches_free(&matches);
	/* Few edits in a long text are found exactly. */
	memcpy(b, a, LONG * sizeof(*a));
	for (i = 0; i < 50; i++)
		b[i * 3999] = 5000;
	assert_int_equal(nb_diff(a, LONG, b, LONG, &matches), NB_OK);
	assert_int_equal(common(a, LONG, b, LONG, &matches), LONG - 50);
	nb_matches_free(&matches);
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL) != 0;
}

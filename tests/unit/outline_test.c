/* SPDX-License-Identifier: Apache-2.0 */
/* Outlines of METS files, and how much of a box is inside of one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "issue/outline.h"

/* A share in thousandths, so that it can be compared. */
static int share(const char *coords, double x0, double y0, double x1, double y1)
{
	struct nb_outline o;

	assert_true(nb_outline_read(coords, &o));
	return (int)(1000 * nb_outline_share(&o, x0, y0, x1, y1) + .5);
}

static void test_forms(void **state)
{
	struct nb_outline o;

	(void)state;
	assert_true(nb_outline_read("10,20,110,70", &o));
	assert_true(o.size == 5000);
	/* Two other corners of the same rectangle, and other signs between. */
	assert_true(nb_outline_read(" 110 70; 10,20 ", &o));
	assert_true(o.size == 5000);
	assert_true(nb_outline_read("50,50,10", &o));
	assert_true(o.size == 400);
	assert_true(nb_outline_read("0,0 10,0 0,10", &o));
	assert_true(o.size == 50);
	assert_false(nb_outline_read("", &o));
	assert_false(nb_outline_read("1,2", &o));
	assert_false(nb_outline_read("1,2,3,4,5", &o));
	assert_false(nb_outline_read("1,2,3,x", &o));
	assert_false(nb_outline_read("1,2,3,1e3", &o));
	assert_false(nb_outline_read("5,5,5,9", &o));
	assert_false(nb_outline_read("0,0,1,1,2,2", &o));
}

static void test_shares(void **state)
{
	/* The shape of a U, open at the top. */
	static const char u[] = "0,0 10,0 10,30 20,30 20,0 30,0 30,40 0,40";

	(void)state;
	assert_int_equal(share("0,0,10,10", 2, 2, 8, 8), 1000);
	assert_int_equal(share("0,0,10,10", 5, 0, 15, 10), 500);
	assert_int_equal(share("0,0,10,10", 5, 5, 15, 15), 250);
	assert_int_equal(share("0,0,10,10", 10, 0, 20, 10), 0);
	assert_int_equal(share("0,0 10,0 0,10", 0, 0, 10, 10), 500);
	assert_int_equal(share(u, 10, 0, 20, 30), 0);
	assert_int_equal(share(u, 0, 0, 30, 40), 750);
	assert_int_equal(share(u, 5, 0, 25, 20), 500);
	assert_int_equal(share(u, 0, 30, 30, 40), 1000);
}

/* A box without a surface counts by its middle. */
static void test_flat(void **state)
{
	(void)state;
	assert_int_equal(share("0,0,10,10", 2, 5, 8, 5), 1000);
	assert_int_equal(share("0,0,10,10", 5, 5, 5, 5), 1000);
	assert_int_equal(share("0,0,10,10", 12, 5, 18, 5), 0);
}

/* The most corners there may be, in a zigzag that each cut crosses. */
static void test_many_corners(void **state)
{
	char coords[NB_OUTLINE_CORNERS * 12 + 12];
	struct nb_outline o;
	size_t i, n = 0;

	(void)state;
	for (i = 0; i + 1 < NB_OUTLINE_CORNERS; i++)
		n += (size_t)snprintf(coords + n, sizeof(coords) - n, "%zu,%u ",
				      i, i % 2 ? 0 : 10u);
	n += (size_t)snprintf(coords + n, sizeof(coords) - n, "600,500 ");
	assert_true(nb_outline_read(coords, &o));
	assert_int_equal(o.count, NB_OUTLINE_CORNERS);
	assert_true(nb_outline_share(&o, 3, 3, 200, 7) <= 1);
	(void)snprintf(coords + n, sizeof(coords) - n, "1,2");
	assert_false(nb_outline_read(coords, &o));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_flat),
		cmocka_unit_test(test_many_corners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}

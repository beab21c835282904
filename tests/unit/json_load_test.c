/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON without memory: nothing of it is lost (json/load.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/load.h"

/* Allocations of jansson until one fails; 0: none does. */
static unsigned long until;
static bool all; /* those after it fail as well */

static void *allocate(size_t size)
{
	bool fails = until == 1;

	if (until > 1 || (fails && !all))
		until--;
	return fails ? NULL : malloc(size);
}

/* The program's functions of memory are called as before. */
static int begin(void **state)
{
	(void)state;
	json_set_alloc_funcs(allocate, free);
	nb_json_watch();
	return 0;
}

static const char text[] =
	"{\"text\": \"三月的江东，到处都是忙碌的人们，田里的水也已经放满了。\","
	" \"numbers\": [1234567890123, 0.12345678901234567890123, -7],"
	" \"a name of more than sixteen bytes\": {\"deep\": [[[null, true]]]}}";

/* Let each allocation fail in turn: the value is whole, or memory is lacking.
 */
static void check_each(bool following)
{
	json_t *whole, *root;
	unsigned lacking = 0;
	unsigned long n;
	json_error_t why;
	enum nb_status st;

	until = 0;
	assert_int_equal(nb_json_load(text, strlen(text), 0, &whole, &why),
			 NB_OK);
	for (n = 1; n == lacking + 1; n++) {
		until = n;
		all = following;
		st = nb_json_load(text, strlen(text), 0, &root, &why);
		until = 0;
		if (st == NB_OK)
			assert_true(json_equal(root, whole));
		else
			assert_int_equal(st, NB_NOMEM);
		assert_int_equal(nb_json_lacked(), st == NB_NOMEM);
		lacking += st == NB_NOMEM;
		json_decref(root);
	}
	assert_true(lacking > 20);
	json_decref(whole);
}

static void test_once(void **state)
{
	(void)state;
	check_each(false);
}

static void test_from_then_on(void **state)
{
	(void)state;
	check_each(true);
}

static void test_what_is_none(void **state)
{
	json_error_t why;
	json_t *root;

	(void)state;
	assert_int_equal(nb_json_load("{", 1, 0, &root, &why), NB_INVALID);
	assert_null(root);
	assert_int_equal(json_error_code(&why),
			 json_error_premature_end_of_input);
	assert_false(nb_json_lacked());
	assert_int_equal(nb_json_load("{\"a\":1,\"a\":2}", 13,
				      JSON_REJECT_DUPLICATES, &root, &why),
			 NB_INVALID);
	assert_int_equal(json_error_code(&why), json_error_duplicate_key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_from_then_on),
		cmocka_unit_test(test_what_is_none),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}

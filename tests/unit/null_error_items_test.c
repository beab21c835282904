/* SPDX-License-Identifier: Apache-2.0 */
/* The error argument may be NULL, of the functions of <nbarc/items.h>,
 * <nbarc/hits.h>, <nbarc/cite.h> and <nbarc/places.h> too: null_error_test.c
 * has the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/cite.h>
#include <nbarc/hits.h>
#include <nbarc/items.h>
#include <nbarc/places.h>

#include "null_error.h"

static void test_items(void **state)
{
	struct nb_archive *a = open_whole();
	struct nb_filter *filter = nb_filter_create();
	struct nb_item_cursor *cursor;
	const struct nb_item_record *item;
	struct nb_buf out = {0};

	(void)state;
	assert_non_null(filter);
	FAILS(NB_USAGE, nb_filter_set(filter, "name", "", NULL));
	FAILS(NB_USAGE, nb_filter_set(filter, "from", "2019-13", NULL));
	FAILS(NB_USAGE, nb_filter_set(filter, "author", "", NULL));
	STARVES(nb_filter_set(filter, "author", "何苗", NULL));
	STARVES(nb_archive_info_json(a, &out, NULL));
	STARVES(nb_item_cursor_create(a, "", NULL, 0, false, &cursor, NULL));
	assert_int_equal(
		nb_item_cursor_create(a, "", NULL, 0, false, &cursor, NULL),
		NB_OK);
	STARVES(nb_item_cursor_next(cursor, &item, NULL));
	nb_item_cursor_free(cursor);
	nb_item_cursor_free(NULL);
	nb_filter_free(filter);
	nb_filter_free(NULL);
	nb_archive_close(a);
	nb_buf_free(&out);
}

/* A search that lacks memory says so once, and ends. */
static void test_hits(void **state)
{
	static const struct nb_reader reader = {.begin = NULL};
	struct nb_archive *a = open_whole();
	struct nb_sought *sought = nb_sought_create();
	struct nb_hit_cursor *cursor;
	const struct nb_hit_record *hit;
	struct nb_grep_options options = {.pattern_count = 0};
	struct nb_grep_cache *cache;
	struct nb_grep *grep;

	(void)state;
	assert_non_null(sought);
	FAILS(NB_USAGE, nb_sought_set(sought, "name", "", NULL));
	FAILS(NB_USAGE, nb_sought_set(sought, "in", "head,foot", NULL));
	FAILS(NB_USAGE, nb_sought_set(sought, "regex", "1", NULL));
	FAILS(NB_USAGE, nb_sought_compile(sought, &grep, NULL));
	STARVES(nb_sought_set(sought, "pattern", "春", NULL));
	FAILS(NB_OK, nb_sought_set(sought, "pattern", "春", NULL));
	STARVES(nb_sought_compile(sought, &grep, NULL));
	STARVES(nb_grep_cache_create(65536, &cache, NULL));
	STARVES(nb_grep_create_reading(&options, &reader, &grep, NULL));
	FAILS(NB_OK, nb_sought_compile(sought, &grep, NULL));
	FAILS(NB_ABSENT, nb_hit_cursor_create(a, grep, NULL, "a@b", NULL, 0, 1,
					      &cursor, NULL));
	STARVES(nb_hit_cursor_create(a, grep, NULL, "", NULL, 0, 1, &cursor,
				     NULL));
	FAILS(NB_OK, nb_hit_cursor_create(a, grep, NULL, "", NULL, 0, 1,
					  &cursor, NULL));
	STARVES(nb_hit_cursor_next(cursor, &hit, NULL));
	nb_hit_cursor_free(cursor);
	nb_hit_cursor_free(NULL);
	nb_grep_free(grep);
	nb_sought_free(sought);
	nb_sought_free(NULL);
	nb_archive_close(a);
}

static void test_citations(void **state)
{
	struct nb_archive *a = open_whole();
	struct nb_archive_info info;
	struct nb_item_record *item;
	struct nb_citation citation;
	struct nb_buf out = {0};

	(void)state;
	nb_archive_info(a, &info);
	assert_int_equal(nb_item_record_find(a, PAGE "-01", nb_cite_fields(),
					     &item, NULL),
			 NB_OK);
	STARVES(nb_cite_write(item, info.root, NULL, NB_CITE_RIS, &out, NULL));
	FAILS(NB_ABSENT, nb_cite_read("", 0, 0, &citation, NULL));
	nb_item_record_free(item);
	nb_archive_close(a);
	nb_buf_free(&out);
}

static void test_places(void **state)
{
	struct nb_buf out = {0};

	(void)state;
	FAILS(NB_INVALID,
	      nb_places_write("<TEI/>", 6, NB_PLACES_JSON, &out, NULL));
	nb_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_hits),
		cmocka_unit_test(test_citations),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, make_archive, remove_archive) != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Filters, and the fields that they judge by. A filter by date reads only the
 * leaves of the catalogue that can match: the linker puts a function that
 * counts them in the place of nb_leaf_read(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/item.h>
#include <nbarc/query.h>

#include "archive/catalogue/leaf.h"
#include "sample.h"

/* Ten years of 12 months of 28 days. */
#define YEARS 10u
#define DAYS 28u

static unsigned leaves;

enum nb_status __real_nb_leaf_read(struct nb_leaf *leaf, struct nb_file file,
				   struct nb_zdecoder *decoder,
				   const struct nb_pointer *at, uint64_t end,
				   enum nb_leaf_part part,
				   struct nb_error *err);
enum nb_status __wrap_nb_leaf_read(struct nb_leaf *leaf, struct nb_file file,
				   struct nb_zdecoder *decoder,
				   const struct nb_pointer *at, uint64_t end,
				   enum nb_leaf_part part,
				   struct nb_error *err);

enum nb_status __wrap_nb_leaf_read(struct nb_leaf *leaf, struct nb_file file,
				   struct nb_zdecoder *decoder,
				   const struct nb_pointer *at, uint64_t end,
				   enum nb_leaf_part part, struct nb_error *err)
{
	leaves++;
	return __real_nb_leaf_read(leaf, file, decoder, at, end, part, err);
}

static void write_years(const char *path)
{
	const struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	unsigned day;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (day = 0; day < YEARS * 12 * DAYS; day++) {
		struct sample s;
		enum nb_added added;

		make_sample(&s, 1, 1);
		(void)snprintf(s.id, sizeof(s.id), "jdrb-%04u%02u%02u-01",
			       2010 + day / DAYS / 12, day / DAYS % 12 + 1,
			       day % DAYS + 1);
		assert_int_equal(nb_writer_add(w, &s.page, &added, &err),
				 NB_OK);
	}
	assert_int_equal(nb_writer_commit(w, 1, &err), NB_OK);
	nb_writer_free(w);
}

static bool count_page(void *context, const struct nb_entry *e)
{
	(void)e;
	++*(unsigned *)context;
	return true;
}

/* Pages that the filter chooses; `leaves` is how many leaves that took. */
static unsigned count(struct nb_archive *a, const struct nb_filter *filter)
{
	struct nb_query query;
	unsigned pages = 0;

	assert_int_equal(nb_query_parse("", &query, NULL), NB_OK);
	query.filter = filter;
	leaves = 0;
	assert_int_equal(nb_query_pages(a, &query, 1, count_page, &pages, NULL),
			 NB_OK);
	return pages;
}

static void test_a_month_reads_its_leaves(void **state)
{
	char path[] = "/tmp/nbarc-filter-XXXXXX";
	struct nb_filter filter = {.title_count = 0};
	struct nb_archive *a;
	unsigned all;

	(void)state;
	assert_int_equal(close(mkstemp(path)), 0);
	assert_int_equal(unlink(path), 0);
	write_years(path);
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(count(a, NULL), YEARS * 12 * DAYS);
	all = leaves;
	print_message("# all: %u leaves\n", all);
	assert_true(all >= 10);
	assert_int_equal(nb_filter_from(&filter, "2015-06", NULL), NB_OK);
	assert_int_equal(nb_filter_to(&filter, "2015-06", NULL), NB_OK);
	assert_int_equal(count(a, &filter), DAYS);
	print_message("# a month: %u leaves\n", leaves);
	/* The first leaf, the month's, which may be two, and the last. */
	assert_in_range(leaves, 1, 4);
	nb_archive_close(a);
	assert_int_equal(unlink(path), 0);
}

/* ---- authors in the catalogue */

static const char authors[] = "陆小禾\0顾青";

/* Add page `number`, whose first item has the authors, or says nothing. */
static void add_page(struct nb_writer *w, unsigned number, bool has_authors)
{
	struct sample s;
	struct nb_error err;
	enum nb_added added;

	make_sample(&s, number, 1);
	s.page.has_authors = has_authors;
	if (has_authors)
		s.items[0].authors =
			(struct nb_string){authors, sizeof(authors)};
	assert_int_equal(nb_writer_add(w, &s.page, &added, &err), NB_OK);
}

/* An archive of three pages, of which the one `without` says nothing of its
 * authors; 0: all do. */
static void write_pages(const char *path, unsigned without)
{
	const struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	unsigned i;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (i = 1; i <= 3; i++)
		add_page(w, i, i != without);
	assert_int_equal(nb_writer_commit(w, 1, &err), NB_OK);
	nb_writer_free(w);
}

/* For nb_query_pages(): the catalogue knows the authors of the items, whose
 * documents name nobody. */
static bool check_authors(void *context, const struct nb_entry *e)
{
	struct nb_archive *a = context;
	struct nb_filter filter = {.authors = {"顾青"}, .author_count = 1};
	struct nb_item_record *r;
	bool chosen;

	assert_true(e->has_authors);
	assert_int_equal(
		nb_filter_item(&filter, a, e, &e->items[0], &chosen, NULL),
		NB_OK);
	assert_true(chosen);
	assert_int_equal(
		nb_filter_item(&filter, a, e, &e->items[1], &chosen, NULL),
		NB_OK);
	assert_false(chosen);
	filter.authors[0] = "顾";
	assert_int_equal(
		nb_filter_item(&filter, a, e, &e->items[0], &chosen, NULL),
		NB_OK);
	assert_false(chosen);
	assert_int_equal(nb_item_record_of(a, e, e->items[0].number,
					   NB_FIELD_BIT(NB_FIELD_AUTHORS), &r,
					   NULL),
			 NB_OK);
	assert_int_equal(nb_item_record_count(r, NB_FIELD_AUTHORS), 2);
	assert_string_equal(nb_item_record_text(r, NB_FIELD_AUTHORS, 1),
			    "顾青");
	nb_item_record_free(r);
	return true;
}

/* For nb_query_pages(): it does not, and the documents answer. */
static bool check_no_authors(void *context, const struct nb_entry *e)
{
	const struct nb_filter filter = {.authors = {"顾青"},
					 .author_count = 1};
	bool chosen;

	assert_false(e->has_authors);
	assert_int_equal(e->items[0].authors.len, 0);
	assert_int_equal(nb_filter_item(&filter, context, e, &e->items[0],
					&chosen, NULL),
			 NB_OK);
	assert_false(chosen);
	return true;
}

static void visit_all(const char *path, nb_query_visit *visit)
{
	struct nb_archive *a;
	struct nb_query query;

	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_query_parse("", &query, NULL), NB_OK);
	assert_int_equal(nb_query_pages(a, &query, 1, visit, a, NULL), NB_OK);
	nb_archive_close(a);
}

static void test_authors_of_the_catalogue(void **state)
{
	const struct nb_writer_options options = {.level = 1, .threads = 1};
	char path[] = "/tmp/nbarc-authors-XXXXXX", made[64];
	struct sample s;
	struct nb_writer *w;
	enum nb_added added;
	uint64_t dropped;

	(void)state;
	assert_int_equal(close(mkstemp(path)), 0);
	assert_int_equal(unlink(path), 0);
	(void)snprintf(made, sizeof(made), "%s.made", path);
	write_pages(path, 0);
	visit_all(path, check_authors);
	assert_int_equal(compact_samples(path, made, &options, false, NULL),
			 NB_OK);
	visit_all(made, check_authors);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(made), 0);
	write_pages(path, 2);
	visit_all(path, check_no_authors);
	/* A list without its last NUL would be rejected by readers. */
	make_sample(&s, 4, 1);
	s.page.has_authors = true;
	s.items[1].authors = (struct nb_string){authors, 3};
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, NULL),
			 NB_OK);
	assert_int_equal(nb_writer_add(w, &s.page, &added, NULL), NB_USAGE);
	nb_writer_free(w);
	assert_int_equal(unlink(path), 0);
}

/* ---- names of fields, and passing over pages */

static void test_fields_can_be_enumerated(void **state)
{
	int field;

	(void)state;
	for (field = 0; nb_field_name((enum nb_field)field); field++)
		continue;
	assert_int_equal(field, NB_FIELD_TEXT + 1);
	while (field-- > 0) {
		const char *name = nb_field_name((enum nb_field)field);
		enum nb_field found = NB_FIELD_TEXT;

		assert_true(nb_field_find(name, strlen(name), &found));
		assert_int_equal(found, field);
		assert_false(nb_field_find(name, strlen(name) - 1, &found));
	}
	assert_true(nb_field_is_list(NB_FIELD_AUTHORS));
	assert_false(nb_field_is_list(NB_FIELD_BYLINE));
	assert_true(nb_field_is_number(NB_FIELD_CHARACTERS));
	assert_false(nb_field_is_number(NB_FIELD_TITLE));
	assert_false(nb_field_is_number((enum nb_field)field));
}

/*
 * Of identifiers in order, what a filter passes over is never chosen, and the
 * pages of other titles take one step.
 */
static void test_nothing_chosen_is_passed_over(void **state)
{
	static const char *const ids[] = {
		"Appendix",	    "aa-19990101-01",  "ab-20100101-01",
		"abc-20150101-01",  "abc-20150601-01", "abc-20150630a-01",
		"abc-20150701-01",  "abc-x",	       "abcd-20150601-01",
		"abd-20150601-a01", "zzzz-20150601-01"};
	enum { IDS = sizeof(ids) / sizeof(ids[0]) };
	struct nb_filter filters[5] = {{.title_count = 0}};
	char next[NB_FILTER_NEXT_MAX], none[NB_FILTER_NEXT_MAX];
	size_t f, i, k, steps;

	(void)state;
	assert_int_equal(nb_filter_title(&filters[1], "abc", NULL), NB_OK);
	assert_int_equal(nb_filter_from(&filters[2], "2015-06", NULL), NB_OK);
	assert_int_equal(nb_filter_to(&filters[2], "2015-06", NULL), NB_OK);
	filters[3] = filters[2];
	assert_int_equal(nb_filter_title(&filters[3], "abc", NULL), NB_OK);
	filters[4] = filters[2];
	assert_int_equal(nb_filter_title(&filters[4], "abd,aa", NULL), NB_OK);
	assert_int_equal(nb_filter_title(&filters[4], "ab,aa", NULL), NB_OK);
	assert_int_equal(filters[4].title_count, 3);
	assert_string_equal(filters[4].titles[0], "aa");
	assert_string_equal(filters[4].titles[1], "ab");
	assert_string_equal(filters[4].titles[2], "abd");
	assert_int_equal(nb_filter_title(&filters[4], "x,,y", NULL), NB_USAGE);
	assert_int_equal(filters[4].title_count, 3);
	for (f = 0; f < 5; f++) {
		for (i = 0; i < IDS; i++) {
			if (nb_filter_judge(&filters[f], ids[i], strlen(ids[i]),
					    next) ||
			    !next[0])
				continue;
			assert_true(strcmp(next, ids[i]) > 0);
			for (k = i; k < IDS && strcmp(ids[k], next) < 0; k++)
				assert_false(
					nb_filter_judge(&filters[f], ids[k],
							strlen(ids[k]), none));
		}
	}
	for (i = 1, steps = 0; i < IDS; steps++) {
		if (nb_filter_judge(&filters[3], ids[i], strlen(ids[i]),
				    next) ||
		    !next[0])
			i++;
		else
			while (i < IDS && strcmp(ids[i], next) < 0)
				i++;
	}
	/* To the month, its two pages, past the rest of the title, and past
	 * all others. */
	assert_int_equal(steps, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_month_reads_its_leaves),
		cmocka_unit_test(test_nothing_chosen_is_passed_over),
		cmocka_unit_test(test_authors_of_the_catalogue),
		cmocka_unit_test(test_fields_can_be_enumerated),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL) != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that are called as an item of another page could be: no writer puts
 * both into an archive, and a verification finds them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "archive/rewrite/copy.h"
#include "sample.h"

#include <nbarc/archive.h>
#include <nbarc/id.h>
#include <nbarc/query.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

static const struct nb_writer_options options = {.level = 1, .threads = 1};
static char path[64], other[72], made[72];
static struct nb_error err;

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-clash-%ld.nbarc",
		       (long)getpid());
	(void)snprintf(other, sizeof(other), "%s.other", path);
	(void)snprintf(made, sizeof(made), "%s.made", path);
	(void)unlink(path);
	(void)unlink(other);
	(void)unlink(made);
	return 0;
}

static int tear_down(void **state)
{
	return set_up(state);
}

static struct nb_writer *open_writer(const char *name)
{
	struct nb_writer *w;
	uint64_t dropped;

	assert_int_equal(nb_writer_open(name, &options, &w, &dropped, &err),
			 NB_OK);
	return w;
}

/* Add a page; what became of it. A refusal is NB_INVALID. */
static enum nb_added add(struct nb_writer *w, const char *id)
{
	struct sample s;
	enum nb_added added;
	enum nb_status st;

	make_sample_of(&s, id, 1, 1);
	st = nb_writer_add(w, &s.page, &added, &err);
	assert_int_equal(st, added == NB_ADDED_REFUSED ? NB_INVALID : NB_OK);
	return added;
}

static void commit(struct nb_writer *w)
{
	assert_int_equal(nb_writer_commit(w, 1, &err), NB_OK);
}

static void check_text(const char *text)
{
	assert_non_null(strstr(err.text, text));
}

/* ---- in an archive, and in a batch */

static void check_pair(bool committed, const char *first, const char *second,
		       bool clash)
{
	struct nb_writer *w;

	(void)set_up(NULL);
	w = open_writer(path);
	assert_int_equal(add(w, first), NB_ADDED_NEW);
	if (committed)
		commit(w);
	assert_int_equal(add(w, second),
			 clash ? NB_ADDED_REFUSED : NB_ADDED_NEW);
	if (clash) {
		check_text(first);
		check_text(second);
	}
	/* The writer goes on. */
	assert_int_equal(add(w, "zz"), NB_ADDED_NEW);
	commit(w);
	nb_writer_free(w);
}

static void test_pairs(void **state)
{
	static const struct {
		const char *page, *called;
		bool clash;
	} pairs[] = {
		{"a", "a-01", true},	 {"a", "a-65535", true},
		{"a", "a-99", true},	 {"a-01", "a-01-10", true},
		{"a-", "a--07", true},	 {"报", "报-12345", true},
		{"a", "a-1", false},	 {"a", "a-65536", false},
		{"a", "a-001", false},	 {"a", "a-01x", false},
		{"a", "a-01-x", false},	 {"a", "aa-01", false},
		{"a", "a-01-01", false}, {"aa", "a-01", false},
		{"a", "a.01", false},
	};
	size_t i;
	int committed;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		for (committed = 0; committed < 2; committed++) {
			check_pair(committed, pairs[i].page, pairs[i].called,
				   pairs[i].clash);
			check_pair(committed, pairs[i].called, pairs[i].page,
				   pairs[i].clash);
		}
}

static void test_longest(void **state)
{
	char page[NB_ID_MAX], called[NB_ID_MAX + 1];

	(void)state;
	memset(page, 'a', sizeof(page));
	page[252] = '\0';
	memcpy(called, page, 252);
	memcpy(called + 252, "-42", 4);
	check_pair(false, page, called, true);
	check_pair(true, called, page, true);
	/* No page can be called as an item of this one. */
	page[252] = page[253] = page[254] = 'a';
	page[255] = '\0';
	check_pair(true, page, "a-01", false);
}

/* A page that is withdrawn or purged has its identifier, too; and a page that
 * has a revision already may have another. */
static void test_withdrawn(void **state)
{
	struct nb_rewrite_options rewrite = {
		.writer = options, .purge = true, .time = 2};
	struct nb_rewrite_counts counts;
	struct nb_writer *w = open_writer(path);
	struct sample s;
	enum nb_added added;
	bool changed;

	(void)state;
	assert_int_equal(add(w, "a"), NB_ADDED_NEW);
	commit(w);
	assert_int_equal(nb_writer_withdraw(w, "a", "x", &changed, &err),
			 NB_OK);
	commit(w);
	assert_int_equal(add(w, "a-02"), NB_ADDED_REFUSED);
	nb_writer_free(w);
	assert_int_equal(nb_compact(path, NULL, &rewrite, &counts, &err),
			 NB_OK);
	w = open_writer(path);
	assert_int_equal(add(w, "a-02"), NB_ADDED_REFUSED);
	make_sample_of(&s, "a", 1, 2);
	assert_int_equal(nb_writer_add(w, &s.page, &added, &err), NB_OK);
	assert_int_equal(added, NB_ADDED_REVISION);
	commit(w);
	nb_writer_free(w);
}

/* ---- many pages, against a plain comparison of all pairs */

#define PAGES 300

static char ids[PAGES][16];
static size_t id_count;

static bool is_item_of(const char *called, const char *page)
{
	size_t len = 0;

	return nb_id_item(called, strlen(called), &len) &&
	       len == strlen(page) && memcmp(called, page, len) == 0;
}

/* Is the page there, or does it clash with one that is? */
static bool is_there(const char *id)
{
	size_t i;

	for (i = 0; i < id_count; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static bool clashes(const char *id)
{
	size_t i;

	for (i = 0; i < id_count; i++)
		if (is_item_of(ids[i], id) || is_item_of(id, ids[i]))
			return true;
	return false;
}

static void test_many(void **state)
{
	static const char *const parts[] = {"-0", "-1", "-01",	"-12", "-9",
					    "a",  ".",	"-100", "-01x"};
	struct nb_writer *w = open_writer(path);
	struct nb_archive *a;
	uint32_t seed = 1;
	unsigned refused = 0;

	(void)state;
	while (id_count < PAGES) {
		char *id = ids[id_count];
		size_t n = 0;

		/* A letter and one to three parts, from a small set. */
		id[n++] = (char)('a' + (seed = seed * 1103515245u + 12345u) /
					       65536u % 3);
		id[n] = '\0';
		do {
			seed = seed * 1103515245u + 12345u;
			(void)snprintf(id + n, sizeof(ids[0]) - n, "%s",
				       parts[seed / 65536u % 9]);
			n = strlen(id);
		} while (seed / 1024u % 3 && n < 10);
		if (is_there(id))
			continue;
		if (clashes(id)) {
			assert_int_equal(add(w, id), NB_ADDED_REFUSED);
			refused++;
		} else {
			assert_int_equal(add(w, id), NB_ADDED_NEW);
			id_count++;
		}
		if (seed / 65536u % 7 == 0)
			commit(w);
	}
	commit(w);
	nb_writer_free(w);
	assert_in_range(refused, 50, 10000);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

/* ---- archives that have both all the same */

static void make_archive(const char *name, const char *id)
{
	struct nb_writer *w = open_writer(name);

	assert_int_equal(add(w, id), NB_ADDED_NEW);
	commit(w);
	nb_writer_free(w);
}

static void note_problem(void *context, const struct nb_problem *p)
{
	unsigned *problems = context;

	++*problems;
	assert_string_equal(p->error->text,
			    "a-02: an item of the page a could have the same "
			    "identifier");
}

/* A merge without its checks makes one; it is found, and the page counts. */
static void test_verified(void **state)
{
	struct nb_copy_input inputs[2] = {{.archive = NULL}, {.archive = NULL}};
	struct nb_rewrite_options rewrite = {.writer = {.level = 1,
							.threads = 1,
							.frame_content = 1,
							.memory = 1}};
	struct nb_rewrite_counts counts = {0};
	struct nb_copy copy = {.inputs = inputs,
			       .input_count = 2,
			       .options = &rewrite,
			       .counts = &counts,
			       .number = 1};
	unsigned problems = 0;
	struct nb_verify_callbacks callbacks = {.context = &problems,
						.report = note_problem};
	const char *const paths[] = {path, other};
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_query q;

	(void)state;
	make_archive(path, "a");
	make_archive(other, "a-02");
	assert_int_equal(
		nb_merge_archives(paths, 2, made, &rewrite, &counts, &err),
		NB_INVALID);
	check_text("a-02: an item of the page a could have the same "
		   "identifier");
	assert_int_equal(access(made, F_OK), -1);
	assert_int_equal(nb_archive_open(path, &inputs[0].archive, &err),
			 NB_OK);
	assert_int_equal(nb_archive_open(other, &inputs[1].archive, &err),
			 NB_OK);
	assert_int_equal(nb_copy_run(&copy, made, false, &err), NB_OK);
	nb_archive_close(inputs[0].archive);
	nb_archive_close(inputs[1].archive);
	assert_int_equal(nb_archive_open(made, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, &callbacks, &err), NB_INVALID);
	assert_int_equal(problems, 1);
	assert_int_equal(nb_query_parse("a-02", &q, &err), NB_OK);
	assert_int_equal(nb_query_find(a, &q, &e, &err), NB_OK);
	assert_int_equal(q.kind, NB_QUERY_PAGE);
	assert_int_equal(nb_query_parse("a-01", &q, &err), NB_OK);
	assert_int_equal(nb_query_find(a, &q, &e, &err), NB_OK);
	assert_int_equal(q.kind, NB_QUERY_ITEM);
	nb_archive_close(a);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pairs), TEST(test_longest),  TEST(test_withdrawn),
		TEST(test_many),  TEST(test_verified),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}

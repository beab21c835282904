/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What persons decided about a page stays with it in an archive: with its
 * source and without, in the next revision, and in copies; and old decisions
 * and new ones are put together so that the later word holds and none is lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "page/decide/kept.h"
#include "page/decide/merge.h"
#include "sample.h"

#include <nbarc/archive.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>

#define ONE "main\tleft\tright\t\t\tReader\t2026-03-31\n"
#define TWO "inside\tother\tplace\n"

static char folder[] = "/tmp/nbarc-kept-XXXXXX";
static char path[64], other[64], made[64];
static const struct nb_writer_options fast = {.level = 1, .threads = 1};

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(other, sizeof(other), "%s/b.nbarc", folder);
	(void)snprintf(made, sizeof(made), "%s/c.nbarc", folder);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(other);
	(void)unlink(made);
	return 0;
}

static int tear_down(void **state)
{
	(void)clear(state);
	return rmdir(folder);
}

/* Add a page, with these decisions; NULL: those that there are. */
static enum nb_added add(const char *archive, unsigned number, unsigned salt,
			 const char *decisions, bool sources)
{
	struct nb_writer_options options = fast;
	struct nb_writer *w;
	struct sample s;
	enum nb_added added;
	uint64_t dropped;

	options.no_sources = !sources;
	make_sample(&s, number, salt);
	s.page.decisions = decisions;
	s.page.decisions_len = decisions ? strlen(decisions) : 0;
	assert_int_equal(nb_writer_open(archive, &options, &w, &dropped, NULL),
			 NB_OK);
	assert_int_equal(nb_writer_add(w, &s.page, &added, NULL), NB_OK);
	assert_int_equal(nb_writer_commit(w, 1, NULL), NB_OK);
	nb_writer_free(w);
	return added;
}

/* Check the decisions that an archive keeps with a page, "" for none, and that
 * the archive is sound. */
static void check_kept(const char *archive, unsigned number, uint32_t revision,
		       const char *expected, bool source)
{
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_buf kept = {0};
	struct sample s;

	make_sample(&s, number, 0);
	assert_int_equal(nb_archive_open(archive, &a, NULL), NB_OK);
	assert_int_equal(
		nb_archive_find(a, s.id, strlen(s.id), revision, &e, NULL),
		NB_OK);
	assert_int_equal(e->has_source, source);
	assert_int_equal(e->has_decisions, *expected != '\0');
	assert_int_equal(nb_archive_kept_decisions(a, e, &kept, NULL), NB_OK);
	assert_int_equal(kept.len, strlen(expected));
	if (kept.len)
		assert_memory_equal(kept.data, expected, kept.len);
	assert_int_equal(nb_archive_verify(a, NULL, NULL), NB_OK);
	nb_archive_close(a);
	nb_buf_free(&kept);
}

static void test_kept_with_source_and_without(void **state)
{
	(void)state;
	add(path, 1, 0, ONE, true);
	add(path, 2, 0, TWO ONE, false);
	add(path, 3, 0, "", true);
	check_kept(path, 1, 0, ONE, true);
	check_kept(path, 2, 0, TWO ONE, false);
	check_kept(path, 3, 0, "", true);
	clear(NULL);
}

static void test_a_program_that_knows_none_keeps_them(void **state)
{
	(void)state;
	add(path, 1, 0, ONE, true);
	assert_int_equal(add(path, 1, 0, NULL, true), NB_ADDED_UNCHANGED);
	assert_int_equal(add(path, 1, 1, NULL, true), NB_ADDED_REVISION);
	check_kept(path, 1, 0, ONE, true);
	assert_int_equal(add(path, 1, 2, NULL, false), NB_ADDED_REVISION);
	check_kept(path, 1, 0, ONE, false);
	clear(NULL);
}

static void test_other_decisions_are_a_revision(void **state)
{
	(void)state;
	add(path, 1, 0, ONE, true);
	assert_int_equal(add(path, 1, 0, ONE, true), NB_ADDED_UNCHANGED);
	assert_int_equal(add(path, 1, 0, TWO, true), NB_ADDED_REVISION);
	assert_int_equal(add(path, 1, 0, "", true), NB_ADDED_REVISION);
	check_kept(path, 1, 3, "", true);
	check_kept(path, 1, 2, TWO, true);
	check_kept(path, 1, 1, ONE, true);
	clear(NULL);
}

static void test_copies_have_them(void **state)
{
	struct nb_error err;

	(void)state;
	add(path, 1, 0, ONE, true);
	add(path, 2, 0, TWO, false);
	assert_int_equal(compact_samples(path, made, &fast, false, &err),
			 NB_OK);
	check_kept(made, 1, 0, ONE, true);
	check_kept(made, 2, 0, TWO, false);
	add(other, 3, 0, "", true);
	(void)unlink(made);
	assert_int_equal(merge_samples(other, path, made, &fast, &err), NB_OK);
	check_kept(made, 1, 0, ONE, true);
	check_kept(made, 2, 0, TWO, false);
	check_kept(made, 3, 0, "", true);
	clear(NULL);
}

/* Two archives with the same text, about which others decided otherwise. */
static void test_a_merge_loses_none(void **state)
{
	struct nb_error err;

	(void)state;
	add(path, 1, 0, ONE, true);
	add(other, 1, 0, TWO, true);
	assert_int_equal(merge_samples(path, other, made, &fast, &err), NB_OK);
	check_kept(made, 1, 1, ONE, true);
	check_kept(made, 1, 2, TWO, true);
	clear(NULL);
	add(path, 1, 0, ONE, true);
	add(other, 1, 0, ONE, true);
	assert_int_equal(merge_samples(path, other, made, &fast, &err), NB_OK);
	check_kept(made, 1, 0, ONE, true);
	check_kept(made, 1, 1, ONE, true);
	clear(NULL);
}

/* ---- putting decisions together */

/* Merge and keep: `outcomes` has a digit for each decision of the whole. */
static void check_merge(const char *kept, const char *more, bool undo,
			const char *outcomes, const char *expected)
{
	struct nb_decisions *d;
	struct nb_merged m;
	struct nb_buf out = {0};
	uint8_t list[8];
	size_t i;

	assert_int_equal(nb_decisions_read(more, strlen(more), NULL, &d, NULL),
			 NB_OK);
	assert_int_equal(nb_decisions_merge(kept, strlen(kept), d, "page", undo,
					    NULL, &m, NULL),
			 NB_OK);
	assert_int_equal(nb_decisions_count(m.all), strlen(outcomes));
	for (i = 0; outcomes[i]; i++)
		list[i] = (uint8_t)(outcomes[i] - '0');
	assert_int_equal(nb_decisions_keep(m.all, m.kept, list, &out, NULL),
			 NB_OK);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	assert_string_equal((char *)out.data, expected);
	nb_buf_free(&out);
	nb_merged_free(&m);
	nb_decisions_free(d);
}

#define APPLIED "0"
#define ABSENT "1"

/* Decisions of an archive have one form, so that all readers hand out the same
 * lines. */
static void test_the_form_of_what_is_kept(void **state)
{
	static const char *const good[] = {
		"",
		"main\t\tright\n",
		"keep\tleft\tright\t12\t\twho\t2026-02-28\twhy\n",
		"join\ta\tb\nsub\t\tc\t\t\t\t\t a \xe2\x80\xa8 reason \n",
		"main\t\ta,b\t\t\t\t\t\n", /* not folded; columns are empty */
	};
	static const char *const bad[] = {
		"main\t\tright",		     /* no end of line */
		"main\t\tright\r\n",		     /* a line of Windows */
		"\n",				     /* nothing */
		"# why\nmain\t\tright\n",	     /* a comment */
		"main\t\tri ght\n",		     /* white space */
		"main\tle\xe3\x80\x80t\tright\n",    /* U+3000 */
		"main\t\tright\t01\n",		     /* a zero */
		"main\t\tright\t\tpage\n",	     /* a page */
		"main\tleft\n",			     /* two columns */
		"delete\t\tright\n",		     /* no such decision */
		"main\t\tright\t\t\t\t2026-02-29\n", /* no such day */
		"main\t\t\xff\n",		     /* not UTF-8 */
		"keep\t\tright\n", /* a break with nothing before it */
	};
	struct nb_buf many = {0}, out = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_int_equal(nb_kept_check(good[i], strlen(good[i]), NULL),
				 NB_OK);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(nb_kept_check(bad[i], strlen(bad[i]), NULL),
				 NB_INVALID);
	assert_int_equal(nb_kept_check("main\t\ta\tb\0\n", 11, NULL),
			 NB_INVALID);
	for (i = 0; i < NB_KEPT_MAX; i++)
		assert_int_equal(nb_buf_puts(&many, "main\t\tright\n"), NB_OK);
	assert_int_equal(nb_kept_check((char *)many.data, many.len, NULL),
			 NB_OK);
	assert_int_equal(nb_buf_puts(&many, "main\t\tright\n"), NB_OK);
	assert_int_equal(nb_kept_check((char *)many.data, many.len, NULL),
			 NB_INVALID);
	nb_buf_free(&many);
	for (i = 1; i < sizeof(good) / sizeof(*good); i++)
		assert_int_equal(
			nb_kept_name(good[i], strlen(good[i]), "page", &out),
			NB_OK);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	assert_string_equal(
		(char *)out.data,
		"main\t\tright\t\tpage\n"
		"keep\tleft\tright\t12\tpage\twho\t2026-02-28\twhy\n"
		"join\ta\tb\t\tpage\n"
		"sub\t\tc\t\tpage\t\t\t a \xe2\x80\xa8 reason \n"
		"main\t\ta,b\t\tpage\n");
	nb_buf_free(&out);
}

static void test_the_later_word_holds(void **state)
{
	(void)state;
	/* Another word about the same thing replaces the first. */
	check_merge("main\ta\tb\n", "sub\ta\tb\n", false, APPLIED APPLIED,
		    "sub\ta\tb\n");
	/* One about something else does not. */
	check_merge("main\ta\tb\n", "item\ta\tb\n", false, APPLIED APPLIED,
		    "main\ta\tb\nitem\ta\tb\n");
	check_merge("main\ta\tb\n", "sub\ta\tb\t2\n", false, APPLIED APPLIED,
		    "main\ta\tb\nsub\ta\tb\t2\n");
	/* The same word again changes nothing, but another person's does. */
	check_merge("main\ta\tb\nsub\tc\td\n", "main\ta\tb\n", false,
		    APPLIED APPLIED, "main\ta\tb\nsub\tc\td\n");
	check_merge("main\ta\tb\n", "main\ta\tb\t\t\tReader\n", false,
		    APPLIED APPLIED, "main\ta\tb\t\t\tReader\n");
}

static void test_none_is_dropped(void **state)
{
	(void)state;
	/* A kept one stays without its place, a new one if it names the page.
	 */
	check_merge("main\ta\tb\n", "sub\tc\td\n", false, ABSENT ABSENT,
		    "main\ta\tb\n");
	check_merge("main\ta\tb\n", "sub\tc\td\t\tpage\n", false, ABSENT ABSENT,
		    "main\ta\tb\nsub\tc\td\n");
	/* One for another page is not even there. */
	check_merge("main\ta\tb\n", "sub\tc\td\t\telsewhere\n", false, APPLIED,
		    "main\ta\tb\n");
	/* A new one that is not kept overrules nothing. */
	check_merge("main\ta\tb\n", "sub\ta\tb\n", false, ABSENT ABSENT,
		    "main\ta\tb\n");
}

static void test_taking_back(void **state)
{
	(void)state;
	check_merge("main\ta\tb\nsub\tc\td\n", "main\ta\tb\n", true, APPLIED,
		    "sub\tc\td\n");
	check_merge("main\ta\tb\t\t\tReader\n", "main\ta\tb\t\tpage\n", true,
		    "", "");
	check_merge("main\ta\tb\n", "sub\ta\tb\n", true, APPLIED,
		    "main\ta\tb\n");
	check_merge("main\ta\tb\n", "main\ta\tb\t\telsewhere\n", true, APPLIED,
		    "main\ta\tb\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept_with_source_and_without),
		cmocka_unit_test(test_a_program_that_knows_none_keeps_them),
		cmocka_unit_test(test_other_decisions_are_a_revision),
		cmocka_unit_test(test_copies_have_them),
		cmocka_unit_test(test_a_merge_loses_none),
		cmocka_unit_test(test_the_form_of_what_is_kept),
		cmocka_unit_test(test_the_later_word_holds),
		cmocka_unit_test(test_none_is_dropped),
		cmocka_unit_test(test_taking_back),
	};

	return cmocka_run_group_tests_name("kept decisions", tests, set_up,
					   tear_down) != 0;
}

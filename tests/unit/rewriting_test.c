/* SPDX-License-Identifier: Apache-2.0 */
/* Archives from archives: which pages a split gives to which file, which
 * revisions a merge takes for the same, and what a purge drops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "sample.h"

static char folder[64], one[96], two[96], made[96];

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 900, .threads = 1};

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder),
		       "/tmp/nbarc-rewriting-%ld.XXXXXX", (long)getpid());
	assert_non_null(mkdtemp(folder));
	(void)snprintf(one, sizeof(one), "%s/one", folder);
	(void)snprintf(two, sizeof(two), "%s/two", folder);
	(void)snprintf(made, sizeof(made), "%s/made", folder);
	return 0;
}

static void remove_file(const char *name)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	(void)unlink(path);
}

static int tear_down(void **state)
{
	static const char *const names[] = {
		"one",	      "two",	   "made",	 "ab.nbarc",
		"abc.nbarc",  "zz.nbarc",  "1999.nbarc", "2018.nbarc",
		"2019.nbarc", "2020.nbarc"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove_file(names[i]);
	return rmdir(folder);
}

static struct nb_writer *open_writer(const char *path)
{
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	return w;
}

static void commit(struct nb_writer *w)
{
	struct nb_error err;

	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
}

/* A page of this name in a commit of its own. */
static void add(const char *path, const char *id, unsigned salt)
{
	struct nb_writer *w = open_writer(path);
	struct nb_error err;
	enum nb_added added;
	struct sample s;

	make_sample_of(&s, id, 1, salt);
	assert_int_equal(nb_writer_add(w, &s.page, &added, &err), NB_OK);
	commit(w);
}

static void withdraw(const char *path, const char *id, const char *reason)
{
	struct nb_writer *w = open_writer(path);
	struct nb_error err;
	bool changed;

	assert_int_equal(nb_writer_withdraw(w, id, reason, &changed, &err),
			 NB_OK);
	assert_true(changed);
	commit(w);
}

/* The identifiers and revisions of an archive, newest first, as one text. */
static const char *listed(const char *path)
{
	static char text[1024];
	struct nb_archive *a;
	struct nb_cursor *c;
	const struct nb_entry *e;
	struct nb_error err;
	size_t n = 0;

	text[0] = '\0';
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	assert_int_equal(nb_cursor_create(a, "", 0, true, &c, &err), NB_OK);
	for (;;) {
		assert_int_equal(nb_cursor_next(c, &e, &err), NB_OK);
		if (!e)
			break;
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s/%u%s",
				      n ? " " : "", (int)e->id.len, e->id.text,
				      e->revision,
				      e->state == NB_STATE_PURGED      ? "p"
				      : e->state == NB_STATE_WITHDRAWN ? "w"
								       : "");
	}
	nb_cursor_free(c);
	nb_archive_close(a);
	return text;
}

static void part_is(const char *name, const char *expected)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_string_equal(listed(path), expected);
}

/* ---- split */

static void make_titles(void)
{
	(void)unlink(one);
	add(one, "ab-20191231-01", 1);
	add(one, "ab-20180101-01", 1);
	add(one, "abc-20180101-01", 1);
	add(one, "ab-20180101-01", 2);
	add(one, "zz-20200101-01", 1);
	add(one, "zz-19990101-01", 1);
	add(one, "zz-20190630-01", 1);
}

static void test_split_by_year(void **state)
{
	struct nb_rewrite_options o = {.writer = options};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	(void)state;
	make_titles();
	assert_int_equal(
		nb_split(one, NB_SPLIT_YEAR, folder, &o, &counts, &err), NB_OK);
	assert_int_equal(counts.archives, 4);
	assert_int_equal(counts.revisions, 7);
	part_is("1999.nbarc", "zz-19990101-01/1");
	part_is("2018.nbarc",
		"ab-20180101-01/2 ab-20180101-01/1 abc-20180101-01/1");
	part_is("2019.nbarc", "ab-20191231-01/1 zz-20190630-01/1");
	part_is("2020.nbarc", "zz-20200101-01/1");
	/* The first file that exists ends it. */
	remove_file("1999.nbarc");
	assert_int_equal(
		nb_split(one, NB_SPLIT_YEAR, folder, &o, &counts, &err),
		NB_USAGE);
	assert_int_equal(counts.archives, 1);
	assert_non_null(strstr(err.file, "2018.nbarc"));
}

static void test_split_by_title(void **state)
{
	struct nb_rewrite_options o = {.writer = options};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	(void)state;
	make_titles();
	assert_int_equal(
		nb_split(one, NB_SPLIT_TITLE, folder, &o, &counts, &err),
		NB_OK);
	assert_int_equal(counts.archives, 3);
	part_is("ab.nbarc",
		"ab-20180101-01/2 ab-20180101-01/1 ab-20191231-01/1");
	part_is("abc.nbarc", "abc-20180101-01/1");
	part_is("zz.nbarc",
		"zz-19990101-01/1 zz-20190630-01/1 zz-20200101-01/1");
	assert_int_equal(
		nb_split(one, NB_SPLIT_TITLE, folder, &o, &counts, &err),
		NB_USAGE);
	assert_int_equal(counts.archives, 0);
}

/* ---- merge */

static enum nb_status merge(bool revisions)
{
	const char *const paths[] = {one, two};
	struct nb_rewrite_options o = {.writer = options,
				       .revisions = revisions};
	struct nb_rewrite_counts counts;
	struct nb_error err;
	enum nb_status st;

	(void)unlink(made);
	st = nb_merge_archives(paths, 2, made, &o, &counts, &err);
	assert_int_equal(access(made, F_OK) == 0, st == NB_OK);
	return st;
}

static void merges(const char *expected)
{
	assert_int_equal(merge(false), NB_OK);
	assert_string_equal(listed(made), expected);
}

static void differs(const char *expected)
{
	assert_int_equal(merge(false), NB_INVALID);
	assert_int_equal(merge(true), NB_OK);
	assert_string_equal(listed(made), expected);
}

static void begin(unsigned salt, unsigned other_salt)
{
	(void)unlink(one);
	(void)unlink(two);
	add(one, "ab-20180101-01", salt);
	add(two, "ab-20180101-01", other_salt);
}

static void test_same_revisions_are_merged_once(void **state)
{
	(void)state;
	begin(1, 1);
	merges("ab-20180101-01/1");
	add(two, "ab-20180101-01", 2);
	merges("ab-20180101-01/2 ab-20180101-01/1");
	add(one, "ab-20180101-01", 2);
	add(one, "ab-20180101-01", 3);
	add(one, "ab-20190101-01", 3);
	merges("ab-20180101-01/3 ab-20180101-01/2 ab-20180101-01/1 "
	       "ab-20190101-01/1");
}

static void test_other_revisions_get_new_numbers(void **state)
{
	(void)state;
	begin(1, 2);
	differs("ab-20180101-01/2 ab-20180101-01/1");
	add(one, "ab-20180101-01", 2);
	/* Its only revision is there by content. */
	differs("ab-20180101-01/2 ab-20180101-01/1");
	add(two, "ab-20180101-01", 4);
	differs("ab-20180101-01/3 ab-20180101-01/2 ab-20180101-01/1");
}

/* A page whose items are hidden is another revision than one that shows them,
 * and so is one of which other items are hidden. */
static void test_what_is_hidden_tells_revisions_apart(void **state)
{
	(void)state;
	begin(1, 1);
	withdraw(one, "ab-20180101-01-01", "because");
	merges("ab-20180101-01/2 ab-20180101-01/1");
	withdraw(two, "ab-20180101-01-01", "because");
	merges("ab-20180101-01/2 ab-20180101-01/1");
	begin(1, 1);
	withdraw(one, "ab-20180101-01-01", "because");
	withdraw(two, "ab-20180101-01-02", "because");
	differs("ab-20180101-01/3 ab-20180101-01/2 ab-20180101-01/1");
	begin(1, 1);
	withdraw(one, "ab-20180101-01", "because");
	withdraw(two, "ab-20180101-01-02", "because");
	differs("ab-20180101-01/3 ab-20180101-01/2w ab-20180101-01/1");
}

static enum nb_status compact(const char *from, const char *to, bool purge)
{
	struct nb_error err;

	return compact_samples(from, to, &options, purge, &err);
}

/* A text that one archive has purged does not come back from another. */
static void test_purged_text_stays_purged(void **state)
{
	(void)state;
	begin(1, 1);
	add(one, "ab-20180101-01", 2);
	add(two, "ab-20180101-01", 2);
	assert_int_equal(compact(one, NULL, true), NB_OK);
	assert_string_equal(listed(one), "ab-20180101-01/2 ab-20180101-01/1p");
	merges("ab-20180101-01/2 ab-20180101-01/1p");
	(void)unlink(made);
	assert_int_equal(rename(one, made), 0);
	assert_int_equal(rename(two, one), 0);
	assert_int_equal(rename(made, two), 0);
	merges("ab-20180101-01/2 ab-20180101-01/1p");
}

/* ---- compact */

static void test_purge_drops_what_is_hidden(void **state)
{
	(void)state;
	(void)unlink(one);
	(void)unlink(made);
	add(one, "ab-20180101-01", 1);
	add(one, "ab-20180101-02", 1);
	withdraw(one, "ab-20180101-02", "because");
	add(one, "ab-20180101-01", 2);
	assert_int_equal(compact(one, made, false), NB_OK);
	assert_string_equal(listed(made), "ab-20180101-01/2 ab-20180101-01/1 "
					  "ab-20180101-02/2w ab-20180101-02/1");
	assert_int_equal(unlink(made), 0);
	assert_int_equal(compact(one, made, true), NB_OK);
	assert_string_equal(listed(made),
			    "ab-20180101-01/2 ab-20180101-01/1p "
			    "ab-20180101-02/2p ab-20180101-02/1p");
	/* What is there is not replaced. */
	assert_int_equal(compact(one, made, false), NB_USAGE);
	assert_int_equal(compact(made, NULL, true), NB_OK);
	assert_string_equal(listed(made),
			    "ab-20180101-01/2 ab-20180101-01/1p "
			    "ab-20180101-02/2p ab-20180101-02/1p");
}

/* Set *at to the middle of the first page's frame. */
static void find_frame(const char *path, uint64_t *at)
{
	struct nb_archive *a;
	const struct nb_entry *e;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_find(a, "ab-20180101-01", 14, 0, &e, &err),
			 NB_OK);
	*at = e->directory + e->directory_size + e->frame_size / 2;
	nb_archive_close(a);
}

/* Frames are copied as they are stored, but not those that are damaged. */
static void test_damaged_frame_is_not_copied(void **state)
{
	struct nb_error err;
	uint64_t at;
	FILE *f;
	int byte;

	(void)state;
	(void)unlink(one);
	(void)unlink(made);
	add(one, "ab-20180101-01", 1);
	find_frame(one, &at);
	f = fopen(one, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
	byte = fgetc(f);
	assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
	assert_int_equal(fputc(byte ^ 1, f), byte ^ 1);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(compact_samples(one, made, &options, false, &err),
			 NB_INVALID);
	assert_string_equal(err.file, one);
	assert_int_not_equal(access(made, F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split_by_year),
		cmocka_unit_test(test_split_by_title),
		cmocka_unit_test(test_same_revisions_are_merged_once),
		cmocka_unit_test(test_other_revisions_get_new_numbers),
		cmocka_unit_test(test_what_is_hidden_tells_revisions_apart),
		cmocka_unit_test(test_purged_text_stays_purged),
		cmocka_unit_test(test_purge_drops_what_is_hidden),
		cmocka_unit_test(test_damaged_frame_is_not_copied),
	};

	return cmocka_run_group_tests_name("rewriting", tests, set_up,
					   tear_down) != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What a query's text stands for, and the text that names a commit. */
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
#include <nbarc/id.h>
#include <nbarc/newspaper.h>
#include <nbarc/query.h>
#include <nbarc/write.h>

#include "archive/frame/frame.h"
#include "archive/record/record.h"
#include "archive/read/handle.h"
#include "base/sha256.h"
#include "sample.h"

static char path[64];

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 700, .threads = 1};

static int set_up(void **state)
{
	struct nb_error err;
	unsigned i;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-query-%ld",
		       (long)getpid());
	(void)unlink(path);
	for (i = 1; i <= 12; i++)
		assert_int_equal(append_samples(path, &options, i, i, 1, &err),
				 NB_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return 0;
}

static struct nb_archive *open_archive(void)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	return a;
}

/* ---- identifiers */

enum level { NONE, ISSUE, PAGE };

static void test_levels(void **state)
{
	static const struct {
		const char *id;
		enum level level;
	} ids[] = {
		{"jdrb-20190304", ISSUE},
		{"jdrb-20190304b", ISSUE},
		{"jdrb-20190304-a01", PAGE},
		{"jdrb-20190304-01", PAGE},
		{"jdrb-20190304z-z999", PAGE},
		{"jdrb-20190304-a01-01", NONE},
		{"az-20190304", ISSUE},
		{"z9-20190304", ISSUE},
		{"abcdefghijkl-20190304", ISSUE},
		{"abcdefghijklm-20190304", NONE},
		{"a-20190304", NONE},
		{"9a-20190304", NONE},
		{"{a-20190304", NONE},
		{"`a-20190304", NONE},
		{"a{-20190304", NONE},
		{"a:-20190304", NONE},
		{"a/-20190304", NONE},
		{"jdrb-2019030", NONE},
		{"jdrb-201903045", NONE},
		{"jdrb20190304", NONE},
		{"jdrb-20190304-", NONE},
		{"jdrb-20190304-a", NONE},
		{"jdrb-20190304-a1", NONE},
		{"jdrb-20190304-a1234", NONE},
		{"jdrb-20190304-a01-", NONE},
		{"jdrb", NONE},
		{"j", NONE},
		{"", NONE},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		size_t len = strlen(ids[i].id);
		bool issue = nb_newspaper_is_issue(ids[i].id, len);
		bool page = nb_newspaper_is_page(ids[i].id, len);

		if (issue != (ids[i].level == ISSUE) ||
		    page != (ids[i].level == PAGE))
			fail_msg("%s", ids[i].id);
	}
}

static void splits(const char *id, unsigned number, size_t page_len)
{
	size_t len = SIZE_MAX;

	if (nb_id_item(id, strlen(id), &len) != number)
		fail_msg("%s", id);
	if (number)
		assert_int_equal(len, page_len);
}

/* The number of an item has two digits or more, and no zero before three. */
static void test_items(void **state)
{
	(void)state;
	splits("p-01", 1, 1);
	splits("p-09", 9, 1);
	splits("p-99", 99, 1);
	splits("p-100", 100, 1);
	splits("p-65535", 65535, 1);
	splits("jdrb-20190304-a01-07", 7, 17);
	splits("p-65536", 0, 0);
	splits("p-655350", 0, 0);
	splits("p-00", 0, 0);
	splits("p-1", 0, 0);
	splits("p-099", 0, 0);
	splits("p-0x", 0, 0);
	splits("p-", 0, 0);
	splits("p01", 0, 0);
	splits("p-0:", 0, 0);
	splits("p-0/", 0, 0);
	splits("", 0, 0);
}

static void test_identifiers(void **state)
{
	static const char *const good[] = {"a", "_", "A.b-c_9", "jdrb-20190304",
					   "\xe6\x8a\xa5"};
	static const char *const bad[] = {"",	 "9a",	 "-a",	".a", "a b",
					  "a:b", "a\tb", "a/b", "a@1"};
	char text[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(nb_id_is_page(good[i], strlen(good[i])));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(nb_id_is_page(bad[i], strlen(bad[i])));
	memset(text, 'x', sizeof(text));
	assert_true(nb_id_is_page(text, 255));
	assert_false(nb_id_is_page(text, 256));
}

/* ---- queries */

static struct nb_query parsed(const char *text)
{
	struct nb_query q;
	struct nb_error err;

	assert_int_equal(nb_query_parse(text, &q, &err), NB_OK);
	return q;
}

static void refused(const char *text)
{
	struct nb_query q;
	struct nb_error err;

	assert_int_equal(nb_query_parse(text, &q, &err), NB_ABSENT);
}

/* The query, after its page was looked for. */
static struct nb_query looked_for(const char *text, enum nb_status expected)
{
	struct nb_archive *a = open_archive();
	struct nb_query q = parsed(text);
	const struct nb_entry *e;
	struct nb_error err;

	assert_int_equal(nb_query_find(a, &q, &e, &err), expected);
	nb_archive_close(a);
	return q;
}

static void test_parts_of_a_query(void **state)
{
	struct nb_query q = looked_for("jdrb-20190304-a01", NB_OK);

	(void)state;
	assert_int_equal(q.kind, NB_QUERY_PAGE);
	assert_int_equal(q.page_len, 17);
	assert_int_equal(q.number, 0);
	assert_int_equal(q.revision, 0);
	q = looked_for("jdrb-20190304-a01-07@1", NB_OK);
	assert_int_equal(q.kind, NB_QUERY_ITEM);
	assert_int_equal(q.page_len, 17);
	assert_int_equal(q.number, 7);
	assert_int_equal(q.revision, 1);
	/* The page is there, but not this revision. */
	q = looked_for("jdrb-20190304-a01-07@2", NB_ABSENT);
	assert_int_equal(q.kind, NB_QUERY_ITEM);
	q = looked_for("jdrb-20190304-a01@2", NB_ABSENT);
	assert_int_equal(q.kind, NB_QUERY_PAGE);
	q = looked_for("jdrb-20190304", NB_ABSENT);
	assert_int_equal(q.kind, NB_QUERY_MANY);
	q = looked_for("jdrb-20190304-a01-", NB_ABSENT);
	assert_int_equal(q.kind, NB_QUERY_MANY);
	q = looked_for("jdrb-20190304-a0", NB_ABSENT);
	assert_int_equal(q.kind, NB_QUERY_MANY);
	q = looked_for("jdrb-20190304-a99-01", NB_ABSENT);
	assert_int_equal(q.kind, NB_QUERY_MANY);
	assert_int_equal(parsed("").len, 0);
}

static bool count_page(void *context, const struct nb_entry *entry)
{
	(void)entry;
	++*(unsigned *)context;
	return true;
}

/* The number of pages that the query visits. */
static unsigned pages_of(const char *text)
{
	struct nb_archive *a = open_archive();
	struct nb_query q = parsed(text);
	struct nb_error err;
	unsigned count = 0;
	enum nb_status st = nb_query_pages(a, &q, 1, count_page, &count, &err);

	assert_int_equal(st, count ? NB_OK : NB_ABSENT);
	nb_archive_close(a);
	return count;
}

static void test_pages_of_a_query(void **state)
{
	(void)state;
	assert_int_equal(pages_of(""), 12);
	assert_int_equal(pages_of("jdrb"), 12);
	assert_int_equal(pages_of("jdrb-20190304"), 12);
	assert_int_equal(pages_of("jdrb-20190304-a0"), 9);
	assert_int_equal(pages_of("jdrb-20190304-a1"), 3);
	assert_int_equal(pages_of("jdrb-20190304-a10"), 1);
	assert_int_equal(pages_of("jdrb-20190304-a10-02"), 1);
	assert_int_equal(pages_of("jdrb-20190305"), 0);
	/* An issue is not that of another edition, nor of a part of a date. */
	assert_int_equal(pages_of("jdrb-20190304b"), 0);
	assert_int_equal(pages_of("jdrb-2019"), 12);
}

static void test_revisions_of_a_query(void **state)
{
	(void)state;
	assert_int_equal(parsed("a@1").revision, 1);
	assert_int_equal(parsed("a@9").revision, 9);
	assert_int_equal(parsed("a@010").revision, 10);
	assert_int_equal(parsed("a@4294967295").revision, UINT32_MAX);
	refused("a@4294967296");
	refused("a@99999999999999999999999999");
	refused("a@0");
	refused("a@");
	refused("a@1a");
	refused("a@/");
	refused("a@:");
	refused("a@-1");
}

/* The longest text is that of an item: 255 bytes, a hyphen and five digits. */
static void test_length_of_a_query(void **state)
{
	char text[300];
	size_t len;

	(void)state;
	for (len = 258; len < 265; len++) {
		memset(text, 'x', len);
		text[len] = '\0';
		if (len <= 261)
			assert_int_equal(parsed(text).len, len);
		else
			refused(text);
		memcpy(text + len, "@1", 3);
		if (len <= 261)
			assert_int_equal(parsed(text).len, len);
		else
			refused(text);
	}
}

static bool chooses(const char *text, unsigned number)
{
	const struct nb_string page = {"jdrb-20190304-a01", 17};
	struct nb_archive *a = open_archive();
	struct nb_query q = parsed(text);
	const struct nb_entry *e;
	bool chosen;

	(void)!nb_query_find(a, &q, &e, NULL);
	chosen = nb_query_item(&q, &page, number);
	nb_archive_close(a);
	return chosen;
}

static void test_items_of_a_query(void **state)
{
	(void)state;
	assert_true(chooses("jdrb-20190304-a01", 5));
	assert_true(chooses("jdrb-20190304", 5));
	assert_true(chooses("jdrb-20190304-a01-05", 5));
	assert_false(chooses("jdrb-20190304-a01-05", 6));
	assert_false(chooses("jdrb-20190304-a01-05", 50));
	assert_true(chooses("jdrb-20190304-a01-99", 99));
	assert_true(chooses("jdrb-20190304-a01-100", 100));
	assert_false(chooses("jdrb-20190304-a01-10", 100));
	assert_true(chooses("jdrb-20190304-a01-999", 999));
	assert_true(chooses("jdrb-20190304-a01-", 12));
	assert_true(chooses("jdrb-20190304-a01-0", 9));
	assert_false(chooses("jdrb-20190304-a01-0", 10));
	assert_true(chooses("jdrb-20190304-a01-1", 10));
	assert_true(chooses("jdrb-20190304-a01-1", 100));
}

static void test_numbers_of_items(void **state)
{
	static const char *const ids[] = {"p-01",  "p-09",  "p-10",  "p-99",
					  "p-100", "p-109", "p-999", "p-65535"};
	static const unsigned numbers[] = {1, 9, 10, 99, 100, 109, 999, 65535};
	char id[NB_ITEM_ID_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		assert_int_equal(nb_item_id("p", 1, numbers[i], id),
				 strlen(ids[i]));
		assert_string_equal(id, ids[i]);
	}
}

static void says(const char *text, const char *expected)
{
	struct nb_query q = parsed(text);
	struct nb_error err;

	assert_int_equal(nb_query_absent(&q, &err), NB_ABSENT);
	assert_string_equal(err.text, expected);
}

static void test_absent_is_said_as_it_was_typed(void **state)
{
	(void)state;
	says("jdrb-20190304", "jdrb-20190304: not in the archive");
	says("jdrb-20190304-a01", "jdrb-20190304-a01: not in the archive");
	says("jdrb-20190304@2", "jdrb-20190304@2: not in the archive");
}

/* ---- commits */

/* The status of seeing the archive at a commit; *number gets which it was. */
static enum nb_status see(const char *text, uint64_t *number)
{
	struct nb_archive *a = open_archive();
	struct nb_archive_info info;
	struct nb_error err;
	enum nb_status st = nb_archive_at(a, text, &err);

	nb_archive_info(a, &info);
	*number = info.commits;
	if (!st)
		assert_int_equal(info.pages, info.commits);
	nb_archive_close(a);
	return st;
}

static void sees(const char *text, enum nb_status expected,
		 uint64_t expected_at)
{
	uint64_t number;

	assert_int_equal(see(text, &number), expected);
	if (!expected)
		assert_int_equal(number, expected_at);
}

static void test_numbers_of_commits(void **state)
{
	(void)state;
	sees("1", NB_OK, 1);
	sees("12", NB_OK, 12);
	sees("11", NB_OK, 11);
	sees("13", NB_ABSENT, 0);
	/* As many digits as fit, and one more, which is no number. */
	sees("000000000000000007", NB_OK, 7);
	sees("0000000000000000007", NB_ABSENT, 0);
	sees("999999999999999999", NB_ABSENT, 0);
	sees("", NB_USAGE, 0);
	sees("0", NB_USAGE, 0);
	sees("00000", NB_USAGE, 0);
	sees("-1", NB_USAGE, 0);
	sees("1 ", NB_USAGE, 0);
	sees("abcde", NB_USAGE, 0);
	sees("abcdeg", NB_USAGE, 0);
}

static void test_roots_of_commits(void **state)
{
	struct nb_archive *a;
	struct nb_archive_info info;
	struct nb_error err;
	char hex[NB_SHA256_HEX], upper[NB_SHA256_HEX];
	char longer[NB_SHA256_HEX + 1];
	uint64_t number;
	size_t i, len;

	(void)state;
	a = open_archive();
	assert_int_equal(nb_archive_at(a, "5", &err), NB_OK);
	nb_archive_info(a, &info);
	nb_archive_close(a);
	nb_sha256_hex(info.root, hex);
	for (i = 0; i < NB_SHA256_HEX; i++)
		upper[i] = hex[i] >= 'a' ? (char)(hex[i] - 32) : hex[i];
	sees(hex, NB_OK, 5);
	sees(upper, NB_OK, 5);
	for (len = 1; len < 64; len++) {
		char part[NB_SHA256_HEX];

		(void)snprintf(part, sizeof(part), "%.*s", (int)len, hex);
		if (strspn(part, "0123456789") == len)
			continue;
		sees(part, len < NB_ROOT_DIGITS ? NB_USAGE : NB_OK, 5);
	}
	(void)snprintf(longer, sizeof(longer), "%s0", hex);
	sees(longer, NB_USAGE, 0);
	sees("ffffffffffffffff", NB_ABSENT, 0);
	/* The last digit counts. */
	upper[63] = upper[63] == '0' ? '1' : '0';
	assert_int_equal(see(upper, &number), NB_ABSENT);
}

/* ---- frames */

static void test_frames_lie_in_the_file(void **state)
{
	struct nb_archive *a = open_archive();
	struct nb_frame_reader *r;
	const struct nb_entry *found;
	struct nb_entry e;
	struct nb_error err;
	uint64_t end;

	(void)state;
	assert_int_equal(
		nb_archive_find(a, "jdrb-20190304-a04", 17, 0, &found, &err),
		NB_OK);
	e = *found;
	end = e.directory + e.directory_size + e.frame_size;
	assert_int_equal(nb_frame_reader_create(a->file, &r, &err), NB_OK);
	assert_int_equal(nb_frame_select(r, &e, end, &err), NB_OK);
	assert_int_equal(nb_frame_select(r, &e, end - 1, &err), NB_INVALID);
	assert_int_equal(nb_frame_select(r, &e, end - e.frame_size, &err),
			 NB_INVALID);
	assert_int_equal(nb_frame_select(r, &e, e.directory, &err), NB_INVALID);
	e.frame_size++;
	assert_int_equal(nb_frame_select(r, &e, end, &err), NB_INVALID);
	e.frame_size = UINT32_MAX;
	assert_int_equal(nb_frame_select(r, &e, end, &err), NB_INVALID);
	e.frame_size = 0;
	assert_int_equal(nb_frame_select(r, &e, end, &err), NB_INVALID);
	assert_string_equal(err.text, "page frame exceeds the file");
	/* Another content size is another frame. */
	e = *found;
	assert_int_equal(nb_frame_select(r, &e, end, &err), NB_OK);
	e.content_size++;
	assert_int_equal(nb_frame_select(r, &e, end, &err), NB_INVALID);
	nb_frame_reader_free(r);
	nb_archive_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_identifiers),
		cmocka_unit_test(test_parts_of_a_query),
		cmocka_unit_test(test_pages_of_a_query),
		cmocka_unit_test(test_revisions_of_a_query),
		cmocka_unit_test(test_length_of_a_query),
		cmocka_unit_test(test_items_of_a_query),
		cmocka_unit_test(test_numbers_of_items),
		cmocka_unit_test(test_absent_is_said_as_it_was_typed),
		cmocka_unit_test(test_numbers_of_commits),
		cmocka_unit_test(test_roots_of_commits),
		cmocka_unit_test(test_frames_lie_in_the_file),
	};

	return cmocka_run_group_tests_name("query", tests, set_up, tear_down) !=
	       0;
}

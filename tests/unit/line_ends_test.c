/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Line ends other than LF and CR, and padding with NULs: they are repaired like
 * other white space, come back exactly, and raise the version of the journal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/page.h>

/* Every line end, and NULs at the start, in a run of eight, alone, at the end.
 */
static const char source[] = "\0\0本报讯。\v甲。\f\xc2\x85"
			     "乙。\u2028丙。\u2029\0\0\0\0\0\0\0\0"
			     "丁\0\0戊。\n\0";
static const char expected[] =
	"本报讯。\n\n甲。\n\n乙。\n\n丙。\n\n丁\0\0戊。\n";
#define SOURCE_LEN (sizeof(source) - 1)

static struct nb_page *repair(const char *text, size_t len)
{
	struct nb_page *page;
	struct nb_error err;

	assert_int_equal(nb_page_create(text, len, NULL, &page, &err), NB_OK);
	return page;
}

static void is_expected(const struct nb_page *page)
{
	size_t len;
	const char *text = nb_page_text(page, &len);

	assert_int_equal(len, sizeof(expected) - 1);
	assert_memory_equal(text, expected, len);
}

/* The version of the packed journal of a page, which is replayed. */
static uint8_t packed_version(const struct nb_page *page, const char *text,
			      size_t len)
{
	struct nb_buf packed = {0};
	struct nb_page *again;
	struct nb_error err;
	size_t got_len, again_len;
	const char *got = nb_page_text(page, &got_len), *replayed;
	uint8_t version;

	assert_int_equal(nb_journal_pack(page, "", &packed, &err), NB_OK);
	assert_int_equal(nb_page_replay(text, len, packed.data, packed.len,
					&again, &err),
			 NB_OK);
	replayed = nb_page_text(again, &again_len);
	assert_int_equal(again_len, got_len);
	assert_memory_equal(replayed, got, got_len);
	nb_page_free(again);
	version = packed.data[0];
	nb_buf_free(&packed);
	return version;
}

static void test_each_end_ends_a_line(void **state)
{
	struct nb_page *page = repair(source, SOURCE_LEN);

	(void)state;
	is_expected(page);
	nb_page_free(page);
}

static void test_undoing_gives_the_source_back(void **state)
{
	struct nb_page *page = repair(source, SOURCE_LEN);
	struct nb_source about = {.charset = "UTF-8", .bytes = SOURCE_LEN};
	struct nb_buf lines = {0}, back = {0};
	struct nb_journal journal;
	struct nb_error err;
	size_t len;
	const char *text = nb_page_text(page, &len);

	(void)state;
	assert_int_equal(nb_journal_write(page, &about, &lines, &err), NB_OK);
	assert_int_equal(nb_journal_read(lines.data, lines.len, &journal, &err),
			 NB_OK);
	assert_int_equal(nb_journal_undo(&journal, text, len, &back, &err),
			 NB_OK);
	assert_int_equal(back.len, SOURCE_LEN);
	assert_memory_equal(back.data, source, SOURCE_LEN);
	nb_journal_free(&journal);
	nb_page_free(page);
	nb_buf_free(&lines);
	nb_buf_free(&back);
}

static void test_only_such_pages_have_another_version(void **state)
{
	static const char plain[] = "甲\0乙。\r\n";
	struct nb_page *page = repair(source, SOURCE_LEN);

	(void)state;
	assert_int_equal(packed_version(page, source, SOURCE_LEN), 3);
	nb_page_free(page);
	page = repair(plain, sizeof(plain) - 1);
	assert_int_equal(packed_version(page, plain, sizeof(plain) - 1), 1);
	nb_page_free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_end_ends_a_line),
		cmocka_unit_test(test_undoing_gives_the_source_back),
		cmocka_unit_test(test_only_such_pages_have_another_version),
	};

	return cmocka_run_group_tests_name("line ends", tests, NULL, NULL) != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Repair: what must hold for every text, and the rules of marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/article.h>
#include <nbarc/page.h>

#include "base/utf8.h"
#include "page/text/shape.h"
#include "samples.h"

#define ROUNDS 3000

/* Text of the pieces that pages are made of, good and bad. */
static void random_text(struct nb_buf *b)
{
	static const char *const pieces[] = {
		"\n",
		"\n\n",
		"\r\n",
		"\n\n\n\n",
		"　　",
		"农户",
		"工作",
		"，",
		",",
		"。",
		"“",
		"”",
		"·",
		"·甲 乙·",
		"▲",
		" ",
		"word",
		"12",
		"(",
		")",
		"摄",
		"本报讯",
		"\xef\xbb\xbf",
		"\x01",
		"：",
		"3:4",
		"\t",
		"\xc2\xa0",
		"——",
		"、",
	};

	random_pieces(b, pieces, 30, pick(60));
}

/*
 * The characters that are neither white space nor NULs, with which files are
 * padded; marks folded.
 */
static void essence(const char *s, size_t len, struct nb_buf *out)
{
	size_t at = 0;
	uint32_t cp;
	char utf8[4];

	out->len = 0;
	while (at < len) {
		at += nb_utf8_get(s + at, len - at, &cp);
		cp = nb_fold(cp);
		if (cp && !nb_is_space(cp))
			assert_int_equal(
				nb_buf_add(out, utf8, nb_utf8_put(utf8, cp)),
				NB_OK);
	}
}

static struct nb_page *repair(const char *s, size_t len, const char **text,
			      size_t *text_len)
{
	struct nb_page *page;
	struct nb_error err;

	assert_int_equal(nb_page_create(s, len, NULL, &page, &err), NB_OK);
	*text = nb_page_text(page, text_len);
	return page;
}

static void check_undo(const struct nb_page *page, const struct nb_buf *source)
{
	struct nb_buf lines = {0}, undone = {0};
	struct nb_source s = {.charset = "UTF-8", .bytes = source->len};
	struct nb_journal journal;
	struct nb_error err;
	const char *text;
	size_t len;

	text = nb_page_text(page, &len);
	assert_int_equal(nb_journal_write(page, &s, &lines, &err), NB_OK);
	assert_int_equal(nb_journal_read(lines.data, lines.len, &journal, &err),
			 NB_OK);
	assert_int_equal(nb_journal_undo(&journal, text, len, &undone, &err),
			 NB_OK);
	assert_int_equal(undone.len, source->len);
	if (undone.len)
		assert_memory_equal(undone.data, source->data, undone.len);
	nb_journal_free(&journal);
	nb_buf_free(&lines);
	nb_buf_free(&undone);
}

static void check_division(const char *text, size_t len)
{
	struct nb_division d;
	struct nb_error err;
	size_t i, next = 0;

	assert_int_equal(nb_divide(text, len, NULL, &d, &err), NB_OK);
	for (i = 0; i < d.item_count; i++) {
		assert_int_equal(d.items[i].first, next);
		assert_true(d.items[i].count > 0);
		next += d.items[i].count;
	}
	assert_int_equal(next, d.unit_count);
	nb_division_free(&d);
}

static void test_every_text(void **state)
{
	struct nb_buf source = {0}, a = {0}, b = {0};
	const char *text, *again;
	size_t len, again_len, round;

	(void)state;
	assert_int_equal(nb_buf_reserve(&source, 1), NB_OK);
	for (round = 0; round < ROUNDS; round++) {
		struct nb_page *page, *second;

		random_text(&source);
		page = repair((char *)source.data, source.len, &text, &len);
		essence((char *)source.data, source.len, &a);
		essence(text, len, &b);
		assert_int_equal(a.len, b.len);
		if (a.len)
			assert_memory_equal(a.data, b.data, a.len);
		second = repair(text, len, &again, &again_len);
		assert_int_equal(len, again_len);
		assert_memory_equal(text, again, len);
		check_undo(page, &source);
		check_division(text, len);
		nb_page_free(page);
		nb_page_free(second);
	}
	nb_buf_free(&source);
	nb_buf_free(&a);
	nb_buf_free(&b);
}

/* U+0000 at the end of a line and at the beginning of the next: joined, they
 * were padding to a second repair, which cut them off. */
static void test_zeros_around_a_break(void **state)
{
	static const char source[] =
		"\041\016\150\027\141\001\000\141\001\000\001\000\000\000\141"
		"\001\000\001\000\000\000\001\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\056\056\056\056\056\056\056\056\056\056\056\056\056\056"
		"\056\056\056\056\056\056\056\056\056\056\056\000\000\000\000"
		"\000\000\000\014\000\000\000\000\000\000\000\020\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\141"
		"\001\000\001\000\000\000\001\000\054\342\226\240\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\062\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
		"\000\000\000\000\000\000\000\000\000\000\000";
	const char *text, *again;
	size_t len, again_len;
	struct nb_page *page = repair(source, sizeof(source) - 1, &text, &len);
	struct nb_page *second = repair(text, len, &again, &again_len);

	(void)state;
	assert_int_equal(len, again_len);
	assert_memory_equal(text, again, len);
	nb_page_free(page);
	nb_page_free(second);
}

static void becomes(const char *source, const char *expected)
{
	const char *text;
	size_t len;
	struct nb_page *page = repair(source, strlen(source), &text, &len);

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(text, expected, len);
	nb_page_free(page);
}

static void test_marks(void **state)
{
	(void)state;
	becomes("他说:好,走吧!", "他说：好，走吧！\n");
	becomes("早上9:30,比分2:1", "早上9:30，比分2:1\n");
	becomes("1,100人(其中80%是女性)", "1,100人（其中80%是女性）\n");
	becomes("2+1;3", "2+1;3\n");
	becomes("APP,a:b?", "APP,a:b？\n");
	becomes("数字1,字", "数字1，字\n");
}

static void test_blocks(void **state)
{
	(void)state;
	becomes("", "");
	becomes(" \n\t\r\n", "");
	becomes("甲。\n\n\n乙。", "甲。\n\n乙。\n");
	becomes("甲。\n\n\n\n\n\n乙。\n", "甲。\n\n\n\n乙。\n");
	becomes("　　甲。　\r\n\r\n乙。", "甲。\n\n乙。\n");
	becomes("甲。\n\n甲。", "甲。\n\n甲。\n");
	becomes("正文。\n\n·甲 乙·\n\n正文", "正文。\n\n·甲 乙·\n\n正文\n");
}

static void test_limits(void **state)
{
	struct nb_page *page;
	struct nb_error err;
	char *big = malloc(NB_PAGE_MAX + 1);

	(void)state;
	assert_non_null(big);
	memset(big, 'x', NB_PAGE_MAX + 1);
	assert_int_equal(
		nb_page_create(big, NB_PAGE_MAX + 1, NULL, &page, &err),
		NB_LIMIT);
	assert_int_equal(nb_page_create("a\xff", 2, NULL, &page, &err),
			 NB_INVALID);
	assert_int_equal(err.offset, 1);
	free(big);
}

/* A page may have NB_PAGE_LINES_MAX lines, and as many repairs, but not one
 * more. "a.b" has no repair; "。,。" has one. */
static void test_limits_of_lines_and_repairs(void **state)
{
	struct nb_page *page;
	struct nb_error err;
	size_t i, count;
	size_t len = 2 * NB_PAGE_LINES_MAX + 2;
	char *text = malloc(NB_PAGE_MAX);

	(void)state;
	assert_non_null(text);
	for (i = 0; i < len; i++)
		text[i] = i % 2 ? '\n' : 'a';
	assert_int_equal(nb_page_create(text, len, NULL, &page, &err),
			 NB_LIMIT);
	assert_int_equal(err.offset, len - 2);
	assert_null(page);
	/* One line of commas, each of which becomes full-width. */
	for (i = 0; i < NB_PAGE_REPAIRS_MAX + 1; i++)
		memcpy(text + 4 * i, "\xe3\x80\x82,", 4);
	assert_int_equal(nb_page_create(text, 4 * i, NULL, &page, &err),
			 NB_LIMIT);
	assert_int_equal(err.offset, 4 * i - 1);
	/* A newline at the end keeps it from being one more. */
	text[4 * (i - 1)] = '\n';
	assert_int_equal(
		nb_page_create(text, 4 * (i - 1) + 1, NULL, &page, &err),
		NB_OK);
	(void)nb_page_repairs(page, &count);
	assert_int_equal(count, NB_PAGE_REPAIRS_MAX);
	nb_page_free(page);
	free(text);
}

/* Texts that are not UTF-8, and the offset of the first bad byte of each. */
static const struct {
	const char *text;
	size_t bad;
} not_utf8[] = {
	{"\xff", 0},
	{"甲。\n\n\x80乙", 8},		   /* a byte that continues nothing */
	{"甲。\n\n乙\xe4\xb8", 11},	   /* the text ends in a character */
	{"\xe4\xb8\n", 0},		   /* a line ends in a character */
	{"a\xc0\xafz", 1},		   /* an overlong form */
	{"·甲 乙·\n\n\xed\xa0\x80\n", 13}, /* a surrogate */
};

/* Give each of these texts to nb_page_create() and nb_divide(). */
static void refuse_not_utf8(const struct nb_profile *profile)
{
	struct nb_page_options options = {.profile = profile};
	struct nb_division division;
	struct nb_page *page;
	struct nb_error err;
	size_t i;

	for (i = 0; i < sizeof(not_utf8) / sizeof(not_utf8[0]); i++) {
		const char *text = not_utf8[i].text;

		memset(&err, 0, sizeof(err));
		assert_int_equal(nb_page_create(text, strlen(text), &options,
						&page, &err),
				 NB_INVALID);
		assert_null(page);
		assert_int_equal(err.offset, not_utf8[i].bad);
		memset(&err, 0, sizeof(err));
		assert_int_equal(nb_divide(text, strlen(text), &options,
					   &division, &err),
				 NB_INVALID);
		assert_int_equal(err.status, NB_INVALID);
		assert_int_equal(err.offset, not_utf8[i].bad);
		assert_null(division.units);
		assert_int_equal(division.item_count, 0);
		nb_division_free(&division);
	}
}

static void test_text_not_utf8_is_invalid_at_first_bad_byte(void **state)
{
	(void)state;
	refuse_not_utf8(NULL);
}

static void test_text_not_utf8_is_invalid_with_every_profile(void **state)
{
	struct nb_profile *profile;
	const char *name, *text;
	struct nb_error err;
	size_t i, len;

	(void)state;
	for (i = 0; (name = nb_profile_name(i)) != NULL; i++) {
		text = nb_profile_text(name, &len);
		assert_int_equal(nb_profile_read(text, len, &profile, &err),
				 NB_OK);
		refuse_not_utf8(profile);
		nb_profile_free(profile);
	}
	/* Those of halfwidth and the others rewrite what decisions see. */
	assert_true(i > 1);
}

static void test_bad_journals(void **state)
{
	static const char *const bad[] = {
		"",
		"{}",
		"[1]",
		"{\"nbarc-journal\":1}\n",
		"nonsense",
		/* the hash is too short */
		"{\"nbarc-journal\":1,\"source\":{\"sha256\":\"00\"}}\n",
	};
	struct nb_journal journal;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
			nb_journal_read(bad[i], strlen(bad[i]), &journal, &err),
			NB_INVALID);
		nb_journal_free(&journal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_text),
		cmocka_unit_test(test_zeros_around_a_break),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_limits_of_lines_and_repairs),
		cmocka_unit_test(
			test_text_not_utf8_is_invalid_at_first_bad_byte),
		cmocka_unit_test(
			test_text_not_utf8_is_invalid_with_every_profile),
		cmocka_unit_test(test_bad_journals),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL) != 0;
}

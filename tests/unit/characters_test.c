/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each character counts as, wherever the decisions about pages ask for it:
 * the borders of all classes stay where they are (tests/digests.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/article.h>
#include <nbarc/page.h>
#include <nbarc/review.h>
#include <nbarc/suspects.h>

#include "base/utf8.h"
#include "page/text/blocks.h"
#include "page/text/shape.h"
#include "digests.h"

/* Characters that are looked at: stretches of the planes, with the borders of
 * every class in them. */
static uint32_t after(uint32_t cp)
{
	static const uint32_t skipped[][2] = {
		{0x620, 0x1de0},    {0x2820, 0x2e40},	{0x3420, 0x4d90},
		{0x4e20, 0x9fe0},   {0xa020, 0xd790},	{0xd7ff, 0xe000},
		{0xe020, 0xe510},   {0xe520, 0xe780},	{0xe870, 0xf8c0},
		{0xf920, 0xfad0},   {0xfb10, 0xfde0},	{0x10020, 0x1f5f0},
		{0x1f610, 0x1fff0}, {0x20010, 0x2fff0}, {0x30010, 0xdfff0},
		{0xe0200, 0xefff0}, {0xf0010, 0xffff0}, {0x100010, 0x10fff0}};
	size_t i;

	for (i = 0; i < sizeof(skipped) / sizeof(skipped[0]); i++)
		if (cp == skipped[i][0])
			return skipped[i][1];
	return cp + 1;
}

/* A text with a character where the pattern has '@'. */
static size_t put_text(char *out, const char *pattern, uint32_t cp)
{
	size_t n = 0;

	for (; *pattern; pattern++)
		if (*pattern == '@')
			n += nb_utf8_put(out + n, cp);
		else
			out[n++] = *pattern;
	out[n] = '\0';
	return n;
}

static void test_suspects(void **state)
{
	static const char *const patterns[] = {
		"中@中", "a@b", "1@2", "@", "中@1", "a@中", "а@б", "中 @ 中"};
	struct nb_suspect *list;
	struct nb_error err;
	char text[64];
	size_t i, k, n, count;
	uint32_t cp;

	(void)state;
	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		note("%s\n", patterns[i]);
		for (cp = 1; cp < 0x110000; cp = after(cp)) {
			n = put_text(text, patterns[i], cp);
			assert_int_equal(
				nb_suspects_find(text, n, &list, &count, &err),
				NB_OK);
			for (k = 0; k < count; k++)
				note("%" PRIx32 " %zu %s %" PRIx32 "\n", cp,
				     list[k].offset,
				     nb_suspicion_name(list[k].why),
				     list[k].twin);
			free(list);
		}
	}
	check_noted("4e2a587df75488f2");
}

static void test_shapes(void **state)
{
	static const char *const patterns[] = {"@甲乙", "甲乙@", "甲@乙",
					       "·@ 乙·", "@"};
	struct nb_shape s;
	char text[64];
	size_t i, n;
	uint32_t cp;

	(void)state;
	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		note("%s\n", patterns[i]);
		for (cp = 1; cp < 0x30000; cp = after(cp)) {
			n = put_text(text, patterns[i], cp);
			nb_shape_look(text, n, &s);
			note("%" PRIx32 " %" PRIx32 " %" PRIx32 " %" PRIx32
			     " %" PRIx32 " %u %u %u %u %d %d%d%d%d%d%d%d\n",
			     cp, s.first, s.second, s.last, s.before_last,
			     s.width, s.commas, s.stops, s.spaces,
			     s.open_quotes, s.byline, s.credit, s.opens,
			     nb_shape_is_head(&s), nb_half_wide(cp),
			     nb_is_open(nb_fold(cp)), nb_is_tail(nb_fold(cp)));
		}
	}
	check_noted("97e26f9f5906be4a");
}

static void test_spaces_between_words(void **state)
{
	static const char *const others[] = {"a", "Z", "1", "é", "中", "", "-"};
	char text[8];
	uint32_t cp;
	size_t i, n;

	(void)state;
	for (cp = 1; cp < 0x30000; cp = after(cp)) {
		n = put_text(text, "@", cp);
		note("%" PRIx32, cp);
		for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
			note("%d%d",
			     nb_needs_space(text, n, others[i],
					    strlen(others[i])),
			     nb_needs_space(others[i], strlen(others[i]), text,
					    n));
		note("\n");
	}
	check_noted("412a58d1ebcab591");
}

/* The break between two blocks, with a character on either side of it. */
static void note_break(const char *text, size_t len, uint32_t cp)
{
	struct nb_boundary b;
	struct nb_page *p;
	struct nb_error err;

	assert_int_equal(nb_page_create(text, len, NULL, &p, &err), NB_OK);
	if (nb_page_boundaries(p)) {
		nb_page_boundary(p, 0, &b);
		note("%" PRIx32 " %d %s %.2f\n", cp, b.joined, b.by,
		     b.probability);
	}
	nb_page_free(p);
}

static void test_breaks(void **state)
{
	static const char *const patterns[] = {
		"去年甲乙@\n\n丙丁村里的人。", "甲乙丙，@丙\n\n@丙丁村里",
		"去年甲乙\n\n@丁戊村里的人。", "村里的人@1\n\n2@去年"};
	char text[96];
	uint32_t cp;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		note("%s\n", patterns[i]);
		for (cp = 0x20; cp < 0x30000; cp = after(cp)) {
			n = put_text(text, patterns[i], cp);
			note_break(text, n, cp);
		}
	}
	check_noted("3475ac19ed548bd7");
}

/* Heads and paragraphs with a character at either end. */
static void test_units(void **state)
{
	static const char text[] = "@春耕开始\n\n村里的人@说，@去年（林舟@）\n";
	struct nb_division d;
	struct nb_error err;
	char page[128];
	uint32_t cp;
	size_t i, n;

	(void)state;
	for (cp = 0x21; cp < 0x10000; cp = after(cp)) {
		n = put_text(page, text, cp);
		assert_int_equal(nb_divide(page, n, NULL, &d, &err), NB_OK);
		note("%" PRIx32, cp);
		for (i = 0; i < d.unit_count; i++)
			note(" %s", nb_role_name(d.units[i].role));
		note(" %zu\n", d.item_count);
		nb_division_free(&d);
	}
	check_noted("6f021ab949278587");
}

#define STORY "村里的人说，水渠修好了，稻田昨天放了水，今年的收成不愁。"

/*
 * A NUL is a character like others, and nothing is looked at after the end of a
 * page: each is one that ends with a word or a part of it, without a NUL.
 */
static void test_nuls_and_ends(void **state)
{
	static const char *const ends[] = {
		"患@者鞠躬",   "王铁山@鞠躬", "@敬启",	   "作者单位@",
		"（摘自@）",   "·@何苗·",     "本报@记者", "天气@晴",
		"责编：@",     "图@片报道",   "新华社@电", "@（街谈）",
		"读者@　顾青", "读者",	      "图片",	   "卷首",
		"读",	       "鞠躬",	      "——"};
	struct nb_division d;
	struct nb_error err;
	char page[512], *whole;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = put_text(page, "水渠修好了\n\n" STORY "\n\n", 0);
		n += put_text(page + n, ends[i], 0);
		whole = malloc(n);
		assert_non_null(whole);
		memcpy(whole, page, n);
		assert_int_equal(nb_divide(whole, n, NULL, &d, &err), NB_OK);
		assert_int_equal(d.unit_count, 3);
		assert_int_equal(d.units[2].offset + d.units[2].len, n);
		nb_division_free(&d);
		free(whole);
	}
}

/* Where a text of `len` bytes is not valid, one character after the other. */
static size_t first_invalid(const char *text, size_t len)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = nb_utf8_get(text + i, len - i, &cp);
		if (n == 0)
			break;
	}
	return i;
}

/* UTF-8: what is looked at sixteen bytes at a time is what one character after
 * the other says, wherever something else stands and the text ends. */
static void test_utf8_in_blocks(void **state)
{
	static const char *const others[] = {"a",
					     "\xc3\xa9",
					     "\xe0\xa4\x85",
					     "\xed\x9f\xbf",
					     "\xf0\xa0\x80\x80",
					     "\x80",
					     "\xe4",
					     "\xe4\xb8",
					     "\xed\xa0\x80",
					     "\xe0\x80\x80",
					     "\xc0\x80",
					     "\xff",
					     "\xe4\xb8\xad\xad",
					     "\xf4\x90\x80\x80",
					     ""};
	char text[128], *end;
	size_t before, ascii, k, i, n, len;

	(void)state;
	for (k = 0; k < sizeof(others) / sizeof(others[0]); k++)
		for (before = 0; before < 30; before++)
			for (ascii = 0; ascii < 3; ascii++) {
				memset(text, 'x', ascii);
				end = text + ascii;
				for (i = 0; i < 36; i++) {
					const char *s =
						i == before ? others[k] : "中";

					memcpy(end, s, strlen(s));
					end += strlen(s);
				}
				len = (size_t)(end - text);
				for (i = 0; i <= len; i++)
					assert_int_equal(
						nb_utf8_invalid(text, i),
						first_invalid(text, i));
				for (n = i = 0; i < len; i++)
					n += ((uint8_t)text[i] & 0xc0) != 0x80;
				assert_int_equal(nb_utf8_count(text, len), n);
			}
}

/* Characters of a text in which ideographs are counted. */
#define COUNTED 64u

/* Every character is counted as what it is, wherever in a vector it stands. */
static void test_ideographs_are_counted(void **state)
{
	char text[4 * COUNTED + 32];
	uint32_t first, cp;

	(void)state;
	for (first = 0; first < 0x110000; first += COUNTED) {
		size_t len = first / COUNTED % 19, han = 0;

		if (first >= 0xd800 && first < 0xe000)
			continue;
		memset(text, 'x', len);
		for (cp = first; cp < first + COUNTED; cp++) {
			len += nb_utf8_put(text + len, cp);
			han += nb_is_han(cp);
			assert_int_equal(nb_utf8_count_han(text, len), han);
		}
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suspects),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_spaces_between_words),
		cmocka_unit_test(test_breaks),
		cmocka_unit_test(test_utf8_in_blocks),
		cmocka_unit_test(test_ideographs_are_counted),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_nuls_and_ends),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("characters", tests, NULL, NULL) !=
	       0;
}

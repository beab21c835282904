/* SPDX-License-Identifier: Apache-2.0 */
/* Searching: what is found in one item, and that an item which has a hit is
 * never passed over. The command is compared with a naive search in grep.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/grep.h>
#include <nbarc/tei.h>

#include "base/utf8.h"
#include "find/match/required.h"
#include "find/search/scan.h"

/* The hits of one pattern in an item, as "part position text;". */
static char said[4096];

/* Which item it is does not matter. */
static const struct nb_located nowhere = {.page = 0};

static void make(struct nb_grep **grep, const char *pattern, const char * not,
		 bool regex, bool exact)
{
	const struct nb_grep_options options = {
		.patterns = &pattern,
		.pattern_count = 1,
		.excluded = &not,
		.excluded_count = not ? 1 : 0,
		.regex = regex,
		.exact_width = exact,
	};

	assert_int_equal(nb_grep_create(&options, grep, NULL), NB_OK);
}

/* Assert that the hits have the title that the catalogue would have. */
static void check_titles(const struct nb_results *found, const char *xml)
{
	struct nb_tei_words words;
	size_t i;

	assert_int_equal(nb_tei_words(xml, strlen(xml), &words, NULL), NB_OK);
	for (i = 0; i < found->count; i++) {
		const struct nb_located *f = &found->found[i];

		assert_int_equal(f->title_len, words.title.len);
		assert_memory_equal(found->text.data + f->title,
				    words.title.data, f->title_len);
	}
	nb_tei_words_free(&words);
}

/* Assert that bare hits are as many, in the same parts and order. */
static void check_bare(const struct nb_grep *grep, const char *xml,
		       const struct nb_results *all)
{
	struct nb_results bare = {.count = 0};
	struct nb_scanner *scanner;
	size_t i, k, n = 0;

	assert_int_equal(nb_scanner_create(grep, false, true, &scanner), NB_OK);
	assert_int_equal(
		nb_scan(scanner, xml, strlen(xml), &nowhere, &bare, NULL),
		NB_OK);
	for (i = 0; i < bare.count; i++)
		for (k = 0; k < bare.found[i].times; k++, n++) {
			assert_true(n < all->count);
			assert_int_equal(bare.found[i].part,
					 all->found[n].part);
			assert_int_equal(bare.found[i].pattern,
					 all->found[n].pattern);
		}
	assert_int_equal(n, all->count);
	nb_results_free(&bare);
	nb_scanner_free(scanner);
}

static const char *hits_of(const struct nb_grep *grep, const char *xml)
{
	struct nb_results found = {.count = 0};
	struct nb_scanner *scanner;
	size_t i, n = 0;

	assert_int_equal(nb_scanner_create(grep, false, false, &scanner),
			 NB_OK);
	assert_int_equal(
		nb_scan(scanner, xml, strlen(xml), &nowhere, &found, NULL),
		NB_OK);
	said[0] = '\0';
	for (i = 0; i < found.count; i++) {
		const struct nb_located *f = &found.found[i];

		n += (size_t)snprintf(
			said + n, sizeof(said) - n, "%s %zu %.*s;",
			nb_part_name(f->part), f->position, (int)f->len,
			(char *)found.text.data + f->line + f->start);
	}
	check_titles(&found, xml);
	check_bare(grep, xml, &found);
	/* What has a hit is never passed over. */
	if (found.count)
		assert_true(nb_grep_perhaps(grep, xml, strlen(xml)));
	nb_results_free(&found);
	nb_scanner_free(scanner);
	return said;
}

/* Assert that a pattern has these hits. */
static void finds(const char *pattern, const char * not, bool regex, bool exact,
		  const char *xml, const char *hits)
{
	struct nb_grep *grep;

	make(&grep, pattern, not, regex, exact);
	assert_string_equal(hits_of(grep, xml), hits);
	nb_grep_free(grep);
}

#define ITEM(text) "<div type=\"article\" n=\"1\">" text "</div>\n"

static void test_marks_are_passed_over(void **state)
{
	static const char broken[] = ITEM(
		"<head type=\"main\">修<lb break=\"no\"/>桥</head>"
		"<p>大桥<lb n=\"2\" facs=\"#z1\"/>修<seg>好</seg>了，<cb/>修桥"
		"</p><byline>记者 <docAuthor>修</docAuthor>桥</byline>");

	(void)state;
	finds("修桥", NULL, false, false, broken,
	      "head 0 修桥;text 10 修桥;byline 17 修桥;");
	finds("桥修好了", NULL, false, false, broken, "text 5 桥修好了;");
	finds("修.{1,2}，", NULL, true, false, broken, "text 6 修好了，;");
	finds("桥大", NULL, false, false, broken, "");
	finds("lb", NULL, false, false, broken, "");
	finds("article", NULL, false, false, broken, "");
}

/* What no tool writes: the first block has no text, nor has the item a title.
 */
static void test_an_empty_block_comes_first(void **state)
{
	static const char empty[] =
		ITEM("<head type=\"main\"></head><p>大桥通车</p>");

	(void)state;
	finds("大桥", NULL, false, false, empty, "text 2 大桥;");
}

static void test_parts_of_a_paragraph_are_whole(void **state)
{
	static const char parts[] =
		ITEM("<p part=\"I\">昨天大</p><figure><p>图为大桥</p></figure>"
		     "<p part=\"F\">桥通车</p>");

	(void)state;
	finds("昨天大桥通车", NULL, false, false, parts,
	      "text 0 昨天大桥通车;");
	finds("大桥", NULL, false, false, parts, "text 2 大桥;text 10 大桥;");
	finds("大图", NULL, false, false, parts, "");
}

/* Hits in one block among others, and characters that are in no block. */
static void test_blocks(void **state)
{
	static const char blocks[] =
		ITEM("<head type=\"kicker\">国中</head>"
		     "<head type=\"main\"><g ref=\"char:U+0001\"/>国</head>"
		     "<p>国家<name key=\"中国\">中</name>国，国</p><p>无</p>"
		     "<div type=\"subsection\"><p>爱<choice><sic>国</sic>"
		     "<corr>中国</corr></choice>国</p></div><p>国</p>");

	(void)state;
	finds("国", NULL, false, false, blocks,
	      "head 0 国;head 5 国;text 8 国;text 11 国;text 13 国;"
	      "text 21 国;text 22 国;text 25 国;");
	finds("中国", NULL, false, false, blocks, "text 10 中国;text 20 中国;");
	finds(".国", NULL, true, false, blocks,
	      "head 4 \x01国;text 10 中国;text 12 ，国;text 20 中国;");
	finds("(*NO_JIT)中国", NULL, true, false, blocks,
	      "text 10 中国;text 20 中国;");
	finds("国", "国家", false, false, blocks,
	      "head 0 国;head 5 国;text 11 国;text 13 国;text 21 国;"
	      "text 22 国;text 25 国;");
}

static void test_references_and_characters(void **state)
{
	static const char special[] =
		ITEM("<p>a&lt;b &amp;&amp; b&gt;c<g ref=\"char:U+0001\"/>中"
		     "&quot;文&quot;</p>");

	(void)state;
	finds("a<b", NULL, false, false, special, "text 0 a<b;");
	finds("&& b", NULL, false, false, special, "text 4 && b;");
	finds("\x01中", NULL, false, false, special, "text 10 \x01中;");
	finds("\"文\"", NULL, false, false, special, "text 12 \"文\";");
	finds("amp", NULL, false, false, special, "");
	finds("\"", NULL, false, false, special, "text 12 \";text 14 \";");
}

static void test_widths(void **state)
{
	static const char wide[] = ITEM("<p>ＡＢ2０年（甲）ｶﾀ，A。　B</p>");

	(void)state;
	finds("AB20年", NULL, false, false, wide, "text 0 ＡＢ2０年;");
	finds("(甲)", NULL, false, false, wide, "text 5 （甲）;");
	finds("（甲）", NULL, true, false, wide, "text 5 （甲）;");
	finds("カタ,", NULL, false, false, wide, "text 8 ｶﾀ，;");
	finds("[0-9]{2}", NULL, true, false, wide, "text 2 2０;");
	finds("。 B", NULL, false, false, wide, "text 12 。　B;");
	finds("AB20年", NULL, false, true, wide, "");
	finds("A", NULL, false, true, wide, "text 11 A;");
	finds("[Ａ-Ｃ]+", NULL, true, false, wide,
	      "text 0 ＡＢ;text 11 A;text 14 B;");
	finds("\\Q（甲\\E", NULL, true, false, wide, "text 5 （甲;");
}

/* What an expression contains is looked for first; its matches are those that a
 * search from each character finds. */
static void test_where_matches_begin(void **state)
{
	static const char line[] = ITEM("<p>中国人，国国国，国</p>");
	static const char lines[] = ITEM("<p>国</p><p>人国</p><p>国人</p>");

	(void)state;
	finds(".国.", NULL, true, false, line, "text 0 中国人;text 3 ，国国;");
	finds("(?<=中)国", NULL, true, false, line, "text 1 国;");
	finds("(?<=人，)国+", NULL, true, false, line, "text 4 国国国;");
	finds("人?，国", NULL, true, false, line, "text 2 人，国;text 7 ，国;");
	finds("[中人]?.国", NULL, true, false, line,
	      "text 0 中国;text 2 人，国;text 5 国国;text 7 ，国;");
	finds("国人|人，国|，", NULL, true, false, line,
	      "text 1 国人;text 3 ，;text 7 ，;");
	finds("人，|中国人，国", NULL, true, false, line, "text 0 中国人，国;");
	finds("^中国", NULL, true, false, line, "text 0 中国;");
	finds("国$", NULL, true, false, line, "text 8 国;");
	finds("\\G.国", NULL, true, false, line, "text 0 中国;");
	finds("人国", NULL, true, false, lines, "text 3 人国;");
	finds(".国", NULL, true, false, lines, "text 3 人国;");
	finds("国.", NULL, true, false, lines, "text 7 国人;");
}

/* Text is folded unless that cannot matter to an expression. */
static void test_widths_in_expressions(void **state)
{
	static const char wide[] =
		ITEM("<p>国｝国．国｛３｝国－国］国／国</p>");

	(void)state;
	finds("国}", NULL, true, false, wide, "text 0 国｝;");
	finds("国[.]", NULL, true, false, wide, "text 2 国．;");
	finds("国[一.]", NULL, true, false, wide, "text 2 国．;");
	finds("国{,3}", NULL, true, false, ITEM("<p>国｛，3｝</p>"),
	      "text 0 国｛，3｝;");
	finds("国{3}", NULL, true, false, ITEM("<p>国国国</p>"),
	      "text 0 国国国;");
	finds("国]国", NULL, true, false, wide, "text 10 国］国;");
	finds("国/国", NULL, true, false, wide, "text 12 国／国;");
	finds("国.国", NULL, true, false, wide,
	      "text 0 国｝国;text 8 国－国;text 12 国／国;");
}

/* Patterns that are looked for apart are found as each of them would be. */
static void test_apart(void **state)
{
	static const char line[] = ITEM("<p>中国人，国国国，国</p>");
	const char *const patterns[] = {"国", "国国", "(?<=中)国"};
	struct nb_grep_options options = {
		.patterns = patterns, .pattern_count = 3, .apart = true};
	struct nb_results found = {.count = 0};
	struct nb_scanner *scanner;
	struct nb_grep *grep;
	size_t i, counts[3] = {0};

	(void)state;
	for (i = 0; i < 2; i++) {
		options.regex = i == 1;
		options.pattern_count = i == 1 ? 3 : 2;
		assert_int_equal(nb_grep_create(&options, &grep, NULL), NB_OK);
		assert_true(nb_grep_perhaps(grep, line, strlen(line)));
		assert_int_equal(nb_scanner_create(grep, false, true, &scanner),
				 NB_OK);
		assert_int_equal(nb_scan(scanner, line, strlen(line), &nowhere,
					 &found, NULL),
				 NB_OK);
		nb_scanner_free(scanner);
		nb_grep_free(grep);
	}
	for (i = 0; i < found.count; i++)
		counts[found.found[i].pattern] += found.found[i].times;
	assert_int_equal(counts[0], 10);
	assert_int_equal(counts[1], 2);
	assert_int_equal(counts[2], 1);
	nb_results_free(&found);
}

static void test_what_does_not_count(void **state)
{
	static const char compounds[] =
		ITEM("<p>修复工程，修复，大修复工程修复</p>");

	(void)state;
	finds("修复", "修复工程", false, false, compounds,
	      "text 5 修复;text 13 修复;");
	finds("修复", "大修复", false, false, compounds,
	      "text 0 修复;text 5 修复;text 13 修复;");
	finds("修复工程修", "修复", false, false, compounds,
	      "text 9 修复工程修;");
	finds("复.", "修复工", true, false, compounds, "text 6 复，;");
}

/* ---- what an expression requires */

/* The sequences that an expression requires, with '|' between them; "" if
 * nothing is certain. */
static const char *required(const char *pattern)
{
	struct nb_required list = {.count = 0};
	enum nb_status st;
	const uint32_t *c;
	size_t i, k, n = 0;

	said[0] = '\0';
	if (nb_required_add(&list, pattern, strlen(pattern), &st)) {
		c = (const uint32_t *)(void *)list.chars.data;
		for (i = 0; i < list.count; i++) {
			if (i)
				said[n++] = '|';
			for (k = 0; k < list.lens[i]; k++) {
				const uint32_t one = *c++;

				if (one == NB_ANY_CHAR)
					said[n++] = '?';
				else
					n += nb_utf8_put(said + n, one);
			}
		}
		said[n] = '\0';
	}
	assert_int_equal(st, NB_OK);
	nb_required_free(&list);
	return said;
}

static void test_required(void **state)
{
	static const struct {
		const char *pattern, *wanted;
	} cases[] = {
		{"南通", "南通"},
		{"南通.*大学", "南通"},
		{"南.*大学", "大学"},
		{"南?通大", "通大"},
		{"南通?大学", "大学"},
		{"甲乙+丙", "甲乙"},
		{"甲乙{0}丙丁", "丙丁"},
		{"甲乙{00,3}丙丁", "丙丁"},
		{"甲乙{2}丙", "甲乙"},
		{"甲乙*?丙丁", "丙丁"},
		{"甲乙++丙", "甲乙"},
		{"南通|北京", "南通|北京"},
		{"南通|[一二]", ""},
		{"[一二三四]季度", "季度"},
		{"十[一二]届", "十?届"},
		{".国.", "国"},
		{"甲..+乙", "乙"},
		{"的是一.*鸳", "鸳"},
		{"甲\\d\\w乙\\b丙", "甲??乙"},
		{"[]甲]乙丙", "乙丙"},
		{"[^]甲]乙丙", "乙丙"},
		{"[\\]甲]乙丙", "乙丙"},
		{"[[:alpha:]]乙丙", ""},
		{"(?:甲乙丙|丁)戊己", "戊己"},
		{"(甲(乙)[)])丙", "丙"},
		{"(?i)ab", ""},
		{"甲(?#乙)丙", ""},
		{"(?=甲乙丙)丁", "丁"},
		{"(?<!甲)乙", "乙"},
		{"甲乙(*ACCEPT)丙", ""},
		{"甲(乙(?i)丙)丁", ""},
		{"\\d甲\\.乙", "甲.乙"},
		{"\\Q甲\\E乙", ""},
		{"甲\\1乙", ""},
		{"\\x{4e00}乙", ""},
		{"^甲$", "甲"},
		{"甲{", ""},
		{"", ""},
		{"甲|", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# %s\n", cases[i].pattern);
		assert_string_equal(required(cases[i].pattern),
				    cases[i].wanted);
	}
}

/* Places where the first of several needles stands, among places where only
 * its two rarest bytes do. */
static void test_nearly(void)
{
	static const char *const all[] = {"国", "国人", "a国", "ab", "人国人"};
	char line[80];
	size_t i, k, n;

	for (k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
		const struct nb_needle needle =
			nb_needle_of(all[k], strlen(all[k]));

		for (i = 0; i < 60; i++) {
			for (n = 0; n < sizeof(line); n++)
				line[n] = "\x9b\xbd"
					  "b"[n % 3];
			memcpy(line + i, all[k], needle.len);
			assert_ptr_equal(
				nb_seek(&needle, line, line + sizeof(line)),
				line + i);
		}
	}
}

/* ---- sets of words */

/* Many words find what each of them would, and the longest of several. */
static void test_many_words(void **state)
{
	static const char *const all[] = {
		"a",	"ab",	"abcd", "中",	"中国",	 "中国人民",
		"国人", "人民", "b",	"民主", "国",	 "甲乙",
		"甲",	"丁",	"戊",	"a中",	"中国人"};
	static const char text[] = "xabc中国人中国abcd人民主a中国人民b";
	enum { ALL = sizeof(all) / sizeof(all[0]) };
	struct nb_needle few[1], many[ALL];
	struct nb_words_place place;
	struct nb_words *words;
	const char *end = text + sizeof(text) - 1, *p, *best;
	size_t i, len, longest;

	(void)state;
	for (i = 0; i < ALL; i++)
		many[i] = nb_needle_of(all[i], strlen(all[i]));
	assert_int_equal(nb_words_create(many, ALL, &words), NB_OK);
	nb_words_begin(words, text, end, &place);
	for (p = text; p < end; p++) {
		const char *found = nb_words_next(words, p, end, &place, &len);

		best = NULL;
		longest = 0;
		for (i = 0; i < ALL; i++) {
			const char *at = strstr(p, all[i]);
			size_t n = strlen(all[i]);

			if (!at || (best && (at > best ||
					     (at == best && n <= longest))))
				continue;
			best = at;
			longest = n;
		}
		assert_ptr_equal(found, best);
		if (best)
			assert_int_equal(len, longest);
	}
	nb_words_free(words);
	/* One word, at every distance from the end. */
	few[0] = nb_needle_of("国人", 6);
	for (i = 0; i < 64; i++) {
		char line[96];

		memset(line, 'x', sizeof(line));
		memcpy(line + i, "国人", 6);
		assert_ptr_equal(nb_seek(few, line, line + i + 6), line + i);
		assert_null(nb_seek(few, line, line + i + 5));
		assert_ptr_equal(nb_seek(few, line, line + 96), line + i);
		assert_ptr_equal(nb_seek(few, line + i, line + 96), line + i);
		assert_null(nb_seek(few, line + i + 1, line + 96));
		/* One byte, backwards, at every distance from both ends. */
		assert_ptr_equal(nb_seek_back('\xe5', line, line + 96),
				 line + i);
		assert_ptr_equal(nb_seek_back('\xe5', line + i, line + i + 1),
				 line + i);
		assert_null(nb_seek_back('\xe5', line, line + i));
		assert_null(nb_seek_back('\xe5', line + i + 1, line + 96));
	}
	test_nearly();
}

/* ---- failures */

static enum nb_status refused(const char *pattern, bool regex)
{
	const struct nb_grep_options options = {
		.patterns = &pattern,
		.pattern_count = 1,
		.regex = regex,
	};
	struct nb_grep *grep;
	struct nb_error err;
	enum nb_status st = nb_grep_create(&options, &grep, &err);

	assert_null(grep);
	assert_int_equal(err.status, st);
	return st;
}

static void test_refused(void **state)
{
	const struct nb_grep_options none = {.pattern_count = 0};
	struct nb_grep *grep;

	(void)state;
	assert_int_equal(refused("", false), NB_USAGE);
	assert_int_equal(refused("\xe5\x8d", false), NB_USAGE);
	assert_int_equal(refused("甲\n乙", false), NB_USAGE);
	assert_int_equal(refused("甲(", true), NB_USAGE);
	assert_int_equal(refused("\\C", true), NB_USAGE);
	assert_int_equal(nb_grep_create(&none, &grep, NULL), NB_USAGE);
	nb_grep_free(NULL);
}

static void test_steps_are_limited(void **state)
{
	static const char line[] = ITEM(
		"<p>中中中中中中中中中中中中中中中中中中中中中中中中中中中"
		"中中中中中中中中中中中中中中中中中中中中中中中中中中</p>");
	struct nb_results found = {.count = 0};
	struct nb_scanner *scanner;
	struct nb_grep *grep;

	(void)state;
	make(&grep, "(.+)+[XY]", NULL, true, false);
	assert_int_equal(nb_scanner_create(grep, false, false, &scanner),
			 NB_OK);
	assert_int_equal(
		nb_scan(scanner, line, strlen(line), &nowhere, &found, NULL),
		NB_LIMIT);
	nb_results_free(&found);
	nb_scanner_free(scanner);
	nb_grep_free(grep);
}

static void test_what_is_no_item(void **state)
{
	static const char *const bad[] = {"<p>中", "<p>中<x>", "<p>\xe4中</p>",
					  "<p>中&nbsp;</p>"};
	struct nb_results found = {.count = 0};
	struct nb_scanner *scanner, *bare;
	struct nb_grep *grep;
	size_t i;

	(void)state;
	make(&grep, "中", NULL, false, false);
	assert_int_equal(nb_scanner_create(grep, false, false, &scanner),
			 NB_OK);
	assert_int_equal(nb_scanner_create(grep, false, true, &bare), NB_OK);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(nb_scan(scanner, bad[i], strlen(bad[i]),
					 &nowhere, &found, NULL),
				 NB_INVALID);
		assert_int_equal(nb_scan(bare, bad[i], strlen(bad[i]), &nowhere,
					 &found, NULL),
				 NB_INVALID);
	}
	nb_results_free(&found);
	nb_scanner_free(scanner);
	nb_scanner_free(bare);
	nb_grep_free(grep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks_are_passed_over),
		cmocka_unit_test(test_an_empty_block_comes_first),
		cmocka_unit_test(test_parts_of_a_paragraph_are_whole),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_references_and_characters),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_where_matches_begin),
		cmocka_unit_test(test_widths_in_expressions),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_what_does_not_count),
		cmocka_unit_test(test_required),
		cmocka_unit_test(test_many_words),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_steps_are_limited),
		cmocka_unit_test(test_what_is_no_item),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}

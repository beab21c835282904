/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the shapes of blocks, each at its border. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/unicode.h"
#include "page/text/blocks.h"
#include "page/text/shape.h"
#include "page/weigh/shapes.h"

#define BLOCKS 200u
#define LINES_MOST 64u

static struct nb_shape list[BLOCKS];

/* ---- habits of a page */

/* The first `n` of `of` blocks end in no mark. */
static struct nb_shapes page_of(size_t n, size_t of, struct nb_shape open)
{
	struct nb_shapes s = {.list = list, .count = of};
	size_t i;

	open.last = U'甲';
	for (i = 0; i < of; i++)
		list[i] = i < n ? open : (struct nb_shape){.last = U'。'};
	nb_shapes_habits(&s);
	return s;
}

/* One or two are no habit; then a fortieth, twentieth, tenth, third. */
static unsigned step(size_t n, size_t of)
{
	static const size_t parts[] = {40, 20, 10, 3};
	unsigned i = 0;

	if (n < 3)
		return 0;
	while (i < 4 && n * parts[i] >= of)
		i++;
	return i + 1;
}

static void test_habits_are_counted_in_steps(void **state)
{
	size_t n, of;

	(void)state;
	for (of = 1; of < BLOCKS; of++) {
		for (n = 0; n <= of && n < 80; n++) {
			struct nb_shapes s =
				page_of(n, of, (struct nb_shape){.width = 9});

			assert_int_equal(s.open, step(n, of));
			assert_int_equal(s.open_long, 0);
			assert_int_equal(s.open_commas, 0);
		}
	}
	assert_int_equal(step(3, 121), 1);
	assert_int_equal(step(3, 120), 2);
}

static void test_wide_blocks_and_commas_count_by_themselves(void **state)
{
	(void)state;
	assert_int_equal(
		page_of(9, 9, (struct nb_shape){.width = 40}).open_long, 0);
	assert_int_equal(
		page_of(9, 9, (struct nb_shape){.width = 41}).open_long, 5);
	assert_int_equal(
		page_of(9, 9, (struct nb_shape){.commas = 1}).open_commas, 5);
	assert_int_equal(page_of(9, 9, (struct nb_shape){.byline = true}).open,
			 0);
}

/* ---- heads */

static void test_heads(void **state)
{
	static const struct {
		struct nb_shape shape;
		bool head;
	} shapes[] = {
		{{.last = U'甲', .width = 84}, true},
		{{.last = U'甲', .width = 85}, false},
		{{.last = U'甲', .stops = 1}, false},
		{{.last = '?', .stops = 1}, true},
		{{.last = '!', .stops = 1}, true},
		{{.last = '!', .stops = 2}, false},
		{{.last = '"', .stops = 1}, false},
		{{.last = NB_IDEOGRAPHIC_FULL_STOP, .stops = 1}, false},
		{{.last = NB_IDEOGRAPHIC_FULL_STOP}, false},
		{{.last = ','}, false},
		{{.last = NB_IDEOGRAPHIC_COMMA}, false},
		{{.last = U'甲', .commas = 3}, true},
		{{.last = U'甲', .byline = true}, false},
		{{.last = U'甲', .credit = true}, false},
		{{.last = U'甲', .opens = true}, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (nb_shape_is_head(&shapes[i].shape) != shapes[i].head)
			fail_msg("shape %zu", i);
}

/* ---- the width of a column */

static void test_width_near_a_line(void **state)
{
	struct nb_shapes s = {.list = list, .count = 20, .full = 7};
	unsigned i;

	(void)state;
	for (i = 0; i < 20; i++)
		list[i].width = 10 * i;
	/* No two agree: the page's. */
	assert_int_equal(nb_full_near(&s, 10), 7);
	/* Two half em are as good as equal, three are not. */
	list[4].width = 502;
	list[5].width = 500;
	assert_int_equal(nb_full_near(&s, 5), 502);
	list[4].width = 503;
	assert_int_equal(nb_full_near(&s, 5), 7);
	/* Six lines on either side are near. */
	list[4].width = list[5].width = 500;
	assert_int_equal(nb_full_near(&s, 10), 500);
	assert_int_equal(nb_full_near(&s, 11), 7);
	assert_int_equal(nb_full_near(&s, 0), 500);
	list[18].width = list[19].width = 400;
	assert_int_equal(nb_full_near(&s, 19), 400);
	assert_int_equal(nb_full_near(&s, 13), 400);
	assert_int_equal(nb_full_near(&s, 12), 7);
}

/* ---- rules that are certain */

static int certain(struct nb_shape left, struct nb_shape right, uint32_t gap,
		   bool indented, const char *rule)
{
	struct nb_block blocks[2] = {{.gap = 0},
				     {.gap = gap, .indented = indented}};
	struct nb_shape two[2] = {left, right};
	struct nb_shapes s = {
		.list = two, .blocks = blocks, .count = 2, .indents = true};
	const char *by = NULL;
	int is = nb_seam_certain(&s, 1, &by);

	assert_string_equal(by, rule);
	return is;
}

static void test_certain_rules(void **state)
{
	struct nb_shape text = {.first = U'甲', .last = U'乙'};
	struct nb_shape other = text;

	(void)state;
	assert_int_equal(certain(text, text, 2, false, "model"), -1);
	assert_int_equal(certain(text, text, NB_WIDE_GAP, false, "wide-gap"),
			 0);
	assert_int_equal(certain(text, text, 0, true, "indent"), 0);
	other.byline = true;
	assert_int_equal(certain(other, text, 0, false, "byline"), 0);
	assert_int_equal(certain(text, other, 0, false, "byline"), 0);
	other = text;
	other.first = NB_BLACK_UP_TRIANGLE;
	assert_int_equal(certain(text, other, 0, false, "caption"), 0);
	assert_int_equal(certain(other, text, 0, false, "model"), -1);
	other.first = NB_WHITE_UP_TRIANGLE;
	assert_int_equal(certain(text, other, 0, false, "caption"), 0);
	other = text;
	other.begins = true;
	assert_int_equal(certain(text, other, 0, false, "profile"), 0);
	assert_int_equal(certain(other, text, 0, false, "model"), -1);
	other = text;
	other.ends = true;
	assert_int_equal(certain(other, text, 0, false, "profile"), 0);
	assert_int_equal(certain(text, other, 0, false, "model"), -1);
	other = text;
	other.first = ',';
	assert_int_equal(certain(text, other, 0, true, "closing-mark"), 1);
	other.first = NB_ELLIPSIS;
	assert_int_equal(certain(text, other, 0, false, "model"), -1);
	other = text;
	other.reporter = true;
	assert_int_equal(certain(text, other, 0, true, "indent"), 0);
	text.dateline = true;
	assert_int_equal(certain(text, other, 0, true, "dateline"), 1);
	text.dateline = false;
	/* Where all blocks are indented, or none, that means nothing. */
	{
		struct nb_block blocks[2] = {{.gap = 0}, {.indented = true}};
		struct nb_shape two[2] = {text, text};
		struct nb_shapes s = {
			.list = two, .blocks = blocks, .count = 2};
		const char *by;

		assert_int_equal(nb_seam_certain(&s, 1, &by), -1);
		/* What the profile states goes before all else. */
		s.stated = true;
		two[1].first = ',';
		assert_int_equal(nb_seam_certain(&s, 1, &by), 0);
		assert_string_equal(by, "paragraph-lines");
	}
}

static struct nb_shape look(const char *text);

/* Entries of a list are apart, and so is the text after them. */
static void test_lists(void **state)
{
	struct nb_shape one = look("供水抢修：九六一一六");
	struct nb_shape other = look("供电报修：九五五九八");
	struct nb_shape text = look("以上电话二十四小时有人值守。");
	struct nb_shape three[3] = {one, other, text};
	struct nb_block gaps[3] = {{.gap = 0}, {.gap = 1}, {.gap = 1}};
	struct nb_shapes s = {.list = three, .blocks = gaps, .count = 3};
	const char *by;

	(void)state;
	assert_int_equal(one.label, 4);
	assert_int_equal(look("二，三：四").label, 0);
	assert_int_equal(look("说：四").label, 1);
	assert_false(nb_shape_has_label(&(struct nb_shape){.label = 1}));
	assert_int_equal(certain(one, other, 1, false, "list"), 0);
	assert_int_equal(nb_seam_certain(&s, 2, &by), 0);
	assert_string_equal(by, "list");
	/* Other labels, and paragraphs. */
	assert_int_equal(certain(one, look("市长：九五五"), 1, false, "model"),
			 -1);
	assert_int_equal(certain(look("记者问：怎么办？"),
				 look("队长说：就这么办。"), 1, false, "model"),
			 -1);
	three[2] = look("九五五九八一一");
	assert_int_equal(nb_seam_certain(&s, 2, &by), -1);
}

static struct nb_shape look(const char *text)
{
	struct nb_shape s;

	nb_shape_look(text, strlen(text), &s);
	return s;
}

static void test_datelines_and_reporters(void **state)
{
	(void)state;
	assert_true(look("本报柳湾九日电").dateline);
	assert_true(look("本報柳灣九日電").dateline);
	assert_true(look("本报讯").dateline);
	assert_false(look("本报柳湾九日电昨夜大雨").dateline);
	assert_false(look("柳湾九日电").dateline);
	assert_false(look("本报记者来电话讲").dateline);
	assert_true(look("（记者 顾青）全县").reporter);
	assert_true(look("(本報記者許晚)全縣").reporter);
	assert_false(look("（记").reporter);
	assert_false(look("记者顾青").reporter);
}

/* Blocks that are joined are not counted again. */
static void test_sums_of_shapes_are_the_shape_of_the_whole(void **state)
{
	static const char *const lines[][2] = {
		{"本报柳湾九日电（记者 顾青）水渠", "修好了，稻田昨天放了水。"},
		{"片名", "：渔火；导演：许晚"},
		{"“水渠修好了，", "”他说：“稻田 12 亩放了水！"},
		{"·顾青", " 许晚·"},
		{"▲农户在", "插秧。顾青摄"},
		{"A", "b, c……"},
		{"水", "渠"},
	};
	struct nb_shape sums, more, whole;
	char text[256];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		n = (size_t)snprintf(text, sizeof(text), "%s%s", lines[i][0],
				     lines[i][1]);
		memset(&sums, 0, sizeof(sums));
		more = look(lines[i][0]);
		nb_shape_add(&sums, &more);
		more = look(lines[i][1]);
		nb_shape_add(&sums, &more);
		nb_shape_look_summed(text, n, &sums);
		whole = look(text);
		assert_memory_equal(&sums, &whole, sizeof(whole));
	}
}

static void test_traditional_characters_look_simplified(void **state)
{
	struct nb_shape s = look("國會訊電");

	(void)state;
	assert_int_equal(nb_simple(U'國'), U'国');
	assert_int_equal(nb_simple(U'国'), U'国');
	assert_int_equal(nb_simple(0x9fff), 0x9fff);
	assert_int_equal(nb_simple(0xa000), 0xa000);
	assert_int_equal(nb_simple('a'), 'a');
	assert_int_equal(s.first, U'国');
	assert_int_equal(s.second, U'会');
	assert_int_equal(s.before_last, U'讯');
	assert_int_equal(s.last, U'电');
	assert_true(look("顧青攝").credit);
}

/* ---- lines and paragraphs */

static struct nb_shapes shapes_of(const char *text, struct nb_blocks *blocks,
				  struct nb_lines *lines)
{
	struct nb_seam seams[LINES_MOST];
	struct nb_shapes s;
	struct nb_error err;

	memset(seams, 0, sizeof(seams));
	memset(blocks, 0, sizeof(*blocks));
	assert_int_equal(
		nb_lines_split(text, strlen(text), NB_ENDS_ALL, lines, &err),
		NB_OK);
	assert_in_range(lines->count, 0, LINES_MOST);
	assert_int_equal(
		nb_blocks_make(text, lines, seams, false, blocks, &err), NB_OK);
	assert_int_equal(nb_shapes_make(blocks, &s, &err), NB_OK);
	return s;
}

#define EM_8 "柳湾镇文化站的灯"

/* Lines of 16 to 19 em, none of which is full, with a mark in each. */
static bool uneven_are_ragged(const char *mark)
{
	static const char *const ends[] = {"亮", "亮了三", "亮了", "亮了三盏"};
	static char text[4096];
	struct nb_blocks blocks;
	struct nb_lines lines;
	struct nb_shapes s;
	size_t i, n = 0;
	bool ragged;

	for (i = 0; i < 40; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%s%s\n",
				      EM_8, mark, "农户夜校今", ends[i % 4]);
	s = shapes_of(text, &blocks, &lines);
	assert_true(s.lines);
	ragged = s.ragged;
	nb_shapes_free(&s);
	nb_blocks_free(&blocks);
	nb_lines_free(&lines);
	return ragged;
}

static void test_only_running_text_is_ragged(void **state)
{
	(void)state;
	assert_true(uneven_are_ragged("。"));
	assert_false(uneven_are_ragged("："));
}

static void test_a_page_is_bare_with_less_than_one_mark_in_100_em(void **state)
{
	/* Lines of 20 and of 21 em. */
#define TWENTY "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸"
#define FIVE TWENTY "\n" TWENTY "\n" TWENTY "\n" TWENTY "\n" TWENTY
	static const struct {
		const char *text;
		bool bare;
	} pages[] = {
		{FIVE, false},
		{FIVE "\n" FIVE, true},
		{FIVE "\n" FIVE "。", true},
		{FIVE "\n" FIVE "，。", true},
		{FIVE "，\n" FIVE "，。", false},
	};
	struct nb_blocks blocks;
	struct nb_lines lines;
	struct nb_shapes s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		s = shapes_of(pages[i].text, &blocks, &lines);
		if (s.bare != pages[i].bare)
			fail_msg("page %zu", i);
		nb_shapes_free(&s);
		nb_blocks_free(&blocks);
		nb_lines_free(&lines);
	}
}

static void looks_like(const char *text, bool is_lines, bool indents)
{
	struct nb_blocks blocks;
	struct nb_lines lines;
	struct nb_shapes s = shapes_of(text, &blocks, &lines);

	assert_int_equal(s.lines, is_lines);
	assert_int_equal(s.indents, indents);
	nb_shapes_free(&s);
	nb_blocks_free(&blocks);
	nb_lines_free(&lines);
}

static void test_lines_have_no_gaps_between_them(void **state)
{
	(void)state;
	looks_like("", false, false);
	looks_like("甲", false, false);
	looks_like("甲\n乙", true, false);
	looks_like("甲\n\n乙", false, false);
	looks_like("甲\n乙\n\n丙", false, false);
	looks_like("甲\n乙\n丙\n\n丁", true, false);
	looks_like("甲\n乙\n\n丙\n\n丁", false, false);
	looks_like("　甲\n\n　乙", false, false);
	looks_like("　甲\n\n乙", false, true);
	looks_like("甲\n\n　乙", false, true);
}

/* 21 characters, one more than a head may have, and then `end`. */
#define LONG(end) "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸" end

static void test_marks_that_hang_over_make_no_paragraph(void **state)
{
#define NINETEEN "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬"
#define TEN_LINES                                                        \
	NINETEEN "\n" NINETEEN "\n" NINETEEN "\n" NINETEEN "\n" NINETEEN \
		 "\n" NINETEEN "\n" NINETEEN "\n" NINETEEN "\n" NINETEEN \
		 "\n" NINETEEN "\n"
	(void)state;
	looks_like(TEN_LINES NINETEEN "。”\n" TEN_LINES NINETEEN
				      "。”\n" TEN_LINES NINETEEN "。”",
		   true, false);
	/* Lines that are wider than that are paragraphs between short rows. */
	looks_like(TEN_LINES NINETEEN NINETEEN
		   "。\n" TEN_LINES NINETEEN NINETEEN
		   "。\n" TEN_LINES NINETEEN NINETEEN "。",
		   false, false);
}

static void test_long_lines_that_end_with_stops_are_paragraphs(void **state)
{
	(void)state;
	looks_like(LONG("。") "\n" LONG("”") "\n" LONG("；"), false, false);
	/* The head counts for nothing, an indent of all lines neither. */
	looks_like("　　子丑\n　　" LONG("。") "\n　　" LONG(
			   "？") "\n　　" LONG("："),
		   false, false);
	/* Two are too few. */
	looks_like(LONG("。") "\n" LONG("。") "\n子丑", true, false);
	/* Seven of ten suffice, and six of nine do not. */
	looks_like(
		LONG("。") "\n" LONG("。") "\n" LONG("。") "\n" LONG("。") "\n" LONG("。") "\n" LONG(
			"。") "\n" LONG("。") "\n" LONG("子") "\n" LONG("子") "\n" LONG("子"),
		false, false);
	looks_like(
		LONG("。") "\n" LONG("。") "\n" LONG("。") "\n" LONG("。") "\n" LONG(
			"。") "\n" LONG("。") "\n" LONG("子") "\n" LONG("子") "\n" LONG("子"),
		true, false);
	/* Lines of twenty characters may be heads, or a narrow column. */
	looks_like("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬。\n"
		   "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬。\n"
		   "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬。",
		   true, false);
	/* Many short ends of paragraphs, but the full lines end anyhow. */
	looks_like(
		LONG(LONG("子")) "\n" LONG("。") "\n" LONG("。") "\n" LONG(
			"。") "\n" LONG("。") "\n" LONG(LONG("子")) "\n" LONG("。"),
		true, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_long_lines_that_end_with_stops_are_paragraphs),
		cmocka_unit_test(test_habits_are_counted_in_steps),
		cmocka_unit_test(
			test_wide_blocks_and_commas_count_by_themselves),
		cmocka_unit_test(test_heads),
		cmocka_unit_test(test_width_near_a_line),
		cmocka_unit_test(test_certain_rules),
		cmocka_unit_test(test_datelines_and_reporters),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(
			test_sums_of_shapes_are_the_shape_of_the_whole),
		cmocka_unit_test(test_traditional_characters_look_simplified),
		cmocka_unit_test(
			test_a_page_is_bare_with_less_than_one_mark_in_100_em),
		cmocka_unit_test(test_only_running_text_is_ragged),
		cmocka_unit_test(test_marks_that_hang_over_make_no_paragraph),
		cmocka_unit_test(test_lines_have_no_gaps_between_them),
	};

	return cmocka_run_group_tests_name("shapes", tests, NULL, NULL) != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Heads that were printed in two lines, and lines that are no such heads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "page/weigh/head_lines.h"
#include "printed_lines.h"

/* Of a full line, half em. */
#define FULL 36u

/* A full line, and the last one of a paragraph. */
#define TEXT "昨日全县三千亩稻田开始放水农户说今年的"
#define END "收成不用愁。"

static bool breaks(const char *text, size_t i)
{
	struct nb_shapes s = lines_of(text, FULL);

	return nb_breaks_head(&s, i);
}

static void test_lines_of_one_width(void **state)
{
	(void)state;
	assert_true(breaks("水渠昨日完工\n稻田开始放水\n" TEXT "\n" END, 1));
	/* After an article: who sent it, who wrote it. */
	assert_true(breaks(TEXT "\n（新华社电）\n水渠昨日完工\n"
				"稻田开始放水\n" TEXT,
			   3));
	assert_true(breaks("·顾 青·\n水渠昨日完工\n稻田开始放水\n" TEXT, 2));
	assert_true(breaks("水渠昨日完工\n稻田开始放水\n本报柳湾九日电\n"
			   "（记者 顾青）昨日",
			   1));
	/* A paragraph of one line. */
	assert_true(breaks("水渠昨日完工\n稻田开始放水\n" END, 1));
	/* Not of one width; too narrow; with a space; with a comma. */
	assert_false(breaks("水渠完工\n稻田昨日开始放水\n" TEXT, 1));
	assert_false(breaks("水渠完工\n稻田放水\n" TEXT, 1));
	assert_false(breaks("水渠 昨完工\n稻田 昨放水\n" TEXT, 1));
	assert_false(breaks("水渠，昨完工\n稻田，昨放水\n" TEXT, 1));
	/* Heads that begin alike, a sub-head, a third line. */
	assert_false(breaks("县长会见来宾\n县长听取汇报\n" TEXT, 1));
	assert_false(breaks("水渠昨日完工\n——访水利局\n" TEXT, 1));
	assert_false(
		breaks("水渠昨日完工\n稻田开始放水\n农户喜笑颜开\n" TEXT, 1));
	/* After a paragraph, two crossheads look the same. */
	assert_false(
		breaks(TEXT "\n" END "\n水渠昨日完工\n稻田开始放水\n" TEXT, 3));
	/* Within a verse; at the end of a page. */
	assert_false(
		breaks("月亮靠了岸边\n水渠昨日完工\n稻田开始放水\n" TEXT, 2));
	assert_false(breaks("水渠昨日完工\n稻田开始放水", 1));
}

static void test_columns_in_brackets(void **state)
{
	(void)state;
	assert_true(breaks("水渠完工以后\n（乡村故事）\n" TEXT, 1));
	assert_true(breaks("水渠完工“以后”\n（短评）\n" TEXT, 1));
	assert_true(breaks("水渠昨日完工\n稻田开始放水\n（短评）\n" TEXT, 2));
	assert_true(breaks("水渠昨日完工\n稻田开始放水\n（短评）\n" TEXT, 1));
	/* A column's name says that these are lines of a head. */
	assert_true(
		breaks(END "\n水渠昨日完工\n稻田开始放水\n（短评）\n" TEXT, 2));
	/* A date, the number of a decree, a source, a reporter. */
	assert_false(breaks("水利局公告\n（二〇二二年三月四日）\n" TEXT, 1));
	assert_false(breaks("水利局公告\n（2022年3月）\n" TEXT, 1));
	assert_false(breaks("水利局公告\n（第十二号）\n" TEXT, 1));
	assert_false(breaks("水渠完工以后\n（摘自县志）\n" TEXT, 1));
	assert_false(breaks("水渠完工以后\n（记者 顾青）\n" TEXT, 1));
	/* After a paragraph, also one without a stop. */
	assert_false(breaks(TEXT "\n" END "\n（乡村故事）\n" TEXT, 2));
	assert_false(breaks(TEXT "\n收成不用愁\n（乡村故事）\n" TEXT, 2));
}

static void test_other_pages(void **state)
{
	struct nb_shapes s =
		lines_of("水渠昨日完工\n稻田开始放水\n" TEXT, FULL);

	(void)state;
	s.ragged = true;
	assert_false(nb_breaks_head(&s, 1));
	s.ragged = false;
	s.bare = true;
	assert_false(nb_breaks_head(&s, 1));
	s.bare = false;
	s.lines = false;
	assert_false(nb_breaks_head(&s, 1));
	s.lines = true;
	line_blocks[1].gap = 1;
	assert_false(nb_breaks_head(&s, 1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_of_one_width),
		cmocka_unit_test(test_columns_in_brackets),
		cmocka_unit_test(test_other_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Line boxes: the table, finding a text's lines in it, and what boxes say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/page.h>

#include "base/number.h"
#include "page/place/align.h"
#include "page/place/geometry.h"

/* Two columns, three lines of eight characters in each, the second of the
 * left and the first of the right column indented; a centred head over them. */
static const char two_columns[] = "1\t300\t0\t500\t40\t春耕时节\n"
				  "1\t0\t100\t320\t140\t农技员走村入户指\n"
				  "1\t0\t150\t160\t190\t导备耕。\n"
				  "1\t80\t200\t320\t240\t今年开春以来\n"
				  "1\t480\t102\t800\t142\t全县备足种子化肥\n"
				  "1\t480\t152\t800\t192\t检修农机三千余台\n"
				  "1\t560\t202\t800\t242\t三月四日清早\n";
static const char their_text[] = "春耕时节\n农技员走村入户指\n导备耕。\n"
				 "今年开春以来\n全县备足种子化肥\n"
				 "检修农机三千余台\n三月四日清早\n";

/* A block a line. */
static void make_blocks(const char *text, struct nb_blocks *blocks)
{
	struct nb_lines lines;
	struct nb_seam *seams;
	struct nb_error err;

	assert_int_equal(
		nb_lines_split(text, strlen(text), NB_ENDS_ALL, &lines, &err),
		NB_OK);
	seams = calloc(lines.count + 1, sizeof(*seams));
	assert_non_null(seams);
	assert_int_equal(
		nb_blocks_make(text, &lines, seams, false, blocks, &err),
		NB_OK);
	free(seams);
	nb_lines_free(&lines);
}

/* Read a table and find the lines of a text in it. */
static enum nb_status place(const char *tsv, const char *text,
			    struct nb_order *order, struct nb_error *err)
{
	struct nb_layout layout;
	struct nb_blocks blocks = {0};
	enum nb_status st =
		nb_layout_read_table(tsv, strlen(tsv), &layout, err);

	memset(order, 0, sizeof(*order));
	if (!st) {
		make_blocks(text, &blocks);
		st = nb_order_make(&blocks, &layout, order, err);
		nb_blocks_free(&blocks);
	}
	nb_layout_free(&layout);
	return st;
}

/* The lines are in these boxes: "0134", a digit each. */
static void good(const char *tsv, const char *text, const char *boxes)
{
	struct nb_order order;
	struct nb_error err;
	size_t i;

	assert_int_equal(place(tsv, text, &order, &err), NB_OK);
	assert_int_equal(order.count, strlen(boxes));
	for (i = 0; i < order.count; i++)
		assert_int_equal(order.boxes[i], boxes[i] - '0');
	nb_order_free(&order);
}

static void bad(const char *tsv, const char *text, const char *message)
{
	struct nb_order order;
	struct nb_error err;

	assert_int_equal(place(tsv, text, &order, &err), NB_INVALID);
	assert_non_null(strstr(err.text, message));
	nb_order_free(&order);
}

static void test_table(void **state)
{
	(void)state;
	good(two_columns, their_text, "0123456");
	good("\xef\xbb\xbf"
	     "1\t0\t0\t9\t1\t甲\r\n\r\n1\t0\t2.5\t9\t3.25\t乙",
	     "甲\n乙\n", "01");
	good("", "\n \n", "");
	bad("1\t0\t0\t9\t甲\n", "甲\n", "not a line box");
	bad("1\t0\t0\t9\t1,5\t甲\n", "甲\n", "not a line box");
	bad("1\t0\t0\t9\t-1\t甲\n", "甲\n", "not a line box");
	bad("1\t0\t0\t9\t99999999999\t甲\n", "甲\n", "not a line box");
	bad("1\t9\t0\t0\t1\t甲\n", "甲\n", "ends before it begins");
	bad("1\t0\t0\t9\t1\t\xff\n", "甲\n", "not UTF-8");
}

static void test_alignment(void **state)
{
	static const char tsv[] = "1\t0\t0\t9\t1\t甲乙\n"
				  "1\t0\t1\t9\t2\t版面\n"
				  "1\t0\t2\t9\t3\t丙 丁,\n"
				  "1\t0\t3\t9\t4\t甲乙\n"
				  "1\t0\t4\t9\t5\t戊\n"
				  "1\t0\t5\t9\t6\t \n"
				  "1\t0\t6\t9\t7\t己庚\n";
	(void)state;
	/* white space, the width of marks, boxes that the text has not */
	good(tsv, "　甲 乙\r\n\r\n丙丁，\r\n甲乙\r\n戊\r\n己庚", "02346");
	/* a block of several lines; one that moved; equal ones in order */
	good(tsv, "甲乙丙丁，甲乙\n\n戊己庚\n", "02346");
	good(tsv, "丙丁，\n甲乙\n己庚\n甲乙\n", "2360");
	/* a box that fits by chance, and nothing after it does */
	good("1\t0\t0\t9\t1\t甲\n1\t0\t1\t9\t2\t乙丙\n"
	     "1\t0\t2\t9\t3\t甲乙\n1\t0\t3\t9\t4\t丁\n",
	     "甲乙丁\n", "23");
	bad(tsv, "甲乙\n辛\n", "begins '辛'");
	bad(tsv, "甲乙\n甲乙\n甲乙\n", "begins '甲乙'");
	bad(tsv, "甲乙丙\n", "begins '甲乙丙'");
	bad("", "甲\n", "begins '甲'");
}

/* A table that fits in very many ways but for its end gives up soon. */
static void test_patience(void **state)
{
	struct nb_buf tsv = {0}, text = {0};
	size_t i;

	(void)state;
	for (i = 0; i < 400; i++) {
		assert_int_equal(
			nb_buf_puts(&tsv, i % 2 ? "1\t0\t0\t1\t1\ta\n"
						: "1\t0\t0\t1\t1\taa\n"),
			NB_OK);
		assert_int_equal(nb_buf_puts(&text, "a"), NB_OK);
	}
	assert_int_equal(nb_buf_puts(&text, "b"), NB_OK);
	assert_int_equal(nb_buf_add(&tsv, "", 1), NB_OK);
	assert_int_equal(nb_buf_add(&text, "", 1), NB_OK);
	bad((char *)tsv.data, (char *)text.data, "begins 'aaaa");
	nb_buf_free(&tsv);
	nb_buf_free(&text);
}

static struct nb_geometry *geometry_of(const char *tsv, const char *text)
{
	struct nb_layout layout;
	struct nb_blocks blocks = {0};
	struct nb_geometry *g;
	struct nb_error err;

	assert_int_equal(nb_layout_read_table(tsv, strlen(tsv), &layout, &err),
			 NB_OK);
	make_blocks(text, &blocks);
	assert_int_equal(nb_geometry_make(&blocks, &layout, &g, &err), NB_OK);
	nb_blocks_free(&blocks);
	nb_layout_free(&layout);
	return g;
}

static void near(double value, double expected)
{
	assert_true(value > expected - .1 && value < expected + .1);
}

/* What the breaks of two_columns have in common, however it is turned. */
static void check_columns(const struct nb_geometry *g)
{
	assert_false(g[1].same_column);
	assert_true(g[2].same_column);
	near(g[2].indent, 0);
	near(g[2].room, 0);
	near(g[2].right_room, 4);
	near(g[2].drop, 1);
	near(g[3].indent, 2);
	near(g[3].step, 2);
	near(g[3].room, 4);
	assert_false(g[4].same_column);
	near(g[4].left_indent, 2);
	near(g[4].indent, 0);
	near(g[4].room, 0);
	assert_true(g[5].same_column && g[5].same_image);
	near(g[5].next_step, 2);
	near(g[6].indent, 2);
	near(g[6].size, 1);
}

static void test_geometry(void **state)
{
	struct nb_geometry *g = geometry_of(two_columns, their_text);

	(void)state;
	check_columns(g);
	free(g);
}

/*
 * Who signs a text stands at the right, under the space of a last line: the two
 * boxes are in no column, yet one is set in from the other.
 */
static void test_signature(void **state)
{
	struct nb_geometry *g = geometry_of(
		"1\t0\t0\t640\t40\t农技员走村入户指导备耕农技员走村入\n"
		"1\t0\t50\t160\t90\t导备耕。\n"
		"1\t440\t100\t640\t140\t柳湾镇农站\n"
		"1\t80\t150\t640\t190\t今年开春以来全县备足种子化肥\n",
		"农技员走村入户指导备耕农技员走村入\n"
		"导备耕。\n柳湾镇农站\n"
		"今年开春以来全县备足种子化肥\n");

	(void)state;
	assert_false(g[2].same_column);
	assert_true(g[2].step > 8);
	near(g[2].drop, 0);
	assert_true(g[1].next_step > 8);
	assert_true(g[2].next_step < -6);
	free(g);
}

/* The same page set upright: columns side by side from right to left. */
static void test_upright(void **state)
{
	static const char tsv[] = "1\t760\t300\t800\t500\t春耕时节\n"
				  "1\t660\t0\t700\t320\t农技员走村入户指\n"
				  "1\t610\t0\t650\t160\t导备耕。\n"
				  "1\t560\t80\t600\t320\t今年开春以来\n"
				  "1\t658\t480\t698\t800\t全县备足种子化肥\n"
				  "1\t608\t480\t648\t800\t检修农机三千余台\n"
				  "1\t558\t560\t598\t800\t三月四日清早\n";
	struct nb_geometry *g = geometry_of(tsv, their_text);

	(void)state;
	check_columns(g);
	free(g);
}

/* Known values, and that one undoes the other. */
static void test_numbers(void **state)
{
	double x;

	(void)state;
	assert_true(nb_log(1) == 0);
	assert_true(nb_log(2) > .69314718 && nb_log(2) < .69314719);
	assert_true(nb_log(1e-6) > -13.8155106 && nb_log(1e-6) < -13.8155105);
	for (x = -20; x < 20; x += .37) {
		double off = nb_log(nb_exp(x)) - x;

		assert_true(off > -1e-5 && off < 1e-5);
	}
}

static uint32_t seed = 1;

static uint32_t pick(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* Lines of few different texts, and boxes for them, some of no line. */
static void random_page(struct nb_buf *text, struct nb_buf *table)
{
	static const char *const pieces[] = {"农户", "工作", ",",  "。", "甲",
					     "甲乙", "ab",   "：", "12"};
	uint32_t lines = 1 + pick(12);

	text->len = table->len = 0;
	while (lines-- > 0) {
		uint32_t n = 1 + pick(4), x = pick(3) * 40, y = pick(900);
		bool line = pick(5) > 0;

		assert_int_equal(nb_buf_printf(table, "%u\t%u\t%u\t%u\t%u\t",
					       pick(2), x, y, x + n * 40,
					       y + 40),
				 NB_OK);
		while (n-- > 0) {
			const char *piece = pieces[pick(9)];

			assert_int_equal(nb_buf_puts(table, piece), NB_OK);
			if (line)
				assert_int_equal(nb_buf_puts(text, piece),
						 NB_OK);
		}
		assert_int_equal(nb_buf_puts(table, "\n"), NB_OK);
		if (line)
			assert_int_equal(nb_buf_puts(text, "\n"), NB_OK);
	}
	assert_int_equal(nb_buf_add(text, "", 1), NB_OK);
	text->len--;
}

static struct nb_page *repair(const char *text, size_t len,
			      const struct nb_page_options *options)
{
	struct nb_page *page;
	struct nb_error err;

	assert_int_equal(nb_page_create(text, len, options, &page, &err),
			 NB_OK);
	return page;
}

/* A second repair with the same layout changes nothing. */
static void test_every_layout(void **state)
{
	struct nb_buf text = {0}, table = {0};
	struct nb_layout layout;
	struct nb_page_options options = {.layout = &layout};
	struct nb_error err;
	int round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		struct nb_page *page, *again;
		const char *once, *twice;
		size_t len, again_len;

		random_page(&text, &table);
		assert_int_equal(nb_layout_read_table(table.data, table.len,
						      &layout, &err),
				 NB_OK);
		options.threshold = pick(2) ? 0 : .05;
		page = repair((char *)text.data, text.len, &options);
		once = nb_page_text(page, &len);
		again = repair(once, len, &options);
		twice = nb_page_text(again, &again_len);
		assert_int_equal(len, again_len);
		assert_memory_equal(once, twice, len);
		nb_page_free(page);
		nb_page_free(again);
		nb_layout_free(&layout);
	}
	nb_buf_free(&text);
	nb_buf_free(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_geometry),
		cmocka_unit_test(test_signature),
		cmocka_unit_test(test_upright),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_every_layout),
	};

	return cmocka_run_group_tests_name("layout", tests, NULL, NULL) != 0;
}

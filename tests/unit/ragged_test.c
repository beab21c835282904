/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that stand alone among ragged ones: dates, and titles of quotations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "page/weigh/ragged.h"
#include "printed_lines.h"

/* Of a full line, half em. */
#define FULL 48u

/* A line that is nearly full, and one that ends a paragraph. */
#define TEXT "各队出工不少于三十人自带工具石料就近从后山取用"
#define END "由会计逐日记工，每五天公布一次账目。"

/* Is the break between two lines, under which two full ones stand, true by
 * rule? */
static bool parts(const char *before, const char *after)
{
	char text[512];
	struct nb_shapes s;
	int n = snprintf(text, sizeof(text), "%s\n%s\n" TEXT "\n" TEXT, before,
			 after);

	assert_in_range(n, 1, sizeof(text) - 1);
	s = lines_of(text, FULL);
	s.ragged = true;
	return nb_ragged_parts(&s, 1);
}

static void test_dates(void **state)
{
	static const char *const dates[] = {
		"一九六七年一月十一日", "（一九六七年十二月二十三日）",
		"1967年1月11日", "六七年一月十一日", "1967年1月"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		assert_true(parts(dates[i], TEXT));
		assert_true(parts("水渠修建领导小组", dates[i]));
		assert_true(parts(END, dates[i]));
		/* The line before is full, and its sentence goes on. */
		assert_false(parts(TEXT, dates[i]));
	}
}

/* Lines that have something of a date. */
static void test_no_dates(void **state)
{
	(void)state;
	assert_false(parts("一九六七年一月十一日，", TEXT));
	assert_false(parts("一九六七年一月十一日夜", TEXT));
	assert_false(parts("公布于一月十一日", TEXT));
	assert_false(parts("元月八日", TEXT));
	assert_false(parts("三人出工多日", TEXT));
	assert_false(parts(TEXT, TEXT));
	/* Too wide for a date, or as wide as a full line. */
	assert_false(parts("一九六七年一月十一日至一九六七年二月八日", TEXT));
}

static void test_titles_of_quotations(void **state)
{
	(void)state;
	assert_true(parts("最高指示", TEXT));
	assert_true(parts(END, "最高指示"));
	assert_true(parts("毛主席语录", TEXT));
	assert_true(parts("毛主席語錄", TEXT));
	assert_false(parts("最高指示员", TEXT));
	assert_false(parts("最后指示", TEXT));
}

/* Where lines are full, a date may be any part of a sentence. */
static void test_only_ragged_lines(void **state)
{
	struct nb_shapes s =
		lines_of("一九六七年一月十一日\n" TEXT "\n" TEXT, FULL);

	(void)state;
	assert_false(nb_ragged_parts(&s, 1));
	s.ragged = true;
	assert_true(nb_ragged_parts(&s, 1));
	assert_false(nb_ragged_parts(&s, 2));
	/* Nor does a rule say anything of lines with a gap between them. */
	line_blocks[1].gap = 1;
	assert_false(nb_ragged_parts(&s, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_no_dates),
		cmocka_unit_test(test_titles_of_quotations),
		cmocka_unit_test(test_only_ragged_lines),
	};

	return cmocka_run_group_tests_name("ragged", tests, NULL, NULL) != 0;
}

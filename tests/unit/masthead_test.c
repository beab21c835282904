/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines at the start of a page are its masthead, and which are heads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "byline/masthead.h"

/* How many of the lines of a text, each a unit, are its masthead. */
static size_t units_of(const char *text)
{
	struct nb_unit units[16];
	size_t n = 0, at = 0;

	memset(units, 0, sizeof(units));
	while (text[at]) {
		assert_in_range(n, 0, 15);
		units[n].offset = at;
		units[n].len = strcspn(text + at, "\n");
		at += units[n++].len;
		at += text[at] == '\n';
	}
	return nb_masthead_units(text, units, n);
}

static void test_mastheads(void **state)
{
	(void)state;
	assert_int_equal(units_of("江东日报\n2019年3月4日 星期一 第1版\n春耕"),
			 2);
	assert_int_equal(units_of("江东日报　2019年３月４日　星期一\n春耕"), 1);
	assert_int_equal(units_of("第1版 要闻\n春耕"), 1);
	assert_int_equal(units_of("江东日报 JIANGDONG DAILY\n国内统一刊号 "
				  "CN 33-0001\n2019年3月4日\n春耕"),
			 3);
	assert_int_equal(units_of("江东日报App上线\n2019年3月4日\n春耕"), 0);
	assert_int_equal(units_of("第一版\n要闻\n春耕时节农技员走村入户"), 2);
	assert_int_equal(units_of("民國二十四年七月十一日 禮拜四\n工程處"), 1);
	assert_int_equal(units_of("江东日报\n2019年3月4日\n春耕"), 2);
	assert_int_equal(units_of("江东通讯\n总第1234期\n春耕"), 2);
	assert_int_equal(units_of("2019年3月4日\n星期一\n第1版\n春耕"), 3);
	assert_int_equal(units_of("国际新闻\n多国遭遇热浪"), 1);
	assert_int_equal(units_of("国际\n多国遭遇热浪"), 0);
	assert_int_equal(units_of("国际新闻\n多国遭遇热浪。"), 0);
}

/* A NUL is no character of a line, and ends none. */
static void test_nul(void **state)
{
	static const char text[] = "江东日报\0 2019年3月\0004日 星期一\n春耕";
	size_t first = strlen("江东日报") + 1 + strlen(" 2019年3月") + 1 +
		       strlen("4日 星期一");
	const struct nb_unit units[] = {
		{.len = first}, {.offset = first + 1, .len = strlen("春耕")}};

	(void)state;
	assert_int_equal(nb_masthead_units(text, units, 2), 1);
}

/* Lines that are of a masthead only beside others of one. */
static void test_lines_about_the_paper(void **state)
{
	(void)state;
	assert_int_equal(units_of("江东日报\nJIANGDONG DAILY\n国内统一刊号 "
				  "CN32-0001 第12345期\n2019年3月4日\n春耕"),
			 4);
	assert_int_equal(
		units_of("江东日报\n中共江东县委主管主办\n2019年3月4日 "
			 "星期一\n第12345期 今日8版\n春耕"),
		4);
	assert_int_equal(
		units_of("江東日報\n本報每份售洋三分\n中華民國二十年三月"
			 "四日 星期三\n春耕"),
		3);
	assert_int_equal(units_of("01版：要闻\n江东日报 2019年3月4日 星期一\n"
				  "责任编辑：顾青 电话：12345678\n春耕"),
			 3);
	assert_int_equal(
		units_of("江东日报 2019-03-04 星期一 第01版：要闻\n春耕"), 1);
	assert_int_equal(units_of("2019.3.4 星期一\nA1 要闻\n今日天气 多云 "
				  "8℃~15℃\n春耕"),
			 3);
	assert_int_equal(units_of("江东日报 要闻 01\n2019年3月4日 星期一\n"
				  "己亥年正月廿八\n第1234号\n春耕"),
			 4);
	assert_int_equal(units_of("《江东日报》\n2019年3月4日 星期一\n春耕"),
			 2);
	assert_int_equal(
		units_of("江東日報\n中華民國二十年三月四日\n第一張\n春耕"), 3);
	assert_int_equal(
		units_of("2019年3月4日 星期一 责任编辑／顾青 版式／何苗 "
			 "江东日报\n春耕"),
		1);
	assert_int_equal(
		units_of("江东日报 JIANGDONG RIBAO 2019年3月4日 星期一 "
			 "农历己亥年正月廿八\n春耕"),
		1);
	/* a name, or a section with its page, and a date of some form */
	assert_int_equal(units_of("江东日报 2019年3月4日\n春耕"), 1);
	assert_int_equal(units_of("江东日报 JIANGDONG DAILY 2019-03-04\n春耕"),
			 1);
	assert_int_equal(units_of("江东日报 3版 2019/3/4\n春耕"), 1);
	assert_int_equal(units_of("要闻 03月04日 星期一 A02\n春耕"), 1);
	assert_int_equal(units_of("A02 要闻 2019年3月4日 责任编辑/何苗 版式/"
				  "王平\n春耕"),
			 1);
	assert_int_equal(units_of("民生 2019.3.4\n春耕"), 1);
	assert_int_equal(units_of("江东日报2019年3月4日发文\n本报讯"), 0);
	assert_int_equal(units_of("3月4日星期一停电通知\n本报讯"), 0);
	assert_int_equal(units_of("教育局2019年3月4日\n本报讯"), 0);
	/* before the name, or beside it */
	assert_int_equal(units_of("本报网址：www.jdrb.example\n江东日报\n"
				  "2019年3月4日 星期一\n春耕"),
			 3);
	assert_int_equal(units_of("晴 3℃-12℃\n江东日报\n2019年3月4日 星期一\n"
				  "春耕"),
			 3);
	assert_int_equal(units_of("江东日报·江南版\n2019年3月4日 星期一\n春耕"),
			 2);
	assert_int_equal(units_of("江东日报\n国内统一连续出版物号CN 00-0001\n"
				  "代号 1-2\n2019年3月4日 星期一\n春耕"),
			 4);
	assert_int_equal(units_of("江东日报\n2019年3月4日\nA01\n春耕"), 3);
	assert_int_equal(units_of("Monday, March 4, 2019\n江东日报\n春耕"), 2);
	assert_int_equal(units_of("第1版\n晴热37度再来\n本报讯"), 1);
	assert_int_equal(units_of("第1版\n江东日报推出周末版\n本报讯"), 1);
	/* Heads that begin with such words. */
	assert_int_equal(units_of("第1版\n第一张照片\n本报讯"), 1);
	assert_int_equal(units_of("第1版\n江东日报社招聘记者\n本报讯"), 1);
	assert_int_equal(units_of("第1版\n值班民警勇救落水儿童\n本报讯"), 1);
	assert_int_equal(units_of("第1版\n天气转暖春耕提速\n本报讯"), 1);
	assert_int_equal(units_of("第1版\nC919飞临江东\n本报讯"), 1);
	assert_int_equal(units_of("第1版\nAPEC\n本报讯"), 1);
	assert_int_equal(units_of("第1版\n书画展由文化馆主办\n本报讯"), 1);
}

static void test_what_is_no_masthead(void **state)
{
	(void)state;
	assert_int_equal(units_of(""), 0);
	assert_int_equal(units_of("\xe3\x80\x80"), 0);
	assert_int_equal(units_of("2019年3月4日\n春耕"), 0);
	assert_int_equal(units_of("江东日报\n春耕"), 0);
	assert_int_equal(units_of("第三期农技培训班开班\n本报讯"), 0);
	assert_int_equal(units_of("星期天下乡义诊\n本报讯"), 0);
	assert_int_equal(units_of("今日召开股东大会\n本报讯"), 0);
	assert_int_equal(units_of("供水报告\n（二〇二三年六月十二日）\n各位"),
			 0);
	assert_int_equal(
		units_of("殡葬条例\n1994年3月14日 国务院令第151号发布\n第一条"),
		0);
	assert_int_equal(
		units_of("本报讯（记者张三）农户们围坐在一起。\n江东日报\n"
			 "2019年3月4日 星期一"),
		0);
	/* A section is one only after the number of the page. */
	assert_int_equal(units_of("要闻\n春耕时节农技员走村入户"), 0);
	/* a section and a page, parted in some way; a page alone */
	assert_int_equal(units_of("要闻·01\n2019年3月4日 星期一\n春耕"), 2);
	assert_int_equal(units_of("A03 / 国际\n春耕"), 1);
	assert_int_equal(units_of("江东日报\n本地新闻-2\n2019.3.4\n春耕"), 3);
	assert_int_equal(units_of("2019.3.4\n星期一\nA1\n春耕"), 3);
	assert_int_equal(units_of("1\n春耕"), 0);
	assert_int_equal(units_of("要闻·2019\n春耕"), 0);
	assert_int_equal(units_of("文化·1和2\n春耕"), 0);
}

/* No more than six lines are looked at. */
static void test_a_masthead_has_an_end(void **state)
{
	(void)state;
	assert_int_equal(units_of("第1版\n第2版\n第3版\n第4版\n第5版\n第6版\n"
				  "第7版\n春耕"),
			 6);
}

static enum nb_masthead_line dated(const char *line)
{
	return nb_masthead_dated(line, strlen(line), true);
}

static enum nb_masthead_line day(const char *line)
{
	return nb_masthead_dated(line, strlen(line), false);
}

static void test_lines_with_a_date(void **state)
{
	(void)state;
	assert_int_equal(dated("江东日报 2019-03-04 星期一"), NB_MASTHEAD_LINE);
	assert_int_equal(dated("2019/3/4 周五 A03版"), NB_MASTHEAD_LINE);
	assert_int_equal(dated("2019年3月4日 B版 总1234期"), NB_MASTHEAD_LINE);
	assert_int_equal(dated("一九三五年七月十二日"), NB_MASTHEAD_DATE);
	assert_int_equal(dated("1950年3月4日出版"), NB_MASTHEAD_DATE);
	assert_int_equal(dated("新华社江东2019年3月4日电（记者陆小禾、顾青）"),
			 NB_MASTHEAD_NONE);
	assert_int_equal(dated("（2019年3月4日 星期一）"), NB_MASTHEAD_NONE);
	assert_int_equal(dated("会议定于2019年3月4日星期一召开，各区参加。"),
			 NB_MASTHEAD_NONE);
	assert_int_equal(dated(" "), NB_MASTHEAD_NONE);
	/* a day without a year: no other words */
	assert_int_equal(day("3月4日 星期一"), NB_MASTHEAD_LINE);
	assert_int_equal(day("3月4日星期一开会"), NB_MASTHEAD_NONE);
}

static void test_inside(void **state)
{
	static const char *const lines[] = {
		"国际·体育",  "经济新闻", "第3版 副刊",	   "第四版",
		"03版：要闻", "第３版",	  "本版编辑 何苗", "本版责编：林舟"};
	static const char *const others[] = {
		"经济",	     "公益广告",	 "国际新闻界",
		"第3版下转", "下转第3版",	 "三版",
		"第3版画",   "本版编辑说：好。", "国际·田间"};
	struct nb_unit unit = {.offset = 0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		unit.len = strlen(lines[i]);
		assert_true(nb_masthead_inside(lines[i], &unit));
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		unit.len = strlen(others[i]);
		assert_false(nb_masthead_inside(others[i], &unit));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mastheads),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_lines_about_the_paper),
		cmocka_unit_test(test_what_is_no_masthead),
		cmocka_unit_test(test_a_masthead_has_an_end),
		cmocka_unit_test(test_lines_with_a_date),
		cmocka_unit_test(test_inside),
	};

	return cmocka_run_group_tests_name("masthead", tests, NULL, NULL) != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Who made an item, where and when, as far as its text names it. */
#include "byline/column.h"
#include "byline/marks.h"
#include "byline/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PARAGRAPH "水渠修好了，稻田昨天放了水，农户说今年收成不愁。"

/*
 * Write the marks of an item with a head, a unit of this role and two
 * paragraphs: the kind of each as a letter, its text, and the day.
 */
static void describe(const char *unit, enum nb_role role, char *out,
		     size_t size)
{
	char text[1024];
	struct nb_unit units[4] = {{.role = NB_ROLE_MAIN}, {.role = role}};
	struct nb_item item = {.count = 4};
	struct nb_division d = {.units = units,
				.unit_count = 4,
				.items = &item,
				.item_count = 1};
	const char *lines[] = {"水渠通水", unit, PARAGRAPH, PARAGRAPH};
	struct nb_marks_list marks;
	size_t i, at = 0;

	for (i = 0; i < 4; i++) {
		units[i].offset = at;
		units[i].len = strlen(lines[i]);
		if (i > 1)
			units[i].role = NB_ROLE_PARAGRAPH;
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s\n",
				       lines[i]);
	}
	assert_int_equal(nb_marks_find(text, &d, "20190304", &marks, NULL),
			 NB_OK);
	out[0] = '\0';
	for (i = 0, at = 0; i < marks.count; i++) {
		const struct nb_mark *m = &marks.list[i];

		at += (size_t)snprintf(out + at, size - at, "%s%c=%.*s%s%s",
				       i ? " " : "", "LPDRAI"[m->kind],
				       (int)(m->to - m->from), text + m->from,
				       m->when[0] ? "@" : "", m->when);
	}
	nb_marks_free(&marks);
}

/* A unit and its marks. */
struct example {
	const char *unit, *marks;
};

static void check(const struct example *e, size_t count, enum nb_role role)
{
	char got[512];

	for (; count--; e++) {
		describe(e->unit, role, got, sizeof(got));
		assert_string_equal(got, e->marks);
	}
}

#define CHECK(list, role) check(list, sizeof(list) / sizeof(*(list)), role)

static void test_roles(void **state)
{
	static const struct example list[] = {
		{"本报记者 陆小禾", "R=本报记者 A=陆小禾"},
		{"本報記者 陸小禾", "R=本報記者 A=陸小禾"},
		{"记者顾　青 通讯员林舟、许晚",
		 "R=记者 A=顾　青 R=通讯员 A=林舟 A=许晚"},
		{"本报驻英国特约记者 陆小禾", "R=本报驻英国特约记者 A=陆小禾"},
		{"本社记者 才旦卓玛 摄", "R=本社记者 I=才旦卓玛"},
		{"新华社记者 阿不都·热西提摄影报道",
		 "R=新华社记者 A=阿不都·热西提"},
		{"执笔：顾青", "R=执笔 A=顾青"},
		{"文/顾青 图/林舟", "R=文 A=顾青 R=图 I=林舟"},
		{"文/图 本报记者 顾青", "R=文/图 R=本报记者 A=顾青"},
		{"图表制作：顾青", "R=图表制作 I=顾青"},
		{"新华社发（顾青摄）", "I=顾青"},
		{"（通讯员 顾青 供稿）", "R=通讯员 A=顾青"},
		{"作者：陆小禾", "R=作者 A=陆小禾"},
		{"□本报记者 顾青", "R=本报记者 A=顾青"},
		/* Nobody is named. */
		{"制图：本报美编 林舟", "R=制图 I=林舟"},
		{"数据来源：市统计局 制图：林舟", "R=制图 I=林舟"},
		{"图：顾青 美编：林舟", "R=图 I=顾青"},
		{"摄影：顾青 美编：林舟", "R=摄影 I=顾青"},
		{"摄影：顾青 美编 林舟", "R=摄影 I=顾青"},
		{"文/许晚 图/顾青 美编/林舟", "R=文 A=许晚 R=图 I=顾青"},
		{"制图：顾青、美编林舟", "R=制图 I=顾青 I=林舟"},
		{"制图：美编 林舟", "R=制图 I=林舟"},
		{"示意图：林舟绘", "I=林舟"},
		{"效果图：江湾大桥 制图：林舟", "R=制图 I=林舟"},
		{"示意图：高新区 制图：林舟", "R=制图 I=林舟"},
		{"效果图：江湾大桥", ""},
		{"效果图：高新区", ""},
		{"示意圖：白雲山", ""},
		{"示意图：高新区 白云山", ""},
		{"美编：林舟", ""},
		{"数据来源：市统计局", ""},
		{"记者手记", ""},
		{"记者走进农家", ""},
		{"本报通讯员", ""},
		{"责编：顾青 校对：林舟", ""},
		{"来源：新华社", ""},
		{"（作者为江城大学教授）", ""},
		{"作者简介：陆小禾，江城大学教授", ""},
		{"“走。”他对本报记者表示", ""},
		{"“走。”记者问。", ""}};

	(void)state;
	CHECK(list, NB_ROLE_PARAGRAPH);
}

static void test_acts(void **state)
{
	static const struct example list[] = {
		{"顾青摄", "I=顾青"},
		{"顾青摄（江城图片社）", "I=顾青"},
		{"顾　青 欧阳小禾摄影报道", "A=顾　青 A=欧阳小禾"},
		{"顾　青图 林　舟文", "I=顾　青 A=林　舟"},
		{"（顾青、林舟整理）", "A=顾青 A=林舟"},
		{"（作者为江城大学教授，本报记者顾青采访整理）",
		 "R=本报记者 A=顾青"},
		{"图为农民在插秧。顾青摄", "I=顾青"},
		{"图为农民在插秧。顾青摄（江城图片社）", "I=顾青"},
		/* Perhaps the end of a name. */
		{"顾博文", ""},
		{"人民视觉", ""}};

	(void)state;
	CHECK(list, NB_ROLE_PARAGRAPH);
}

static void test_bare(void **state)
{
	static const struct example paragraph[] = {
		{"顾　青", "A=顾　青"},
		{"顾青 林舟", "A=顾青 A=林舟"},
		{"高家村", ""},
		{"目　录", ""}};
	static const struct example byline[] = {
		{"·顾青 林舟·", "A=顾青 A=林舟"},
		{"顾小青", "A=顾小青"},
		{"效果图：高新区", ""},
		{"示意图：高新区 白云山", ""}};
	static const struct example head[] = {{"顾　青", "A=顾　青"},
					      {"顾青、林舟", ""}};

	(void)state;
	CHECK(paragraph, NB_ROLE_PARAGRAPH);
	CHECK(byline, NB_ROLE_BYLINE);
	CHECK(head, NB_ROLE_SUB);
}

static void test_datelines(void **state)
{
	static const struct example list[] = {
		{"新华社江城3月3日电 （记者顾青、林舟）水渠通水。",
		 "L=新华社江城3月3日电 P=江城 D=3月3日@2019-03-03 R=记者 "
		 "A=顾青 A=林舟"},
		{"本报江城二月二十八日电（顾青）水渠通水。",
		 "L=本报江城二月二十八日电 P=江城 D=二月二十八日@2019-02-28 "
		 "A=顾青"},
		{"本报3日讯 记者顾青报道：水渠通水。",
		 "L=本报3日讯 D=3日@2019-03-03 R=记者 A=顾青"},
		{"（据新华社江城、南山电 记者顾青）",
		 "L=据新华社江城、南山电 P=江城 P=南山 R=记者 A=顾青"},
		{"本报讯（记者顾青）水渠通水。林舟摄",
		 "L=本报讯 R=记者 A=顾青 I=林舟"},
		{"【本報訊】水渠通水。", "L=本報訊"},
		{"新华社江城2018年12月3日电 水渠通水。",
		 "L=新华社江城2018年12月3日电 P=江城 "
		 "D=2018年12月3日@2018-12-03"},
		/* The year, or the month, is not certain. */
		{"新华社江城8月3日电 水渠通水。",
		 "L=新华社江城8月3日电 P=江城 D=8月3日"},
		{"本报5日讯 水渠通水。", "L=本报5日讯 D=5日"},
		/* No datelines. */
		{"本报电话号码是三二一。", ""},
		{"据新华社报道，水渠通水。", ""}};

	(void)state;
	CHECK(list, NB_ROLE_PARAGRAPH);
}

/* Lines that are much longer than any byline. */
static void test_long(void **state)
{
	char unit[900], got[512];
	size_t i, at = (size_t)snprintf(unit, sizeof(unit), "记者");

	(void)state;
	for (i = 0; i < 90; i++)
		at += (size_t)snprintf(unit + at, sizeof(unit) - at, "顾青、");
	describe(unit, NB_ROLE_PARAGRAPH, got, sizeof(got));
	assert_string_equal(got, "");
}

/* A name and nothing else; not words that are written like one. */
static void test_names(void **state)
{
	static const char *const names[] = {"陆小禾", "欧阳小禾", "司马青",
					    "顾　青", "顾 青"};
	static const char *const others[] = {
		"顾青",	    "贺　信",	"公 告",   "水渠通", "陆小禾摄",
		"陆小禾说", "江 边 上", "国务院",  "水利局", "谈读书",
		"马拉松",   "黄金周",	"高质量",  "江南春", "许多人",
		"时间表",   "东方红",	"张家界市"};
	struct nb_unit u = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		u.len = strlen(names[i]);
		assert_true(nb_marks_name(names[i], &u));
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		u.len = strlen(others[i]);
		assert_false(nb_marks_name(others[i], &u));
	}
}

/* Lines that say who made something, and nothing else. */
static void test_only(void **state)
{
	static const char *const only[] = {"本报记者 陆小禾",
					   "顾青摄（江城图片社）",
					   "制图：林舟",
					   "版式设计：顾青 林舟",
					   "责编：顾青 校对：林舟",
					   "（新华社发）",
					   "新华社发",
					   "影像中国",
					   "人民视觉",
					   "图片来源：人民视觉",
					   "顾青摄（影像中国）"};
	static const char *const others[] = {
		"水渠通水",
		"记者手记",
		"图片",
		"本报讯",
		"新华社",
		"人民日报",
		"顾青 林舟",
		"责任编辑顾青病了",
		"新华社发了一篇稿子",
		"版式设计：顾青 江边的路",
		"本报江城3月3日电 记者顾青",
		"影像中国：江城的水渠",
		"制图：林舟。水渠昨天通水，农户很高兴"};
	struct nb_unit u = {0};
	uint8_t known;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(only) / sizeof(only[0]); i++) {
		u.len = strlen(only[i]);
		known = 0;
		assert_true(nb_marks_only(only[i], &u, &known));
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		u.len = strlen(others[i]);
		known = 0;
		assert_false(nb_marks_only(others[i], &u, &known));
	}
}

/* A look at the first character must not hide a word. */
static void test_words_may_begin(void **state)
{
	static const struct {
		bool (*may)(const char *);
		const char *const *words;
	} lists[] = {
		{nb_byline_may_act, nb_byline_acts},
		{nb_byline_may_act, nb_byline_picture_acts},
		{nb_byline_may_person, nb_byline_persons},
		{nb_byline_may_task, nb_byline_tasks},
		{nb_byline_may_task, nb_byline_picture_tasks},
		{nb_byline_may_task, nb_byline_other_tasks},
	};
	/* What may stand before a task begins with the same character as one
	 * of the tasks. */
	static const char *const before[] = {"本版", "本期", "本文"};
	const char *const *word;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (word = lists[i].words; *word; word++)
			assert_true(lists[i].may(*word));
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		assert_true(nb_byline_may_task(before[i]));
	assert_false(nb_byline_may_act(""));
	assert_false(nb_byline_may_act("水渠"));
	assert_false(nb_byline_may_person("水渠"));
	assert_false(nb_byline_may_task("水渠"));
}

/* The names of columns after heads, and other words in brackets. */
static void test_column(void **state)
{
	static const char *const columns[] = {
		"巷口的面馆（街谈）",
		"巷口的面馆 （街谈）",
		"老街怎么修？（城事·深读）",
		"“慢车”不慢（街谈）",
		"《渔火》之外(影评)",
		"12年修一条路（江城这些年（上））",
		"出海（镜头2019）",
		"水渠修好了（江东日报七十年——新春特别报道）"};
	static const char *const others[] = {"",
					     "（街谈）",
					     "水渠修好了",
					     "水渠修好了（三）",
					     "水渠修好了（2019年3月）",
					     "水渠修好了（见图）",
					     "水渠修好了（小贴士）",
					     "水渠修好了（资料照片）",
					     "水渠修好了（下转第四版）",
					     "水渠修好了（未完待续）",
					     "水渠修好了（顾大青）",
					     "水渠修好了（新华社发）",
					     "水渠修好了（完工，放水）",
					     "水渠修好了，（街谈）",
					     "水渠修好了）",
					     "3、水渠修好了（中文）",
					     "3.水渠修好了（街谈）",
					     "顾大青（歌唱演员）",
					     "渠（街谈）",
					     "Open source（PlayStation 5）"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		assert_true(nb_column_at(columns[i], strlen(columns[i])));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(nb_column_at(others[i], strlen(others[i])));
	assert_int_equal(nb_column_at(columns[1], strlen(columns[1])),
			 strlen("巷口的面馆"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_acts),
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_datelines),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_only),
		cmocka_unit_test(test_words_may_begin),
		cmocka_unit_test(test_column),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that are known by their words alone: names after a mark, days and
 * bodies of people that sign, titles of notices, lists of names. */
#include "byline/alone.h"
#include "byline/notice.h"
#include "byline/roll.h"
#include "byline/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

typedef bool question(const char *text, const struct nb_unit *unit);

/* Each of the lines is asked, with other text around it. */
static void ask(question *is, const char *const *lines, size_t count, bool want)
{
	char text[256];
	struct nb_unit unit = {.offset = 3};

	for (; count--; lines++) {
		unit.len = strlen(*lines);
		(void)snprintf(text, sizeof(text), "年%s日", *lines);
		if (is(text, &unit) != want)
			fail_msg("%s", *lines);
	}
}

static void test_marked_names(void **state)
{
	static const char *const names[] = {"□ 林间",	 "□林舟",
					    "□ 林 舟",	 "■ 何苗 林舟",
					    "◇欧阳晚秋", "○ 林国间、何苗"};
	static const char *const others[] = {"□",      "林间",	  "□ 链接",
					     "■ 江苏", "◆ 贺 信", "□ 林间 编后",
					     "● 田间", "□ 水渠"};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++)
		assert_true(nb_byline_marked(names[i], strlen(names[i])));
	for (i = 0; i < COUNT(others); i++)
		assert_false(nb_byline_marked(others[i], strlen(others[i])));
}

static void test_days(void **state)
{
	static const char *const days[] = {
		"3月5日",	"二〇二四年三月五日",
		"2024年1月5日", "2024.1.5",
		"2024-01-05",	"２０２４年１月５日",
		"三月　五日",	"一九五〇年十二月三十一日"};
	static const char *const others[] = {"3月",
					     "五日",
					     "2024年",
					     "3月5日晚",
					     "自3月5日起",
					     "2024年3月",
					     "2024.1.5 星期五",
					     "日",
					     "3月5日，晴",
					     "（3月5日）",
					     "月日"};

	(void)state;
	ask(nb_is_day, days, COUNT(days), true);
	ask(nb_is_day, others, COUNT(others), false);
}

static void test_bodies(void **state)
{
	static const char *const bodies[] = {"溪湖周报社", "江东县水利局",
					     "柳湾中学 教务处"};
	static const char *const others[] = {"水渠修好了", "社会新闻：县委",
					     "县委来信了"};

	(void)state;
	ask(nb_is_body, bodies, COUNT(bodies), true);
	ask(nb_is_body, others, COUNT(others), false);
}

static void test_announcements(void **state)
{
	static const char *const titles[] = {
		"江东县人民医院招聘启事", "江东县自来水公司停水公告",
		"关于加强河道管理的通告", "江东县农机有限公司声明",
		"柳湾镇中心小学教学楼工程招标"};
	static const char *const others[] = {
		"两国发表联合声明",	"县里发布停水公告",
		"县里首次实行工程招标", "外交部声明",
		"柳湾镇建成农民书屋",	"河道怎么管，看这则通告",
		"全国人民代表大会公告", "柳湾村一则启事"};
	static const char *const contacts[] = {
		"报名电话：0000-1234567　联系人：李老师", "地址：江东县城关镇",
		"传真: 1234567"};
	static const char *const no_contacts[] = {
		"一、报名办法", "热线电话打通了", "记者：他的电话：没人接"};

	(void)state;
	ask(nb_is_announcement, titles, COUNT(titles), true);
	ask(nb_is_announcement, others, COUNT(others), false);
	ask(nb_is_contact, contacts, COUNT(contacts), true);
	ask(nb_is_contact, no_contacts, COUNT(no_contacts), false);
}

/* Find the lists among lines, and compare: a letter for each, 'x' in one. */
static void roll(const char *const *lines, size_t count, const char *want)
{
	char text[1024];
	struct nb_unit units[8];
	bool rolls[8];
	size_t i, at = 0;

	for (i = 0; i < count; i++) {
		units[i] =
			(struct nb_unit){.offset = at, .len = strlen(lines[i])};
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s\n",
				       lines[i]);
	}
	nb_rolls_find(text, units, count, rolls);
	for (i = 0; i < count; i++)
		assert_int_equal(rolls[i], want[i] == 'x');
}

static void test_rolls(void **state)
{
	static const char *const announced[] = {
		"县里表彰春耕先进",
		"三月十一日，县里开了表彰会。受到表彰的名单如下：",
		"陆小禾　周启明　王铁山",
		"刘　洋　何玉兰（女）　周明文",
		"顾德旺、孙立人",
		"会议号召大家向他们学习。",
		"林舟　何苗　顾青"};
	static const char *const title[] = {"获奖名单", "林舟　何苗", "水渠"};
	static const char *const several[] = {
		"水渠修好了。", "陆小禾　周启明　王铁山",
		"林舟　何苗",	"水渠修好了。",
		"林舟　何苗",	"顾青　陆小禾"};
	static const char *const roles[] = {
		"名单如下：", "本报记者 林舟　何苗　顾青", "林舟　何苗摄"};

	(void)state;
	roll(announced, COUNT(announced), "--xxx--");
	roll(title, COUNT(title), "-x-");
	roll(several, COUNT(several), "-xx---");
	roll(roles, COUNT(roles), "---");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marked_names),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_announcements),
		cmocka_unit_test(test_rolls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}

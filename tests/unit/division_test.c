/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The division of pages into items: what is seen of each unit, the features of
 * it and what is made of it stay as they are (tests/digests.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article/features.h"
#include "article/sequence.h"
#include "digests.h"

static void note_view(const struct nb_view *v)
{
	unsigned k;

	note("  third %" PRIx32 " wide %d caption %d headlike %d report %d "
	     "credit %d enclosed %d repeats %u since %u across %u",
	     v->third, v->wide_gap, v->caption, v->headlike, v->report,
	     v->credit, v->enclosed, v->repeats, v->since, v->across);
	for (k = 0; k < NB_NEAR; k++)
		note(" %u/%u", v->before[k], v->after[k]);
	note("\n");
}

static void note_features(const struct nb_views *views, size_t i)
{
	uint32_t unit[NB_UNIT_FEATURES_MAX], step[NB_STEP_FEATURES_MAX];
	size_t n = nb_unit_features(views, i, unit), k;

	assert_in_range(n, 1, NB_UNIT_FEATURES_MAX);
	for (k = 0; k < n; k++)
		note(" %" PRIx32, unit[k]);
	n = nb_step_features(views, i, step);
	assert_in_range(n, 0, NB_STEP_FEATURES_MAX);
	for (k = 0; k < n; k++)
		note(" %" PRIx32, step[k]);
	for (k = 0; k < NB_TAGS; k++)
		note(" %d", nb_tag_allowed(views, i, (enum nb_tag)k));
	note("\n");
}

static void note_division(const struct nb_buf *text,
			  const struct nb_profile *profile)
{
	struct nb_page_options how = {.profile = profile};
	struct nb_division d;
	struct nb_views views;
	struct nb_error err;
	uint8_t *gaps;
	size_t i;

	assert_int_equal(
		nb_divide((char *)text->data, text->len, &how, &d, &err),
		NB_OK);
	for (i = 0; i < d.unit_count; i++)
		note(" unit %zu+%zu %s %d %d\n", d.units[i].offset,
		     d.units[i].len, nb_role_name(d.units[i].role),
		     d.units[i].goes_on, d.units[i].resumes);
	for (i = 0; i < d.item_count; i++)
		note(" item %s %zu+%zu\n", nb_kind_name(d.items[i].kind),
		     d.items[i].first, d.items[i].count);
	gaps = malloc(d.unit_count + 1);
	assert_non_null(gaps);
	for (i = 0; i < d.unit_count; i++)
		gaps[i] = (uint8_t)(1 + 2 * (pick(5) == 0));
	assert_int_equal(nb_views_make((char *)text->data, d.units, gaps,
				       d.unit_count, profile, &views, &err),
			 NB_OK);
	note(" headlike %u names %u gaps %u\n", views.headlike, views.names,
	     views.gaps);
	for (i = 0; i < views.count; i++) {
		note_view(&views.list[i]);
		note_features(&views, i);
	}
	nb_views_free(&views);
	free(gaps);
	nb_division_free(&d);
}

static void unit(struct nb_buf *b)
{
	static const char *const units[] = {
		"春耕开始",
		"——农户在田里摆放秧盘",
		"·记者 林舟·",
		"本报记者　林舟　王平",
		"秧盘 林舟摄",
		"图：大棚里的秧盘。",
		"（林舟）",
		"夜校招生",
		"一、办好夜校",
		"本报讯　柳湾镇的农户在大棚里摆放秧盘。",
		"本报讯（记者 林舟）今年夜校有三十人报名，比去年多。",
		"新华社北京3月4日电　会议今天开幕。",
		"据新华社电　会议今天闭幕。",
		"本报柳湾专电　桥修好了。",
		"桥修好了。村民说：“快多了。”",
		"“明年还要种。”",
		"（下转第二版）",
		"（上接第一版）",
		"【本报讯】柳湾镇的桥修好了。",
		"更正",
		"启事",
		("农户在大棚里摆放秧盘，夜校今年有三十人报名，会议今天开幕，"
		 "柳湾镇的桥修好了，比去年多，明年还要种。"),
		"责任编辑　林舟",
		"●简讯",
		"▲秧盘。林舟 摄",
		"（新华社记者 王平 摄）",
		"（会议今天开幕。）",
		"12345",
		"\"word\" (30)",
		"林舟",
	};
	uint32_t n = pick(6) ? 1 : 2 + pick(4);

	while (n-- > 0)
		assert_int_equal(
			nb_buf_puts(
				b,
				units[pick(sizeof(units) / sizeof(units[0]))]),
			NB_OK);
}

static void test_random_pages(void **state)
{
	struct nb_buf b = {0};
	unsigned i;

	(void)state;
	seed = 11;
	for (i = 0; i < 250; i++) {
		const char *name = nb_profile_name(i % 4);
		struct nb_profile *p =
			name && i % 3 == 0 ? own_profile(name) : NULL;
		uint32_t n = 1 + pick(24);

		b.len = 0;
		while (n-- > 0) {
			unit(&b);
			assert_int_equal(nb_buf_puts(&b, n == 0 ? "\n"
							 : pick(5)
								 ? "\n\n"
								 : "\n\n\n\n"),
					 NB_OK);
		}
		note_division(&b, p);
		nb_profile_free(p);
	}
	nb_buf_free(&b);
	check_noted("a6a8d9a27e7a4d96");
}

static const char *const fixtures[] = {
	"fixtures/expected/dgrb-19620318-02.txt",
	"fixtures/expected/hxwb-20181112-b03.txt",
	"fixtures/expected/hxwb-20181112-b04.txt",
	"fixtures/expected/hxwb-20200108-a01.txt",
	"fixtures/expected/jdrb-20190304-a01.txt",
	"fixtures/expected/jdrb-20190304-a02.txt",
	"fixtures/expected/jdrb-20190305-a03.txt",
	"fixtures/expected/jdrb-20190306-a04.txt",
	"fixtures/expected/mgrb-19350711-03.txt",
	"fixtures/expected/qsxb-19890516-01.txt",
	"fixtures/expected/xwgb-20211203-01.txt",
};

static void test_pages_of_the_fixtures(void **state)
{
	struct nb_buf b = {0};
	size_t i;

	(void)state;
	seed = 13;
	for (i = 0; i < sizeof(fixtures) / sizeof(fixtures[0]); i++) {
		read_fixture(fixtures[i], &b);
		note("%s\n", fixtures[i]);
		note_division(&b, NULL);
	}
	nb_buf_free(&b);
	check_noted("2c2dd6dc8eafe282");
}

/* A text of so many articles, each a head and a paragraph. */
static void many_articles(unsigned count, struct nb_buf *out)
{
	out->len = 0;
	while (count-- > 0)
		assert_int_equal(
			nb_buf_puts(out,
				    "春耕消息传来\n\n"
				    "本报讯 柳湾镇的秧盘今年比去年早播三天，"
				    "大家放心。\n\n"),
			NB_OK);
}

/* As many items as a page can have; one more is refused, and where it is. */
static void test_most_items(void **state)
{
	struct nb_buf text = {0};
	struct nb_division d;
	struct nb_error err;
	size_t one;

	(void)state;
	many_articles(1, &text);
	one = text.len;
	many_articles(NB_PAGE_ITEMS_MAX, &text);
	assert_int_equal(nb_divide((char *)text.data, text.len, NULL, &d, &err),
			 NB_OK);
	assert_int_equal(d.item_count, NB_PAGE_ITEMS_MAX);
	assert_int_equal(d.units[d.items[65534].first].offset, 65534 * one);
	nb_division_free(&d);
	many_articles(NB_PAGE_ITEMS_MAX + 1, &text);
	assert_int_equal(nb_divide((char *)text.data, text.len, NULL, &d, &err),
			 NB_LIMIT);
	assert_string_equal(err.text, "the page has more than 65535 items");
	assert_int_equal(err.offset, 65535 * one);
	nb_division_free(&d);
	nb_buf_free(&text);
}

/* An article of a head and so many paragraphs. */
static void long_article(unsigned count, struct nb_buf *out)
{
	out->len = 0;
	assert_int_equal(nb_buf_puts(out, "春耕消息传来\n\n"), NB_OK);
	while (count-- > 0)
		assert_int_equal(nb_buf_puts(out, "　　秧盘比去年早播三天，"
						  "大家放心。\n\n"),
				 NB_OK);
}

/* As many units as an item can have; one more is refused, and where it is. */
static void test_most_units(void **state)
{
	struct nb_buf text = {0};
	struct nb_division d;
	struct nb_error err;

	(void)state;
	long_article(NB_ITEM_UNITS_MAX - 1, &text);
	assert_int_equal(nb_divide((char *)text.data, text.len, NULL, &d, &err),
			 NB_OK);
	assert_int_equal(d.item_count, 1);
	assert_int_equal(d.items[0].count, NB_ITEM_UNITS_MAX);
	nb_division_free(&d);
	long_article(NB_ITEM_UNITS_MAX, &text);
	assert_int_equal(nb_divide((char *)text.data, text.len, NULL, &d, &err),
			 NB_LIMIT);
	assert_string_equal(err.text, "an article of the page has more than "
				      "65535 paragraphs");
	assert_in_range(err.offset, text.len - 60, text.len);
	nb_division_free(&d);
	nb_buf_free(&text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_pages),
		cmocka_unit_test(test_pages_of_the_fixtures),
		cmocka_unit_test(test_most_items),
		cmocka_unit_test(test_most_units),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("division", tests, NULL, NULL) != 0;
}

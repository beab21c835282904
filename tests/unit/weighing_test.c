/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The weighing of breaks: every boundary of many pages, with what each witness
 * says of it, stays as it is (tests/digests.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/review.h>
#include <nbarc/suspects.h>

#include "digests.h"

static void note_reasons(const struct nb_page *page, size_t i)
{
	struct nb_explanation why;
	struct nb_error err;
	size_t k;

	assert_int_equal(nb_page_explain(page, i, &why, &err), NB_OK);
	note("  pass %u rule %s text %.2f layout %d %.2f\n", why.pass,
	     why.rule ? why.rule : "-", why.model_probability, why.placed,
	     why.layout_probability);
	for (k = 0; k < why.count; k++)
		note("   %d %s %.2f\n", (int)why.reasons[k].witness,
		     why.reasons[k].feature, why.reasons[k].value);
	nb_explanation_free(&why);
}

static void note_doubts(const struct nb_page *page)
{
	struct nb_keys keys;
	struct nb_error err;
	size_t i;

	assert_int_equal(nb_page_doubts(page, &keys, &err), NB_OK);
	for (i = 0; i < keys.count; i++)
		note(" doubt %zu %zu %zu %zu\n", keys.list[i].boundary,
		     keys.list[i].left_len, keys.list[i].right_len,
		     keys.list[i].occurrence);
	nb_keys_free(&keys);
}

/* The text, the repairs and, for every `step`th break, the reasons. */
static void note_page(const void *text, size_t len,
		      const struct nb_page_options *options, size_t step)
{
	const struct nb_repair *repairs;
	struct nb_boundary b;
	struct nb_page *page;
	struct nb_error err;
	const char *normalised;
	size_t i, n;

	assert_int_equal(nb_page_create(text, len, options, &page, &err),
			 NB_OK);
	normalised = nb_page_text(page, &n);
	assert_int_equal(nb_buf_add(&noted, normalised, n), NB_OK);
	repairs = nb_page_repairs(page, &n);
	for (i = 0; i < n; i++)
		note(" repair %zu+%zu %zu+%zu %s %s %.2f\n", repairs[i].offset,
		     repairs[i].before_len, repairs[i].at, repairs[i].after_len,
		     nb_rule_name(repairs[i].rule), repairs[i].by,
		     repairs[i].probability);
	for (i = 0; i < nb_page_boundaries(page); i++) {
		nb_page_boundary(page, i, &b);
		note(" break %zu+%zu %d %s %.2f\n", b.offset, b.len, b.joined,
		     b.by, b.probability);
		if (i % step == 0)
			note_reasons(page, i);
	}
	note_doubts(page);
	nb_page_free(page);
}

static const char *const fixtures[] = {
	"fixtures/pages/dgrb-19620318-02.txt",
	"fixtures/pages/hxwb-20181112-b03.txt",
	"fixtures/pages/hxwb-20181112-b04.txt",
	"fixtures/pages/hxwb-20200108-a01.txt",
	"fixtures/pages/jdrb-20190304-a01.txt",
	"fixtures/pages/jdrb-20190304-a02.txt",
	"fixtures/pages/jdrb-20190305-a03.txt",
	"fixtures/pages/jdrb-20190306-a04.txt",
	"fixtures/pages/mgrb-19350711-03.txt",
	"fixtures/pages/xwgb-20211203-01.txt",
};
#define FIXTURES (sizeof(fixtures) / sizeof(fixtures[0]))

static void test_pages_of_the_fixtures(void **state)
{
	struct nb_buf file = {0};
	struct nb_text text;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < FIXTURES; i++) {
		read_fixture(fixtures[i], &file);
		assert_int_equal(
			nb_text_decode(file.data, file.len, NULL, &text, &err),
			NB_OK);
		note("%s\n", fixtures[i]);
		note_page(text.utf8.data, text.utf8.len, NULL, 1);
		nb_text_free(&text);
	}
	nb_buf_free(&file);
	check_noted("923e7dc319858980");
}

/* ---- texts made at random */

static void word(struct nb_buf *b)
{
	static const char *const words[] = {
		"农户",	  "工作", "公社", "大棚", "的",	  "了",
		"3月4日", "(30)", "12",	  "word", "柳湾", "夜校",
		"报名",	  "。",	  "，",	  "、",	  "“",	  "”",
		"（",	  "）",	  "：",	  "3.5%", "—",	  "《",
		"》",	  "；",	  "！",	  "种",	  "春耕", "林舟",
		"……",	  ",",	  ".",	  "记者", "本报", "２０"};

	assert_int_equal(
		nb_buf_puts(b, words[pick(sizeof(words) / sizeof(*words))]),
		NB_OK);
}

/* A paragraph, set in lines of about `width` words; 0: in one. */
static void paragraph(struct nb_buf *b, uint32_t width)
{
	uint32_t n = 4 + pick(60), i;

	if (pick(3))
		assert_int_equal(nb_buf_puts(b, "　　"), NB_OK);
	if (pick(4) == 0)
		assert_int_equal(nb_buf_puts(b, "本报讯　"), NB_OK);
	for (i = 1; i <= n; i++) {
		word(b);
		if (width && i % width == 0 && i < n)
			assert_int_equal(
				nb_buf_puts(b, pick(12) ? "\n" : "\n\n"),
				NB_OK);
	}
	if (pick(5))
		assert_int_equal(nb_buf_puts(b, "。"), NB_OK);
}

static void other_block(struct nb_buf *b)
{
	static const char *const blocks[] = {"春耕开始",
					     "——农户在田里",
					     "·记者 林舟·",
					     "（下转第二版）",
					     "秧盘 林舟摄",
					     "图：大棚",
					     "本报记者　林舟",
					     "（林舟）",
					     "夜校招生  报名从速",
					     "一、办好夜校",
					     "● 简讯",
					     "摄影 林舟",
					     "新华社北京3月4日电",
					     "12345",
					     "= = =",
					     "┃农户┃",
					     "　　（一）",
					     "“明年还要种。”"};

	assert_int_equal(
		nb_buf_puts(b, blocks[pick(sizeof(blocks) / sizeof(*blocks))]),
		NB_OK);
}

static void random_page(struct nb_buf *b)
{
	static const char *const gaps[] = {"\n", "\n\n", "\n\n", "\n\n\n\n",
					   "\r\n\r\n"};
	uint32_t units = 2 + pick(14), width = pick(3) ? 5 + pick(14) : 0;

	b->len = 0;
	while (units-- > 0) {
		if (pick(3))
			paragraph(b, width);
		else
			other_block(b);
		assert_int_equal(nb_buf_puts(b, gaps[pick(5)]), NB_OK);
	}
}

static void test_random_pages(void **state)
{
	struct nb_page_options o = {.threshold = 0};
	struct nb_buf b = {0};
	unsigned i;

	(void)state;
	seed = 3;
	for (i = 0; i < 150; i++) {
		const char *name = nb_profile_name(i % 4);
		struct nb_profile *p =
			name && i % 3 == 0 ? own_profile(name) : NULL;

		o.profile = p;
		o.threshold = i % 5 ? 0 : .3 + .1 * (i % 7);
		random_page(&b);
		note_page(b.data, b.len, &o, 3);
		nb_profile_free(p);
	}
	nb_buf_free(&b);
	check_noted("c9c8f59c91d6e736");
}

/* ---- layouts */

/* Boxes for the lines of a text, in columns, a few of them askew. */
static void table_of(const struct nb_buf *text, struct nb_buf *table)
{
	const char *p = (const char *)text->data, *end = p + text->len, *e;
	unsigned column = 0, y = 0, height = 40 + pick(400);

	table->len = 0;
	for (; p < end; p = e + 1) {
		unsigned x, len, width, high;

		e = memchr(p, '\n', (size_t)(end - p));
		e = e ? e : end;
		len = (unsigned)(e - p) / 3;
		if (e == p || (e == p + 1 && *p == '\r'))
			continue;
		x = column * 420 + (pick(6) ? 0 : 20 + pick(30));
		width = 10 + (pick(9) ? len * 10 : 300);
		high = 8 + pick(5);
		assert_int_equal(
			nb_buf_printf(table, "0\t%u\t%u\t%u\t%u\t%.*s\n", x, y,
				      x + width, y + high,
				      (int)(e - p - (e[-1] == '\r')), p),
			NB_OK);
		y += 14 + (pick(8) ? 0 : pick(20));
		if (y > height) {
			y = 0;
			column++;
		}
	}
}

static void test_pages_with_boxes(void **state)
{
	struct nb_page_options o = {.threshold = 0};
	struct nb_buf b = {0}, table = {0};
	struct nb_layout layout;
	struct nb_error err;
	unsigned i;

	(void)state;
	seed = 5;
	for (i = 0; i < 60; i++) {
		random_page(&b);
		table_of(&b, &table);
		assert_int_equal(nb_layout_read_table(table.data, table.len,
						      &layout, &err),
				 NB_OK);
		o.layout = &layout;
		note_page(b.data, b.len, &o, 2);
		nb_layout_free(&layout);
	}
	nb_buf_free(&b);
	nb_buf_free(&table);
	check_noted("12cbac7442a40ec0");
}

/* ---- suspects */

static void test_suspects(void **state)
{
	static const char *const pieces[] = {
		"农户",	  "工作", "0",	"О",  "б",  "�",  "\x01", "\uE000",
		"锟斤拷", "l",	  "1",	"。", "，", "\n", "卜",	  "口",
		"一",	  "ー",	  "日", "曰", "A",  "Ａ", "ト",	  "二"};
	struct nb_suspect *list;
	struct nb_buf b = {0};
	struct nb_error err;
	size_t count, k;
	unsigned i;

	(void)state;
	seed = 7;
	for (i = 0; i < 300; i++) {
		b.len = 0;
		for (k = 1 + pick(40); k > 0; k--)
			assert_int_equal(nb_buf_puts(&b, pieces[pick(24)]),
					 NB_OK);
		assert_int_equal(nb_suspects_find((char *)b.data, b.len, &list,
						  &count, &err),
				 NB_OK);
		for (k = 0; k < count; k++)
			note("%zu+%zu %s %" PRIx32 "\n", list[k].offset,
			     list[k].len, nb_suspicion_name(list[k].why),
			     list[k].twin);
		free(list);
	}
	nb_buf_free(&b);
	check_noted("cb9d213127884672");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_of_the_fixtures),
		cmocka_unit_test(test_random_pages),
		cmocka_unit_test(test_pages_with_boxes),
		cmocka_unit_test(test_suspects),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("weighing", tests, NULL, NULL) != 0;
}

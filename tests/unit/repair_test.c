/* SPDX-License-Identifier: Apache-2.0 */
/* The repair decision: what must hold whatever the model says, and how columns
 * are inferred. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/page.h>

#include "base/utf8.h"
#include "page/weigh/columns.h"

#define ROUNDS 60
#define JOINS_MAX 2000

static uint32_t seed = 7;

static uint32_t pick(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static void put(struct nb_buf *b, const char *s)
{
	assert_int_equal(nb_buf_puts(b, s), NB_OK);
}

static const char *word(void)
{
	static const char *const words[] = {
		"春耕",	  "合作社", "大棚",   "秧苗",	"农户",	  "村里",
		"技术员", "夜校",   "水渠",   "收成",	"今年",	  "每亩",
		"增收",	  "乡亲们", "正在",   "开始",	"全村",	  "机井",
		"的",	  "在",	    "把",     "和",	"已经",	  "3月5日",
		"12台",	  "就",	    "修好了", "送到了", "种上了", "说",
	};

	return words[pick(30)];
}

/* A paragraph of sentences; with `narrow` its marks are of half width. */
static void paragraph(struct nb_buf *b, bool narrow)
{
	uint32_t sentences = 1 + pick(4), n;

	while (sentences-- > 0) {
		for (n = 4 + pick(20); n > 0; n--) {
			put(b, word());
			if (n > 1 && pick(6) == 0)
				put(b, narrow ? "," : "，");
		}
		put(b, "。");
	}
}

/* A page whose paragraphs and heads are broken every `width` characters or so,
 * or whose paragraphs are broken here and there. */
static void random_page(struct nb_buf *page, bool narrow)
{
	struct nb_buf p = {0};
	uint32_t units = 3 + pick(25), width = 8 + pick(20);
	bool lines = pick(2);

	page->len = 0;
	while (units-- > 0) {
		size_t at = 0, n = 0;
		uint32_t cp, part = 1 + pick(60);

		p.len = 0;
		if (pick(5) == 0)
			put(&p, "种好田要靠真本事");
		else
			paragraph(&p, narrow);
		while (at < p.len) {
			size_t size = nb_utf8_get((char *)p.data + at,
						  p.len - at, &cp);

			assert_int_equal(nb_buf_add(page, p.data + at, size),
					 NB_OK);
			at += size;
			if (++n == (lines ? width : part) && at < p.len) {
				put(page, lines ? "\n" : "\n\n");
				n = lines ? 0 : n;
			}
		}
		put(page, lines ? "\n" : "\n\n");
	}
	nb_buf_free(&p);
}

static struct nb_page *repair(const struct nb_buf *source, double threshold)
{
	struct nb_page_options options = {.threshold = threshold};
	struct nb_page *page;
	struct nb_error err;

	assert_int_equal(nb_page_create((char *)source->data, source->len,
					&options, &page, &err),
			 NB_OK);
	return page;
}

/* Where the joined breaks are, in characters that are not white space. */
static size_t joins(const struct nb_page *page, const struct nb_buf *source,
		    size_t *list)
{
	size_t count, n = 0, at = 0, chars = 0, i;
	const struct nb_repair *r = nb_page_repairs(page, &count);
	uint32_t cp;

	for (i = 0; i < count; i++) {
		if (r[i].rule != NB_RULE_JOIN)
			continue;
		while (at < r[i].offset) {
			at += nb_utf8_get((char *)source->data + at,
					  source->len - at, &cp);
			chars += !nb_is_space(cp);
		}
		assert_true(n < JOINS_MAX);
		list[n++] = chars;
	}
	return n;
}

static void check_stable(const struct nb_page *page, double threshold)
{
	struct nb_buf text = {0};
	struct nb_page *again;
	const char *a, *b;
	size_t len, again_len;

	a = nb_page_text(page, &len);
	assert_int_equal(nb_buf_add(&text, a, len), NB_OK);
	again = repair(&text, threshold);
	b = nb_page_text(again, &again_len);
	assert_int_equal(len, again_len);
	assert_memory_equal(a, b, len);
	nb_page_free(again);
	nb_buf_free(&text);
}

/* A higher threshold joins a part of what a lower one joins. */
static void test_thresholds(void **state)
{
	static const double thresholds[] = {.02, .2,  .5,  .79, .8,
					    .81, .93, .99, 1};
	static size_t lists[2][JOINS_MAX];
	struct nb_buf source = {0};
	size_t round, t, i, k, n, before = 0;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		random_page(&source, round % 2);
		for (t = 0; t < 9; t++) {
			size_t *now = lists[t % 2], *last = lists[(t + 1) % 2];
			struct nb_page *page = repair(&source, thresholds[t]);

			n = joins(page, &source, now);
			for (i = k = 0; t > 0 && i < n; i++) {
				while (k < before && last[k] < now[i])
					k++;
				assert_true(k < before);
				assert_int_equal(last[k], now[i]);
			}
			before = n;
			check_stable(page, thresholds[t]);
			nb_page_free(page);
		}
	}
	nb_buf_free(&source);
}

/* The same page as another program writes it. */
static void rewrite(const struct nb_buf *from, struct nb_buf *to,
		    const char *line_end, bool wide)
{
	size_t i;

	to->len = 0;
	for (i = 0; i < from->len; i++) {
		char c[2] = {(char)from->data[i], 0};

		put(to, c[0] == '\n'	      ? line_end
			: wide && c[0] == ',' ? "，"
					      : c);
	}
}

/* Line ends, a missing last one and the width of marks decide nothing. */
static void test_other_writing(void **state)
{
	static size_t expected[JOINS_MAX], got[JOINS_MAX];
	struct nb_buf source = {0}, other = {0};
	size_t round, way;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		struct nb_page *page;
		size_t n, m;

		random_page(&source, true);
		page = repair(&source, 0);
		n = joins(page, &source, expected);
		nb_page_free(page);
		for (way = 0; way < 3; way++) {
			rewrite(&source, &other, way == 1 ? "\r\n" : "\n",
				way == 0);
			while (way == 2 && other.len &&
			       other.data[other.len - 1] == '\n')
				other.len--;
			page = repair(&other, 0);
			m = joins(page, &other, got);
			assert_int_equal(n, m);
			if (n)
				assert_memory_equal(expected, got,
						    n * sizeof(*got));
			nb_page_free(page);
		}
	}
	nb_buf_free(&source);
	nb_buf_free(&other);
}

static void test_equal_lines(void **state)
{
	static const char text[] = "春耕开始了。\n\n春耕开始了。\n\n"
				   "春耕开始了。\n";
	struct nb_page *page;
	struct nb_error err;
	size_t len;

	(void)state;
	assert_int_equal(nb_page_create(text, strlen(text), NULL, &page, &err),
			 NB_OK);
	(void)nb_page_text(page, &len);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(nb_page_text(page, &len), text, len);
	nb_page_free(page);
}

/* ---- columns */

static void make_cells(const char *const *texts, struct nb_lines *lines,
		       struct nb_blocks *blocks, struct nb_cells *cells)
{
	struct nb_buf page = {0};
	struct nb_seam *none;
	struct nb_error err;

	for (; *texts; texts++) {
		put(&page, *texts);
		put(&page, "\n\n");
	}
	assert_int_equal(nb_lines_split((char *)page.data, page.len,
					NB_ENDS_ALL, lines, &err),
			 NB_OK);
	none = calloc(lines->count, sizeof(*none));
	assert_non_null(none);
	assert_int_equal(nb_blocks_make((char *)page.data, lines, none, true,
					blocks, &err),
			 NB_OK);
	assert_int_equal(nb_cells_make(blocks, cells, &err), NB_OK);
	free(none);
	nb_buf_free(&page);
}

static void free_cells(struct nb_lines *lines, struct nb_blocks *blocks,
		       struct nb_cells *cells)
{
	nb_lines_free(lines);
	nb_blocks_free(blocks);
	nb_cells_free(cells);
}

static void check_set(const struct nb_cells *cells, struct nb_style style,
		      uint32_t indent, uint32_t lines, uint32_t slack)
{
	struct nb_set set = nb_set_block(cells, 0, style, indent);

	assert_int_equal(set.lines, lines);
	assert_int_equal(set.slack, slack);
}

static void test_setting(void **state)
{
	/* Fourteen em: twelve characters of two half em, four of one. */
	static const char *const texts[] = {"甲乙丙丁，戊己1234“庚”辛壬",
					    "（癸", NULL};
	struct nb_lines lines;
	struct nb_blocks blocks = {0};
	struct nb_cells cells;

	(void)state;
	make_cells(texts, &lines, &blocks, &cells);
	assert_int_equal(nb_cells_width(&cells, 0), 28);
	/* One line: two em are left, then four, which take the bracket and
	 * what follows it. */
	check_set(&cells, (struct nb_style){30, false}, 0, 1, 0);
	check_set(&cells, (struct nb_style){32, false}, 0, 1, 4);
	assert_int_equal(nb_slack(&cells, 0, 32, 28), 4);
	assert_int_equal(nb_slack(&cells, 0, 30, 28), 0);
	/* In lines of four em the comma hangs over the end of the first, and
	 * the quotation mark begins the third; or every line is full. */
	check_set(&cells, (struct nb_style){8, false}, 0, 4, 6);
	check_set(&cells, (struct nb_style){8, true}, 0, 4, 4);
	/* Two lines of eight em, the first with an indent of two. */
	check_set(&cells, (struct nb_style){16, false}, NB_INDENT, 2, 0);
	assert_int_equal(nb_fill(&cells, 0, 28), NB_FILL_FULL);
	assert_int_equal(nb_fill(&cells, 0, 34), NB_FILL_SHORT);
	assert_int_equal(nb_fill(&cells, 0, 26), NB_FILL_OVER);
	free_cells(&lines, &blocks, &cells);
}

/* A page of paragraphs of one character, set in columns of 17 em and 30 lines.
 * truth[i]: the break before block i is the end of a column. */
#define BLOCKS 80
struct made {
	char *texts[BLOCKS + 1];
	bool truth[BLOCKS + 1];
	size_t count;
};

static void add_block(struct made *m, size_t chars, bool cut)
{
	char *text = calloc(chars, 3);
	size_t i;

	assert_non_null(text);
	assert_true(m->count < BLOCKS);
	for (i = 0; i + 1 < chars; i++)
		memcpy(text + 3 * i, "田", 3);
	m->texts[m->count++] = text;
	m->truth[m->count] = cut;
}

static void make_columns(struct made *m)
{
	size_t line = 0, block = 0, used, room;

	while (m->count + 8 < BLOCKS) {
		size_t left = 30 + pick(150);

		for (room = 15; left > 0; room = 17) {
			used = left < room ? left : room;
			block += used;
			left -= used;
			if (++line % 30 == 0 && left > 0) {
				add_block(m, block + 1, true);
				block = 0;
			}
		}
		add_block(m, block + 1, false);
		block = 0;
	}
}

static void test_columns(void **state)
{
	struct made m = {.count = 0};
	struct nb_lines lines;
	struct nb_blocks blocks = {0};
	struct nb_cells cells;
	struct nb_standing standings[BLOCKS] = {{0}};
	double likely[BLOCKS] = {0};
	struct nb_error err;
	size_t i, cuts = 0;

	(void)state;
	make_columns(&m);
	make_cells((const char *const *)m.texts, &lines, &blocks, &cells);
	/* The text is sure of some, and doubts a few others, true or not. */
	for (i = 1; i < m.count; i++)
		likely[i] = m.truth[i] ? (i % 3 ? .95 : .3) : i % 9 ? .005 : .3;
	assert_int_equal(
		nb_columns_look(&cells, likely, false, standings, &err), NB_OK);
	for (i = 1; i < m.count; i++) {
		const struct nb_standing *s = &standings[i];

		cuts += m.truth[i];
		assert_true(s->width_sure >= 3);
		if (m.truth[i]) {
			assert_true(s->width_odds > 0);
			assert_int_equal(s->fit[m.truth[i - 1]], NB_FIT_FULL);
			assert_int_equal(s->rhythm, NB_FIT_FULL);
			assert_true(s->height_sure >= 3);
		} else if (s->rhythm == NB_FIT_FULL) {
			/* A column may end where a paragraph does. */
			continue;
		} else if (s->fit[m.truth[i - 1]] == NB_FIT_OFF) {
			assert_true(s->width_odds < 0);
		}
	}
	assert_true(cuts > 8);
	free_cells(&lines, &blocks, &cells);
	for (i = 0; i < m.count; i++)
		free(m.texts[i]);
}

/* How many of the cuts stand where width and height say that columns end. */
static size_t cuts_found(const struct made *m, const struct nb_cells *cells,
			 const double *likely, bool thorough)
{
	struct nb_standing standings[BLOCKS] = {{0}};
	struct nb_error err;
	size_t i, found = 0;

	assert_int_equal(
		nb_columns_look(cells, likely, thorough, standings, &err),
		NB_OK);
	for (i = 1; i < m->count; i++)
		found += m->truth[i] && standings[i].rhythm == NB_FIT_FULL &&
			 standings[i].fit[m->truth[i - 1]] == NB_FIT_FULL;
	return found;
}

/* Columns that are equally high show their width, if the text says nothing. */
static void test_columns_of_text_that_says_nothing(void **state)
{
	struct made m = {.count = 0};
	struct nb_lines lines;
	struct nb_blocks blocks = {0};
	struct nb_cells cells;
	double likely[BLOCKS];
	size_t i, cuts = 0, quick;

	(void)state;
	make_columns(&m);
	make_cells((const char *const *)m.texts, &lines, &blocks, &cells);
	for (i = 0; i < m.count; i++) {
		likely[i] = .02;
		cuts += m.truth[i];
	}
	/* One break alone may be false, where a column can begin to be counted.
	 */
	for (i = 1; i < m.count && !m.truth[i]; i++)
		;
	likely[i] = .3;
	quick = cuts_found(&m, &cells, likely, false);
	assert_true(cuts_found(&m, &cells, likely, true) * 10 >= cuts * 9);
	assert_true(quick * 2 < cuts);
	free_cells(&lines, &blocks, &cells);
	for (i = 0; i < m.count; i++)
		free(m.texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_other_writing),
		cmocka_unit_test(test_equal_lines),
		cmocka_unit_test(test_setting),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_columns_of_text_that_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}

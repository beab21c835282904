/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages set from the paragraphs of the fixtures in many ways: in columns, in
 * lines, in lines as an engine reads them, with captions and crossheads set
 * into them, with boxes. Every decision about them, and the items that they are
 * divided into, stay as they are (tests/digests.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/article.h>
#include <nbarc/review.h>

#include "base/utf8.h"
#include "digests.h"

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

/* Their paragraphs: slices of `texts`. */
static struct nb_buf texts;
static struct {
	size_t offset, len;
} paragraphs[400];
static uint32_t paragraph_count;

static int set_up(void **state)
{
	struct nb_buf file = {0};
	size_t i, at, end;

	(void)state;
	for (i = 0; i < sizeof(fixtures) / sizeof(fixtures[0]); i++) {
		read_fixture(fixtures[i], &file);
		assert_int_equal(nb_buf_add(&texts, file.data, file.len),
				 NB_OK);
		assert_int_equal(nb_buf_puts(&texts, "\n"), NB_OK);
	}
	for (at = 0; at < texts.len; at = end + 1) {
		const uint8_t *line = texts.data + at;
		const uint8_t *newline = memchr(line, '\n', texts.len - at);

		end = (size_t)(newline - texts.data);
		if (end == at || paragraph_count == 400)
			continue;
		paragraphs[paragraph_count].offset = at;
		paragraphs[paragraph_count++].len = end - at;
	}
	assert_in_range(paragraph_count, 50, 400);
	nb_buf_free(&file);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	nb_buf_free(&texts);
	return 0;
}

/* ---- setting */

/* How a page is set. */
struct setting {
	unsigned width;	 /* em of a line; 0: a paragraph is one line */
	unsigned height; /* lines of a column */
	unsigned rag;	 /* em by which lines differ */
	bool indented;
	const char *between; /* paragraphs */
	const char *columns; /* what stands where a column ends */
	bool lines;	     /* each line is one of the text */
	unsigned inserted;   /* one of so many paragraphs is cut; 0: none */
};

static struct nb_buf page, boxes;
static unsigned line_number;

static void add(struct nb_buf *b, const char *s)
{
	assert_int_equal(nb_buf_puts(b, s), NB_OK);
}

/* A box for a line, where it stands in its column. */
static void add_box(const struct setting *s, const char *text, size_t len,
		    unsigned half_ems, unsigned indent)
{
	unsigned height = s->height ? s->height : 60;
	unsigned x = line_number / height * (s->width * 20 + 60) + indent * 10;
	unsigned y = line_number % height * 28;

	if (pick(40) == 0)
		x += pick(12);
	if (len == 0)
		return;
	assert_int_equal(nb_buf_printf(&boxes, "0\t%u\t%u\t%u\t%u\t%.*s\n",
				       100 + x, 100 + y,
				       100 + x + half_ems * 10, 122 + y,
				       (int)len, text),
			 NB_OK);
}

/* End a line of the setting, which is one of the text only in some. */
static void end_line(const struct setting *s)
{
	line_number++;
	if (s->height && line_number % s->height == 0)
		add(&page, s->columns);
	else if (s->lines)
		add(&page, "\n");
}

/* Set a paragraph. A tail mark hangs over the end of a full line. */
static void set_paragraph(const struct setting *s, const char *text, size_t len)
{
	unsigned used = s->indented ? 4 : 0, indent = used, room;
	size_t at = 0, n, begin = 0;
	uint32_t cp;

	if (s->indented)
		add(&page, "　　");
	room = 2 * s->width + (s->rag ? pick(2 * s->rag) : 0);
	while (at < len) {
		n = nb_utf8_get(text + at, len - at, &cp);
		if (s->width && used + (cp < 0x80 ? 1 : 2) > room &&
		    !(cp == U'。' || cp == U'，' || cp == U'”')) {
			add_box(s, text + begin, at - begin, used - indent,
				indent);
			end_line(s);
			begin = at;
			used = indent = 0;
			room = 2 * s->width + (s->rag ? pick(2 * s->rag) : 0);
		}
		assert_int_equal(nb_buf_add(&page, text + at, n), NB_OK);
		used += cp < 0x80 ? 1 : 2;
		at += n;
	}
	add_box(s, text + begin, at - begin, used - indent, indent);
	line_number++;
	add(&page, s->between);
}

static void set_block(const struct setting *s, const char *text)
{
	add_box(s, text, strlen(text), (unsigned)strlen(text) / 3 * 2, 2);
	add(&page, text);
	line_number++;
	add(&page, s->between);
}

/* What is set into paragraphs, or between them. */
static void set_insertion(const struct setting *s)
{
	static const char *const captions[] = {
		"▲3月3日，双渡村的农户在大棚里摆放秧盘。",
		"图为夜校学员在上课。林舟 摄", "△学生在操场上跳绳。",
		"图：工人检修设备。", "（沈一帆 摄）"};
	static const char *const crossheads[] = {
		"讲课讲到田间地头", "八十多台农机进村", "一、办好夜校",
		"记者在现场看到", "节水从小事做起"};
	static const char *const credits[] = {"沈一帆 摄", "摄影 林舟",
					      "本报记者 陆小禾摄"};

	if (pick(3) == 0) {
		set_block(s, crossheads[pick(5)]);
		return;
	}
	set_block(s, captions[pick(5)]);
	if (pick(2))
		set_block(s, credits[pick(3)]);
}

/* Cut a paragraph after some character, and set something between. */
static void set_cut(const struct setting *s, const char *text, size_t len)
{
	size_t at = 0;
	uint32_t cp, n = 1 + pick((uint32_t)(len / 3 + 1));

	while (n-- > 0 && at < len)
		at += nb_utf8_get(text + at, len - at, &cp);
	set_paragraph(s, text, at);
	set_insertion(s);
	if (at < len)
		set_paragraph(s, text + at, len - at);
}

static void set_page(const struct setting *s)
{
	uint32_t first = pick(paragraph_count), n = 2 + pick(24), i;

	page.len = boxes.len = 0;
	line_number = 0;
	for (i = 0; i < n; i++) {
		uint32_t at = (first + i) % paragraph_count;
		const char *text = (char *)texts.data + paragraphs[at].offset;

		if (s->inserted && pick(s->inserted) == 0)
			set_cut(s, text, paragraphs[at].len);
		else
			set_paragraph(s, text, paragraphs[at].len);
		if (pick(30) == 0)
			add(&page, "\n\n");
	}
}

/* ---- what is decided */

static void note_division(const char *text, size_t len)
{
	struct nb_division d;
	struct nb_error err;
	size_t i;

	assert_int_equal(nb_divide(text, len, NULL, &d, &err), NB_OK);
	for (i = 0; i < d.unit_count; i++)
		note(" %s%s%s", nb_role_name(d.units[i].role),
		     d.units[i].goes_on ? "+" : "",
		     d.units[i].resumes ? "-" : "");
	for (i = 0; i < d.item_count; i++)
		note(" %s %zu+%zu", nb_kind_name(d.items[i].kind),
		     d.items[i].first, d.items[i].count);
	note("\n");
	nb_division_free(&d);
}

static void note_reasons(const struct nb_page *p, size_t i)
{
	struct nb_explanation why;
	struct nb_error err;
	size_t k;

	assert_int_equal(nb_page_explain(p, i, &why, &err), NB_OK);
	for (k = 0; k < why.count; k++)
		note("  %d %s %.2f %.2f\n", (int)why.reasons[k].witness,
		     why.reasons[k].feature, why.reasons[k].value,
		     why.reasons[k].weight);
	nb_explanation_free(&why);
}

static void note_page(const struct nb_layout *layout, unsigned number)
{
	struct nb_page_options o = {.layout = layout};
	struct nb_boundary b;
	struct nb_page *p;
	struct nb_keys doubts;
	struct nb_error err;
	const char *text;
	size_t i, len;

	assert_int_equal(
		nb_page_create((char *)page.data, page.len, &o, &p, &err),
		NB_OK);
	note("page %u\n", number);
	for (i = 0; i < nb_page_boundaries(p); i++) {
		nb_page_boundary(p, i, &b);
		note(" %zu+%zu %d %s %.3f\n", b.offset, b.len, b.joined, b.by,
		     b.probability);
		if ((i + number) % 29 == 0)
			note_reasons(p, i);
	}
	assert_int_equal(nb_page_doubts(p, &doubts, &err), NB_OK);
	for (i = 0; i < doubts.count; i++)
		note(" doubt %zu", doubts.list[i].boundary);
	nb_keys_free(&doubts);
	text = nb_page_text(p, &len);
	note_division(text, len);
	nb_page_free(p);
}

static void test_columns(void **state)
{
	struct setting s = {.between = "\n\n", .columns = "\n\n"};
	unsigned i;

	(void)state;
	seed = 101;
	for (i = 0; i < 300; i++) {
		s.width = 10 + pick(20);
		s.height = 15 + pick(60);
		s.indented = pick(2);
		set_page(&s);
		note_page(NULL, i);
	}
	check_noted("28f10a7d7f80f630");
}

static void test_lines(void **state)
{
	struct setting s = {.columns = "\n", .lines = true};
	unsigned i;

	(void)state;
	seed = 103;
	for (i = 0; i < 300; i++) {
		s.width = 8 + pick(24);
		s.height = pick(3) ? 0 : 20 + pick(40);
		s.rag = pick(3) ? 0 : 1 + pick(4);
		s.indented = pick(3);
		s.between = pick(3) ? "\n" : "\n\n";
		s.inserted = pick(4) ? 0 : 12;
		set_page(&s);
		note_page(NULL, i);
	}
	check_noted("a037fcedc3b563aa");
}

static void test_insertions(void **state)
{
	struct setting s = {.between = "\n\n", .inserted = 4};
	unsigned i;

	(void)state;
	seed = 107;
	for (i = 0; i < 300; i++) {
		s.indented = pick(3) == 0;
		s.inserted = 2 + pick(5);
		set_page(&s);
		note_page(NULL, i);
	}
	check_noted("fd142dda2482cae7");
}

static void test_boxes(void **state)
{
	struct setting s = {.columns = "\n", .lines = true};
	struct nb_layout layout;
	struct nb_error err;
	unsigned i;

	(void)state;
	seed = 109;
	for (i = 0; i < 240; i++) {
		s.width = 8 + pick(20);
		s.height = 12 + pick(40);
		s.rag = pick(4) ? 0 : 1 + pick(3);
		s.indented = pick(4);
		s.between = pick(4) ? "\n" : "\n\n";
		s.inserted = pick(3) ? 0 : 10;
		set_page(&s);
		assert_int_equal(nb_layout_read_table(boxes.data, boxes.len,
						      &layout, &err),
				 NB_OK);
		note_page(&layout, i);
		nb_layout_free(&layout);
	}
	check_noted("98357b3844133e17");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_insertions),
		cmocka_unit_test(test_boxes),
	};
	int failed;

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	failed = cmocka_run_group_tests_name("setting", tests, set_up,
					     tear_down);
	nb_buf_free(&page);
	nb_buf_free(&boxes);
	return failed != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The table of line boxes, and which box each line of a text stands in. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/blocks.h"
#include "page/shape.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 6
#define COORDINATE_MAX 1e9
/* So many boxes are tried and characters compared before the table counts as
 * one of another text: for each byte of both, and for a table at all. */
#define PATIENCE_EACH 16
#define PATIENCE ((size_t)1 << 22)

void nb_layout_free(struct nb_layout *layout)
{
	free(layout->boxes);
	memset(layout, 0, sizeof(*layout));
}

/* ---- the table */

/* A box of the table: offset and len are in the table. */
struct table {
	const char *text;
	size_t len;
	struct nb_layout boxes;
};

static enum nb_status add_box(struct nb_layout *layout,
			      const struct nb_box *box, struct nb_error *err)
{
	struct nb_box *grown = nb_grow(layout->boxes, &layout->cap,
				       layout->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	layout->boxes = grown;
	grown[layout->count++] = *box;
	return NB_OK;
}

/* A number, 1234 or 1234.5, in any locale. */
static bool number(const char *s, size_t len, double *out)
{
	double value = 0, unit = 1;
	size_t i = 0;

	for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		value = value * 10 + (s[i] - '0');
	if (i == 0)
		return false;
	if (i < len && s[i] == '.')
		for (i++; i < len && s[i] >= '0' && s[i] <= '9'; i++)
			value += (s[i] - '0') * (unit /= 10);
	*out = value;
	return i == len && value <= COORDINATE_MAX;
}

static enum nb_status read_row(struct table *t, size_t at, size_t end,
			       struct nb_error *err)
{
	struct nb_box box = {.offset = at};
	double n[COLUMNS - 1];
	size_t i;

	for (i = 0; i < COLUMNS - 1; i++) {
		const char *from = t->text + box.offset;
		const char *tab = memchr(from, '\t', end - box.offset);

		if (!tab || !number(from, (size_t)(tab - from), &n[i]))
			return nb_fail_at(err, NB_INVALID, at,
					  "not a line box: five numbers and a "
					  "text, with tabs between");
		box.offset += (size_t)(tab - from) + 1;
	}
	box.len = end - box.offset;
	box.image = (uint32_t)n[0];
	box.x0 = n[1];
	box.y0 = n[2];
	box.x1 = n[3];
	box.y1 = n[4];
	if (box.x0 > box.x1 || box.y0 > box.y1)
		return nb_fail_at(err, NB_INVALID, at,
				  "a box that ends before it begins");
	return add_box(&t->boxes, &box, err);
}

static enum nb_status read_table(struct table *t, struct nb_error *err)
{
	size_t len = t->len;
	size_t at = len >= 3 && memcmp(t->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	enum nb_status st = NB_OK;

	while (!st && at < len) {
		const char *lf = memchr(t->text + at, '\n', len - at);
		size_t next = lf ? (size_t)(lf - t->text) + 1 : len;
		size_t end = lf ? next - 1 : len;

		if (end > at && t->text[end - 1] == '\r')
			end--;
		if (end > at)
			st = read_row(t, at, end, err);
		at = next;
	}
	return st;
}

/* ---- the lines of the text */

/* A box that was taken for a part of a line. */
struct taken {
	size_t box;
	size_t start; /* of its part, in the text */
	size_t tried; /* boxes behind `from`, round the end, up to this one */
	size_t from;
};

struct alignment {
	const struct table *table;
	const char *text;
	bool *used;	     /* an element a box */
	struct taken *taken; /* of the line in hand */
	size_t depth, cap;
	size_t next;	 /* the box behind the last one taken */
	size_t patience; /* what may yet be tried */
};

static size_t skip_space(const char *s, size_t at, size_t end)
{
	uint32_t cp;

	while (at < end) {
		size_t n = nb_utf8_get(s + at, end - at, &cp);

		if (!n || !nb_is_space(cp))
			break;
		at += n;
	}
	return at;
}

/* Where in the text the box's text ends when it begins at `at`; or 0. */
static size_t match(struct alignment *a, const struct nb_box *box, size_t at,
		    size_t end)
{
	const char *s = a->table->text;
	size_t k = box->offset, stop = box->offset + box->len;
	uint32_t c, d;

	while (a->patience) {
		size_t from = at;

		k = skip_space(s, k, stop);
		at = skip_space(a->text, at, end);
		if (k == stop)
			return from;
		if (at == end)
			return 0;
		k += nb_utf8_get(s + k, stop - k, &c);
		at += nb_utf8_get(a->text + at, end - at, &d);
		if (nb_fold(c) != nb_fold(d))
			return 0;
		a->patience--;
	}
	return 0;
}

/* The next untried box that may stand at t->start; its end, or 0. */
static size_t try_boxes(struct alignment *a, struct taken *t, size_t end)
{
	const struct nb_layout *boxes = &a->table->boxes;

	while (t->tried < boxes->count && a->patience) {
		size_t to;

		t->box = (t->from + t->tried++) % boxes->count;
		a->patience--;
		if (a->used[t->box])
			continue;
		to = match(a, &boxes->boxes[t->box], t->start, end);
		if (to > t->start)
			return to;
	}
	return 0;
}

static enum nb_status push(struct alignment *a, size_t start, size_t from,
			   struct nb_error *err)
{
	struct taken *grown =
		nb_grow(a->taken, &a->cap, a->depth + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	a->taken = grown;
	grown[a->depth++] = (struct taken){.start = start, .from = from};
	return NB_OK;
}

static size_t line_number(const char *text, size_t at)
{
	size_t n = 1, i;

	for (i = 0; i < at; i++)
		n += text[i] == '\n' ||
		     (text[i] == '\r' && text[i + 1] != '\n');
	return n;
}

/*
 * Cover a line with boxes, preferring those that follow each other. A box that
 * fits by chance is given back when nothing fits behind it.
 */
static enum nb_status cover(struct alignment *a, const struct nb_line *line,
			    struct nb_error *err)
{
	enum nb_status st;

	a->depth = 0;
	st = push(a, line->start, a->next, err);
	while (!st) {
		struct taken *top = &a->taken[a->depth - 1];
		size_t to = try_boxes(a, top, line->end);

		if (to) {
			a->used[top->box] = true;
			a->next = (top->box + 1) % a->table->boxes.count;
			to = skip_space(a->text, to, line->end);
			if (to == line->end)
				return NB_OK;
			st = push(a, to, a->next, err);
		} else if (--a->depth) {
			a->used[a->taken[a->depth - 1].box] = false;
		} else {
			return nb_fail(err, NB_INVALID,
				       "no box has the text of line %zu of the "
				       "page",
				       line_number(a->text, line->start));
		}
	}
	return st;
}

/* The boxes of a line, with their places in the text. */
static enum nb_status keep(const struct alignment *a,
			   const struct nb_line *line, struct nb_layout *out,
			   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < a->depth; i++) {
		struct nb_box box = a->table->boxes.boxes[a->taken[i].box];
		size_t end =
			i + 1 < a->depth ? a->taken[i + 1].start : line->end;

		box.offset = a->taken[i].start;
		box.len = end - box.offset;
		st = add_box(out, &box, err);
	}
	return st;
}

static enum nb_status align(struct alignment *a, size_t len,
			    const struct nb_lines *lines, struct nb_layout *out,
			    struct nb_error *err)
{
	size_t boxes = a->table->boxes.count, i;
	enum nb_status st = NB_OK;

	a->used = nb_alloc(boxes, sizeof(*a->used));
	if (!a->used)
		return nb_fail_mem(err);
	a->patience = PATIENCE + PATIENCE_EACH * (a->table->len + len);
	for (i = 0; !st && i < lines->count; i++) {
		st = cover(a, &lines->list[i], err);
		if (!st)
			st = keep(a, &lines->list[i], out, err);
	}
	free(a->used);
	free(a->taken);
	return st;
}

enum nb_status nb_layout_read(const void *tsv, size_t tsv_len, const char *utf8,
			      size_t len, struct nb_layout *layout,
			      struct nb_error *err)
{
	struct table table = {.text = tsv, .len = tsv_len};
	struct alignment a = {.table = &table, .text = utf8};
	struct nb_lines lines;
	size_t bad = nb_utf8_invalid(tsv, tsv_len);
	enum nb_status st;

	memset(layout, 0, sizeof(*layout));
	if (bad < tsv_len)
		return nb_fail_at(
			err, NB_INVALID, bad, "not UTF-8: %s",
			nb_utf8_reason(table.text + bad, tsv_len - bad, NULL));
	st = read_table(&table, err);
	if (!st)
		st = nb_lines_split(utf8, len, &lines, err);
	if (!st) {
		st = align(&a, len, &lines, layout, err);
		nb_lines_free(&lines);
	}
	nb_layout_free(&table.boxes);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Level text by the places of its lines (bands.h).
 *
 * A page is divided by level cuts that no line crosses into rows. Rows that
 * follow each other are a band as long as they have gaps at the same place,
 * between lines on both sides: there the columns of the band part, which are
 * read from left to right. A line across the gap, such as a head, ends the
 * band. A column is divided in the same way again, for it may have columns of
 * its own under a head.
 *
 * The gap beside a short line is wider than the one between its column and the
 * next: what counts is where the gaps of all rows are.
 */
#include "layout/lines/bands.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* What is taken off the top and the bottom of a line, and the least gap between
 * columns, in heights of a line. Scans are not quite straight. */
#define MARGIN .2
#define GAP_LEAST .3
/* Gaps of a band, and columns in one another: a page has a dozen. */
#define GAPS_MAX 64u
#define DEPTH_MAX 24

/* A line. */
struct line {
	double x0, y0, x1, y1;
	size_t index;
};

/* Lines that no level cut divides: list[from] to list[to - 1]. */
struct row {
	size_t from, to;
};

/* Where no line is, rising, between lines on both sides. */
struct gaps {
	double from[GAPS_MAX], to[GAPS_MAX];
	size_t count;
};

/* The lines of an image, which are sorted in place. */
struct work {
	double height;	     /* mean, of a line */
	struct line *sorted; /* room for all of them */
};

static int by_top(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->y0 < y->y0 || x->y0 > y->y0)
		return x->y0 < y->y0 ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static int by_left(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->x0 < y->x0 || x->x0 > y->x0)
		return x->x0 < y->x0 ? -1 : 1;
	return by_top(a, b);
}

/* ---- gaps */

/* Find the gaps of lines that are sorted by their left edges. */
static void find_gaps(const struct work *w, const struct line *list, size_t n,
		      struct gaps *g)
{
	double reach = n ? list[0].x1 : 0;
	size_t i;

	g->count = 0;
	for (i = 1; i < n; i++) {
		if (list[i].x0 - reach >= GAP_LEAST * w->height &&
		    g->count < GAPS_MAX) {
			g->from[g->count] = reach;
			g->to[g->count++] = list[i].x0;
		}
		if (list[i].x1 > reach)
			reach = list[i].x1;
	}
}

/* Add a gap, if it is wide enough and there is room. */
static void add_gap(const struct work *w, struct gaps *g, double from,
		    double to)
{
	if (to - from < GAP_LEAST * w->height || g->count == GAPS_MAX)
		return;
	g->from[g->count] = from;
	g->to[g->count++] = to;
}

/* Take out of the gaps what lines cover. */
static void cover(const struct work *w, const struct line *list, size_t n,
		  struct gaps *g)
{
	struct gaps left;
	size_t i, k;

	for (i = 0; i < n && g->count; i++) {
		left.count = 0;
		for (k = 0; k < g->count; k++) {
			double from = g->from[k], to = g->to[k];

			if (list[i].x1 <= from || list[i].x0 >= to) {
				add_gap(w, &left, from, to);
				continue;
			}
			add_gap(w, &left, from, list[i].x0);
			add_gap(w, &left, list[i].x1, to);
		}
		*g = left;
	}
}

/* Do the gaps stay as wide as they are beside these lines? */
static bool keeps(const struct line *list, size_t n, const struct gaps *g)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < g->count; k++)
			if (list[i].x1 > g->from[k] && list[i].x0 < g->to[k])
				return false;
	return true;
}

/* ---- parts */

static enum nb_status order_part(struct work *w, struct line *list, size_t n,
				 int depth, struct nb_error *err);

/* The column of a line: the number of gaps to the left of its middle. */
static size_t column_of(const struct line *l, const struct gaps *g)
{
	double middle = (l->x0 + l->x1) / 2;
	size_t k = 0;

	while (k < g->count && g->to[k] <= middle)
		k++;
	return k;
}

/* Order a band: its columns from left to right. */
static enum nb_status order_columns(struct work *w, struct line *list, size_t n,
				    const struct gaps *g, int depth,
				    struct nb_error *err)
{
	size_t column, from = 0, to = 0, i;
	enum nb_status st = NB_OK;

	for (column = 0; column <= g->count; column++)
		for (i = 0; i < n; i++)
			if (column_of(&list[i], g) == column)
				w->sorted[to++] = list[i];
	memcpy(list, w->sorted, n * sizeof(*list));
	for (column = 0; !st && column <= g->count; column++) {
		for (to = from; to < n && column_of(&list[to], g) == column;)
			to++;
		st = order_part(w, list + from, to - from, depth + 1, err);
		from = to;
	}
	return st;
}

/* Divide lines, which are sorted by their tops, into rows, for which there is
 * room unless it is NULL; returns how many there are. */
static size_t find_rows(const struct work *w, const struct line *list, size_t n,
			struct row *rows)
{
	double margin = MARGIN * w->height, reach = 0;
	size_t i, count = 0;

	for (i = 0; i < n; i++) {
		if (count == 0 || list[i].y0 + margin > reach) {
			if (rows)
				rows[count] = (struct row){i, i};
			count++;
			reach = list[i].y1 - margin;
		}
		if (rows)
			rows[count - 1].to = i + 1;
		if (list[i].y1 - margin > reach)
			reach = list[i].y1 - margin;
	}
	return count;
}

/*
 * The band that begins with the row: its gaps, none if it is that row alone;
 * returns the number of the row after it.
 */
static size_t find_band(const struct work *w, const struct line *list,
			const struct row *rows, size_t count, struct gaps *g)
{
	struct gaps more;
	size_t i;

	find_gaps(w, list + rows[0].from, rows[0].to - rows[0].from, g);
	for (i = 1; g->count && i < count; i++) {
		more = *g;
		cover(w, list + rows[i].from, rows[i].to - rows[i].from, &more);
		if (!more.count)
			break;
		*g = more;
	}
	return g->count ? i : 1;
}

/*
 * Order the rows of a part. Rows without a gap that come before a band belong
 * to it, if they are on one side of all its gaps: a column may be higher than
 * the one beside it.
 */
static enum nb_status order_rows(struct work *w, struct line *list,
				 const struct row *rows, size_t count,
				 int depth, struct nb_error *err)
{
	size_t i, next, waits = 0;
	enum nb_status st = NB_OK;
	struct gaps g;

	for (i = 0; !st && i < count; i = next) {
		size_t first = i;

		next = i + find_band(w, list, rows + i, count - i, &g);
		if (!g.count) {
			waits++;
			continue;
		}
		while (waits &&
		       keeps(list + rows[first - 1].from,
			     rows[first - 1].to - rows[first - 1].from, &g)) {
			first--;
			waits--;
		}
		waits = 0;
		st = order_columns(w, list + rows[first].from,
				   rows[next - 1].to - rows[first].from, &g,
				   depth, err);
	}
	return st;
}

/* Order a part of the page. */
static enum nb_status order_part(struct work *w, struct line *list, size_t n,
				 int depth, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct row *rows;
	struct gaps g;
	size_t i, count;

	if (n < 2)
		return NB_OK;
	qsort(list, n, sizeof(*list), by_top);
	if (depth > DEPTH_MAX)
		return NB_OK;
	count = find_rows(w, list, n, NULL);
	rows = nb_alloc(count, sizeof(*rows));
	if (!rows)
		return nb_fail_mem(err);
	(void)find_rows(w, list, n, rows);
	for (i = 0; i < count; i++)
		qsort(list + rows[i].from, rows[i].to - rows[i].from,
		      sizeof(*list), by_left);
	if (count == 1) {
		find_gaps(w, list, n, &g);
		if (g.count)
			st = order_columns(w, list, n, &g, depth, err);
	} else {
		st = order_rows(w, list, rows, count, depth, err);
	}
	free(rows);
	return st;
}

enum nb_status nb_bands_order(const struct nb_box *boxes, size_t *lines,
			      size_t n, struct nb_error *err)
{
	struct line *list = nb_alloc(n, sizeof(*list));
	struct work w = {.sorted = nb_alloc(n, sizeof(*w.sorted))};
	enum nb_status st = list && w.sorted ? NB_OK : nb_fail_mem(err);
	size_t i;

	for (i = 0; !st && i < n; i++) {
		const struct nb_box *b = &boxes[lines[i]];

		list[i] = (struct line){b->x0, b->y0, b->x1, b->y1, lines[i]};
		w.height += (b->y1 - b->y0) / (double)n;
	}
	if (!st)
		st = order_part(&w, list, n, 0, err);
	for (i = 0; !st && i < n; i++)
		lines[i] = list[i].index;
	free(list);
	free(w.sorted);
	return st;
}

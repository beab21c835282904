/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading order. Engines that find columns write them one after the other, and
 * what they write is kept. Some go over the page from top to bottom and write
 * lines that stand side by side one after the other: such a page is put into
 * the order of its columns here.
 *
 * Where two lines follow each other side by side, the middle between them is a
 * cut. A line that reaches over a cut stands over columns, such as a head, and
 * divides the page into bands; in a band the columns between the cuts follow
 * each other.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "layout/layout.h"
#include "layout/order.h"

#include <stdlib.h>
#include <string.h>

/* Of so many lines one has its neighbour of the file at its side. */
#define SIDE_BY_SIDE 5u

/* Where a line comes in the order. */
struct rank {
	uint32_t image, band, column;
	double y;
	size_t box;
};

static double middle(const struct nb_box *b)
{
	return (b->y0 + b->y1) / 2;
}

/* b stands to the right or left of a, and more than half of it is level. */
static bool beside(const struct nb_box *a, const struct nb_box *b)
{
	double half = (b->y1 - b->y0) / 2, off = middle(b) - middle(a);

	return a->image == b->image && off > -half && off < half &&
	       (a->x1 <= b->x0 || b->x1 <= a->x0);
}

static double cut_between(const struct nb_box *a, const struct nb_box *b)
{
	return a->x1 <= b->x0 ? (a->x1 + b->x0) / 2 : (b->x1 + a->x0) / 2;
}

/* The cuts of one image. */
struct cuts {
	double *list;
	size_t count;
	double height; /* of a line */
};

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Cuts that are closer than a line is high are one. */
static void merge(struct cuts *c)
{
	size_t i, n = 0;

	qsort(c->list, c->count, sizeof(*c->list), by_value);
	for (i = 0; i < c->count; i++)
		if (n == 0 || c->list[i] - c->list[n - 1] > c->height)
			c->list[n++] = c->list[i];
	c->count = n;
}

/* How many of an image's lines, list[0] to list[n - 1], have their neighbour at
 * their side; and the cuts. */
static size_t find_cuts(const struct nb_box *list, size_t n, struct cuts *c)
{
	size_t i;

	c->count = 0;
	c->height = 0;
	for (i = 0; i < n; i++)
		c->height += (list[i].y1 - list[i].y0) / (double)n;
	for (i = 1; i < n; i++)
		if (beside(&list[i - 1], &list[i]))
			c->list[c->count++] =
				cut_between(&list[i - 1], &list[i]);
	i = c->count;
	merge(c);
	return i;
}

/* How many cuts are left of x. */
static uint32_t column_at(const struct cuts *c, double x)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->list[mid] < x)
			low = mid + 1;
		else
			high = mid;
	}
	return (uint32_t)low;
}

static int by_y(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->y < y->y || x->y > y->y)
		return x->y < y->y ? -1 : 1;
	return (x->box > y->box) - (x->box < y->box);
}

static int by_rank(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->image != y->image)
		return x->image < y->image ? -1 : 1;
	if (x->band != y->band)
		return x->band < y->band ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return by_y(a, b);
}

/* The ranks of an image's lines, which stand in `ranks` already. */
static void rank_columns(const struct nb_box *boxes, struct rank *ranks,
			 size_t n, const struct cuts *c)
{
	double margin = c->height / 2;
	uint32_t band = 0;
	size_t i;

	qsort(ranks, n, sizeof(*ranks), by_y);
	for (i = 0; i < n; i++) {
		const struct nb_box *b = &boxes[ranks[i].box];
		bool over = column_at(c, b->x0 + margin) <
			    column_at(c, b->x1 - margin);

		band += over;
		ranks[i].band = band;
		ranks[i].column = over ? 0 : column_at(c, (b->x0 + b->x1) / 2);
		/* Below the line that divides. */
		band += over;
	}
}

/* The ranks of all lines; true when that changes the order. */
static bool rank_lines(const struct nb_layout *l, struct rank *ranks,
		       struct cuts *c)
{
	size_t i, from, n;
	bool changed = false;

	for (i = 0; i < l->count; i++)
		ranks[i] = (struct rank){.image = l->boxes[i].image,
					 .y = middle(&l->boxes[i]),
					 .box = i};
	for (from = 0; from < l->count; from += n) {
		for (n = 1; from + n < l->count &&
			    ranks[from + n].image == ranks[from].image;
		     n++)
			;
		if (find_cuts(l->boxes + from, n, c) * SIDE_BY_SIDE >= n &&
		    n > 1) {
			rank_columns(l->boxes, ranks + from, n, c);
			qsort(ranks + from, n, sizeof(*ranks), by_rank);
			changed = true;
		}
	}
	return changed;
}

enum nb_status nb_layout_arrange(struct nb_layout *l, const size_t *lines,
				 struct nb_error *err)
{
	struct nb_layout out = {.count = 0};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < l->count; i++) {
		struct nb_box box = l->boxes[lines[i]];
		const uint8_t *text = l->text.data + box.offset;

		box.offset = out.text.len;
		if (nb_buf_add(&out.text, text, box.len) ||
		    nb_buf_puts(&out.text, "\n"))
			st = nb_fail_mem(err);
		else
			st = nb_layout_add(&out, &box, err);
	}
	if (st) {
		nb_layout_free(&out);
		return st;
	}
	nb_layout_free(l);
	*l = out;
	return NB_OK;
}

static enum nb_status put_in_order(struct nb_layout *l,
				   const struct rank *ranks,
				   struct nb_error *err)
{
	size_t i, *lines = nb_alloc(l->count, sizeof(*lines));
	enum nb_status st;

	if (!lines)
		return nb_fail_mem(err);
	for (i = 0; i < l->count; i++)
		lines[i] = ranks[i].box;
	st = nb_layout_arrange(l, lines, err);
	free(lines);
	return st;
}

/* Columns that are set upright have no lines in rows. */
static bool upright(const struct nb_layout *l)
{
	size_t i, n = 0;

	for (i = 0; i < l->count; i++)
		n += l->boxes[i].y1 - l->boxes[i].y0 >
		     2 * (l->boxes[i].x1 - l->boxes[i].x0);
	return n * 2 > l->count;
}

enum nb_status nb_layout_order(struct nb_layout *l, struct nb_error *err)
{
	struct rank *ranks = nb_alloc(l->count, sizeof(*ranks));
	struct cuts c = {.list = nb_alloc(l->count, sizeof(double))};
	enum nb_status st = ranks && c.list ? NB_OK : nb_fail_mem(err);

	if (!st && !upright(l) && rank_lines(l, ranks, &c))
		st = put_in_order(l, ranks, err);
	free(ranks);
	free(c.list);
	return st;
}

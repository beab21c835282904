/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading order by the places of the lines. Images of upright text are ordered
 * by upright.c, and those of level text here.
 *
 * Engines that find columns write them one after the other, and their order is
 * kept. Some go over the page from top to bottom and write lines that are side
 * by side one after the other. Such a page is put into the order of its columns
 * here.
 *
 * Where two successive lines are side by side, a cut is somewhere between them:
 * near one of them, perhaps, if that is a short one, so that the gaps of all
 * such pairs are put together. A line that reaches across a cut, such as a
 * head, is above or below columns and divides the page into bands. In a band,
 * the columns between the cuts follow each other from left to right.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/layout.h"
#include "layout/lines/order.h"
#include "layout/lines/upright.h"

#include <stdlib.h>
#include <string.h>

/*
 * A page is in rows if one of so many lines is beside the line before it. A
 * file in columns has few such lines.
 */
#define SIDE_BY_SIDE 5u

/* The place of a line in the order, compared field by field. */
struct rank {
	uint32_t image, band, column;
	double y;   /* middle of the line */
	size_t box; /* its index */
};

/* The y of the middle of a line. */
static double middle_y(const struct nb_box *b)
{
	return (b->y0 + b->y1) / 2;
}

/*
 * Is b to the right or left of a, and level with it to more than half of its
 * height?
 */
static bool beside(const struct nb_box *a, const struct nb_box *b)
{
	double half = (b->y1 - b->y0) / 2, off = middle_y(b) - middle_y(a);

	return a->image == b->image && off > -half && off < half &&
	       (a->x1 <= b->x0 || b->x1 <= a->x0);
}

/* Where a cut may be, and where it is then: in the middle. */
struct cut {
	double from, to;
};

/* The gap between two lines that are side by side. */
static struct cut cut_between(const struct nb_box *a, const struct nb_box *b)
{
	return a->x1 <= b->x0 ? (struct cut){a->x1, b->x0}
			      : (struct cut){b->x1, a->x0};
}

static double middle_of(const struct cut *c)
{
	return (c->from + c->to) / 2;
}

/* The cuts of one image, rising. The list has room for one cut a line. */
struct cuts {
	struct cut *list;
	size_t count;
	double height; /* mean height of a line */
};

static int by_end(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;

	return (x->to > y->to) - (x->to < y->to);
}

/*
 * Make one cut of all gaps that overlap, where all of them are. Of cuts that
 * are closer together than a line is high, keep the first.
 */
static void merge_cuts(struct cuts *c)
{
	size_t i, n = 0;

	if (c->count)
		qsort(c->list, c->count, sizeof(*c->list), by_end);
	for (i = 0; i < c->count; i++) {
		struct cut *last = n ? &c->list[n - 1] : NULL;

		/* The last one ends before this one does. */
		if (last && c->list[i].from < last->to) {
			if (c->list[i].from > last->from)
				last->from = c->list[i].from;
		} else if (!last || middle_of(&c->list[i]) - middle_of(last) >
					    c->height) {
			c->list[n++] = c->list[i];
		}
	}
	c->count = n;
}

/*
 * Find the cuts of an image, whose lines are list[0] to list[n - 1]. Returns
 * how many lines are beside the line before them.
 */
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
	i = c->count; /* before they are merged */
	merge_cuts(c);
	return i;
}

/* The number of cuts to the left of x. */
static uint32_t column_at(const struct cuts *c, double x)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (middle_of(&c->list[mid]) < x)
			low = mid + 1;
		else
			high = mid;
	}
	return (uint32_t)low;
}

/* From top to bottom; lines at the same height keep the order of the file. */
static int by_y(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->y < y->y || x->y > y->y)
		return x->y < y->y ? -1 : 1;
	return (x->box > y->box) - (x->box < y->box);
}

/* By image, band, column and height. */
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

/*
 * Give ranks to the lines of an image, which `ranks` lists already. They are
 * visited from top to bottom, so that a line across a cut begins a new band,
 * and the lines after it another.
 */
static void rank_columns(const struct nb_box *boxes, struct rank *ranks,
			 size_t n, const struct cuts *c)
{
	double margin = c->height / 2;
	uint32_t band = 0;
	size_t i;

	qsort(ranks, n, sizeof(*ranks), by_y);
	for (i = 0; i < n; i++) {
		const struct nb_box *b = &boxes[ranks[i].box];
		/* Half a height of tolerance at each end. */
		bool over = column_at(c, b->x0 + margin) <
			    column_at(c, b->x1 - margin);

		band += over;
		ranks[i].band = band;
		ranks[i].column = over ? 0 : column_at(c, (b->x0 + b->x1) / 2);
		band += over;
	}
}

/*
 * Order an image of level text, whose lines `ranks` lists; false if it is not
 * in rows: then its order stays.
 */
static bool order_rows(const struct nb_layout *l, struct rank *ranks, size_t n,
		       struct cuts *c)
{
	size_t first = ranks[0].box;

	if (n < 2 || find_cuts(l->boxes + first, n, c) * SIDE_BY_SIDE < n)
		return false;
	rank_columns(l->boxes, ranks, n, c);
	qsort(ranks, n, sizeof(*ranks), by_rank);
	return true;
}

/*
 * Order the n lines of an image, from line `first` on. `lines` gets the order
 * of all lines, image by image.
 */
static enum nb_status order_image(struct nb_layout *l, size_t first, size_t n,
				  struct rank *ranks, struct cuts *c,
				  size_t *lines, struct nb_error *err)
{
	enum nb_upright upright = nb_upright_share(l, first, n);
	bool doubt = false, moved = false;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = first; i < first + n; i++)
		lines[i] = i;
	if (upright != NB_UPRIGHT_NONE)
		st = nb_upright_order(l, first, n, lines + first, &doubt, err);
	for (i = first; !st && i < first + n; i++)
		moved = moved || lines[i] != i;
	l->order_in_doubt |= moved && (doubt || upright == NB_UPRIGHT_HALF);
	if (st || upright == NB_UPRIGHT_MOST)
		return st;
	for (i = first; i < first + n; i++) {
		lines[i] = i;
		ranks[i - first] = (struct rank){.image = l->boxes[i].image,
						 .y = middle_y(&l->boxes[i]),
						 .box = i};
	}
	if (order_rows(l, ranks, n, c))
		for (i = 0; i < n; i++)
			lines[first + i] = ranks[i].box;
	return NB_OK;
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
	nb_layout_replace(l, &out);
	return NB_OK;
}

/* Order the images one after the other. */
static enum nb_status order_images(struct nb_layout *l, struct rank *ranks,
				   struct cuts *c, size_t *lines,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t from, n;

	for (from = 0; !st && from < l->count; from += n) {
		for (n = 1; from + n < l->count &&
			    l->boxes[from + n].image == l->boxes[from].image;
		     n++)
			;
		st = order_image(l, from, n, ranks, c, lines, err);
	}
	return st;
}

enum nb_status nb_layout_order(struct nb_layout *l, struct nb_error *err)
{
	struct rank *ranks = nb_alloc(l->count, sizeof(*ranks));
	struct cuts c = {.list = nb_alloc(l->count, sizeof(struct cut))};
	size_t *lines = nb_alloc(l->count, sizeof(*lines));
	enum nb_status st = ranks && c.list && lines ? NB_OK : nb_fail_mem(err);

	if (!st)
		st = order_images(l, ranks, &c, lines, err);
	if (!st)
		st = nb_layout_arrange(l, lines, err);
	free(ranks);
	free(c.list);
	free(lines);
	return st;
}

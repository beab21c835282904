/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Computing the geometry of breaks (geometry.h).
 *
 * Scans are askew, boxes are cut too tight or too wide, and an engine loses
 * characters. So the sizes of the page are medians, and an edge of a column is
 * a value on which two lines agree. A page whose boxes are mostly upright is
 * written in vertical columns; turning it by a quarter makes everything else
 * the same for both.
 */
#include "page/place/geometry.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/text/shape.h"

#include <stdlib.h>
#include <string.h>

/*
 * Boxes before and after a break from which its column is found. More would
 * bend the edges of a page that was photographed askew.
 */
#define NEARBY 6
/* Half em. A narrower line does not tell how wide its characters are. */
#define TELLING 16
/* Two lines agree on an edge if they differ by no more, in em. */
#define AGREE 1.0
/* Rounds of finding a median; a page has some thousands of lines. */
#define ROUNDS_MAX 48u
/* Lengths are cut off here, in em. */
#define FAR 99.0

/* A box, turned to horizontal writing, in units of the layout. */
struct place {
	uint32_t image;
	double x0, y0, x1, y1;
	unsigned width; /* of its text, in half em */
};

/* The edges of the column in which a box stands. */
struct column {
	double left, right;
};

/* The boxes of a page and its sizes. */
struct plan {
	struct place *list; /* of the boxes, in the order of the text */
	size_t count;
	double *sorted; /* scratch: room for a number for each box */
	/* Width of a full-width character; distance of lines. */
	double em, pitch;
	/* The column that was found last, and the box that it is of plus 1: the
	 * next break, as a rule, begins with that box. 0: none. */
	struct column column;
	size_t column_of;
};

static double clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * Put the lower part of a list before the higher part, around one of its
 * values; list[*low] to list[*high], with both inside of the list as it is
 * given, are the part that still has the n-th value.
 */
static void part(double *list, size_t n, size_t *low, size_t *high)
{
	double value = list[*low + (*high - *low) / 2];
	size_t from = *low, to = *high;

	for (;;) {
		double other;

		while (list[from] < value)
			from++;
		while (list[to] > value)
			to--;
		if (from >= to)
			break;
		other = list[from];
		list[from++] = list[to];
		list[to--] = other;
	}
	/* All up to `to` are at most `value`, all from `from` on at least. */
	if (n <= to && from > to)
		*high = to;
	else if (n >= from && from > to)
		*low = from;
	else if (n < from)
		*high = from - 1;
	else if (n > to)
		*low = to + 1;
	else
		*low = *high = n;
}

/*
 * The median of a list, whose order changes; `otherwise` if it is empty. Each
 * round halves the list as a rule. A list that was made to need more is sorted.
 */
static double median(double *list, size_t count, double otherwise)
{
	size_t low = 0, high = count - 1, n = count / 2, rounds = 0;

	if (count == 0)
		return otherwise;
	while (low < high && rounds++ < ROUNDS_MAX)
		part(list, n, &low, &high);
	if (low < high)
		qsort(list + low, high - low + 1, sizeof(*list), by_value);
	return list[n];
}

static double middle(const struct place *p)
{
	return (p->y0 + p->y1) / 2;
}

/*
 * True if one box stands under the other: they share half the width of the
 * narrower one.
 */
static bool stacked(const struct place *a, const struct place *b)
{
	double from = a->x0 > b->x0 ? a->x0 : b->x0;
	double to = a->x1 < b->x1 ? a->x1 : b->x1;
	double wa = a->x1 - a->x0, wb = b->x1 - b->x0;

	return a->image == b->image && 2 * (to - from) >= (wa < wb ? wa : wb);
}

/* ---- the page */

/*
 * If most lines are upright, turn the page by a quarter: columns of Chinese
 * follow one another from right to left, as lines do from top to bottom.
 */
static void turn(struct plan *p)
{
	size_t i, upright = 0, level = 0;

	for (i = 0; i < p->count; i++) {
		const struct place *b = &p->list[i];

		/* A box of a few characters may be nearly square. */
		if (b->width < TELLING / 2)
			continue;
		upright += b->y1 - b->y0 > b->x1 - b->x0;
		level += b->y1 - b->y0 < b->x1 - b->x0;
	}
	if (upright <= level)
		return;
	for (i = 0; i < p->count; i++) {
		struct place *b = &p->list[i], from = *b;

		b->x0 = from.y0;
		b->x1 = from.y1;
		b->y0 = -from.x1;
		b->y1 = -from.x0;
	}
}

/*
 * Find the em and the line pitch of the page. The height of a box is a first
 * estimate of the em, the width per character a better one.
 */
static void measure(struct plan *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->count; i++)
		p->sorted[i] = p->list[i].y1 - p->list[i].y0;
	p->em = median(p->sorted, p->count, 1);
	for (i = 0; i < p->count; i++)
		if (p->list[i].width >= TELLING)
			p->sorted[n++] = 2 * (p->list[i].x1 - p->list[i].x0) /
					 p->list[i].width;
	p->em = median(p->sorted, n, p->em);
	/* Boxes may be empty; the sizes are divisors. */
	if (p->em <= 0)
		p->em = 1;
	for (n = 0, i = 1; i < p->count; i++) {
		double down = middle(&p->list[i]) - middle(&p->list[i - 1]);

		if (down > 0 && stacked(&p->list[i - 1], &p->list[i]))
			p->sorted[n++] = down;
	}
	p->pitch = median(p->sorted, n, p->em);
	if (p->pitch <= 0)
		p->pitch = p->em;
}

/* Take over the boxes in the order of the text, and measure. */
static enum nb_status plan_make(struct plan *p, const struct nb_layout *layout,
				const struct nb_order *order,
				struct nb_error *err)
{
	size_t i;

	p->count = order->count;
	p->list = nb_alloc(p->count, sizeof(*p->list));
	p->sorted = nb_alloc(p->count, sizeof(*p->sorted));
	if (!p->list || !p->sorted)
		return nb_fail_mem(err);
	for (i = 0; i < p->count; i++) {
		const struct nb_box *b = &layout->boxes[order->boxes[i]];

		p->list[i] = (struct place){
			b->image,
			b->x0,
			b->y0,
			b->x1,
			b->y1,
			nb_shape_width((const char *)layout->text.data + b->offset, b->len)};
	}
	turn(p);
	measure(p);
	return NB_OK;
}

/* ---- one break */

/*
 * The lowest value with which a second one agrees, so that a single box that
 * sticks out makes no edge; if no two agree, the lowest value. The list is
 * sorted in place as far as it is looked at, which is seldom beyond the second
 * value.
 */
static double edge(double *list, size_t count, double em)
{
	size_t i, k;

	for (i = 0; i < count; i++) {
		for (k = i + 1; k < count; k++) {
			double value = list[k];

			if (value >= list[i])
				continue;
			list[k] = list[i];
			list[i] = value;
		}
		if (i && list[i] - list[i - 1] <= AGREE * em)
			return list[i - 1];
	}
	return list[0];
}

/* The column of box i, by the boxes nearby that stand above or below it. */
static struct column column_of(struct plan *p, size_t i)
{
	double starts[2 * NEARBY + 1], ends[2 * NEARBY + 1];
	size_t from = i > NEARBY ? i - NEARBY : 0, n = 1, k;

	if (p->column_of == i + 1)
		return p->column;

	starts[0] = p->list[i].x0;
	ends[0] = -p->list[i].x1;
	for (k = from; k < p->count && k <= i + NEARBY; k++) {
		if (k == i || !stacked(&p->list[i], &p->list[k]))
			continue;
		starts[n] = p->list[k].x0;
		ends[n++] = -p->list[k].x1;
	}
	p->column =
		(struct column){edge(starts, n, p->em), -edge(ends, n, p->em)};
	p->column_of = i + 1;
	return p->column;
}

/*
 * The width of a full-width character of this box; that of the page if the box
 * does not tell.
 */
static double char_width(const struct plan *p, const struct place *b)
{
	return b->width > 0 && b->x1 > b->x0 ? 2 * (b->x1 - b->x0) / b->width
					     : p->em;
}

/* A length of the layout in em, no longer than FAR. */
static double in_em(const struct plan *p, double length)
{
	return clamp(length / p->em, -FAR, FAR);
}

/*
 * How much larger the type of r is than that of l. Both the width and the
 * height of the boxes must say so: a line that lost characters seems wide, and
 * one that is askew seems high. The smaller of both differences counts.
 */
static double size(const struct plan *p, const struct place *l,
		   const struct place *r)
{
	double wide = char_width(p, r) / char_width(p, l);
	double lh = l->y1 - l->y0, rh = r->y1 - r->y0;
	double high = lh > 0 ? rh / lh : 1;

	if (wide > 1 && high > 1)
		return clamp(wide < high ? wide : high, 1, 10);
	if (wide < 1 && high < 1)
		return clamp(wide > high ? wide : high, .1, 1);
	return 1;
}

/* Does r stand on a row below l? */
static bool below(const struct plan *p, const struct place *l,
		  const struct place *r)
{
	return l->image == r->image && middle(r) - middle(l) > p->pitch / 2;
}

/* The geometry of the break before box i, i > 0. */
static struct nb_geometry geometry_of(struct plan *p, size_t i)
{
	const struct place *l = &p->list[i - 1], *r = &p->list[i];
	const struct place *n = i + 1 < p->count ? r + 1 : NULL;
	struct column cl = column_of(p, i - 1), cr = column_of(p, i);
	struct nb_geometry g = {
		.same_image = l->image == r->image,
		.same_column = stacked(l, r),
		.left_indent = in_em(p, l->x0 - cl.left),
		.indent = in_em(p, r->x0 - cr.left),
		.room = in_em(p, cl.right - l->x1),
		.right_room = in_em(p, cr.right - r->x1),
		.size = size(p, l, r),
	};
	double off = g.indent - g.right_room;

	g.centred = g.indent > 1 && g.right_room > 1 && off > -2 && off < 2;
	if (below(p, l, r))
		g.step = in_em(p, r->x0 - l->x0);
	if (g.same_column) {
		g.drop = clamp((middle(r) - middle(l)) / p->pitch, -9, 9);
	}
	if (n && below(p, r, n))
		g.next_step = in_em(p, n->x0 - r->x0);
	return g;
}

enum nb_status nb_geometry_make(const struct nb_blocks *blocks,
				const struct nb_layout *layout,
				struct nb_geometry **geometry,
				struct nb_error *err)
{
	struct plan p = {.count = 0};
	struct nb_geometry *out = nb_alloc(blocks->count, sizeof(*out));
	struct nb_order order = {.count = 0};
	enum nb_status st = out ? nb_order_make(blocks, layout, &order, err)
				: nb_fail_mem(err);
	size_t i;

	if (!st)
		st = plan_make(&p, layout, &order, err);
	for (i = 1; !st && i < blocks->count; i++)
		out[i] = geometry_of(&p, order.first[i]);
	nb_order_free(&order);
	free(p.list);
	free(p.sorted);
	if (st) {
		free(out);
		out = NULL;
	}
	*geometry = out;
	return st;
}

enum nb_status nb_geometry_columns(const struct nb_layout *layout,
				   const struct nb_order *order, bool **begins,
				   struct nb_error *err)
{
	struct plan p = {.count = 0};
	enum nb_status st = plan_make(&p, layout, order, err);
	size_t i;

	*begins = st ? NULL : nb_alloc(order->count, sizeof(**begins));
	if (!st && !*begins)
		st = nb_fail_mem(err);
	for (i = 1; !st && i < order->count; i++) {
		const struct place *l = &p.list[i - 1], *r = &p.list[i];

		(*begins)[i] = l->image == r->image && !stacked(l, r) &&
			       middle(l) - middle(r) > p.pitch / 2;
	}
	free(p.list);
	free(p.sorted);
	return st;
}

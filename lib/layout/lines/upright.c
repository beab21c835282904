/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reading order of upright text, by the places of its lines alone.
 *
 * A page is divided by cuts, again and again. A level cut that no line crosses
 * parts two tiers, of which the upper one comes first. Where there is none, the
 * page is divided by upright cuts into strips, which follow each other from
 * right to left. A tall head beside two tiers is such a strip; the strips next
 * to it which have the same level cut are taken together, and are divided by
 * that cut again, if it is wide or if there are lines on both sides of it in
 * more than one strip. Level lines, such as heads and captions, are cut like
 * others. A part with level lines only is read from left to right.
 *
 * Scans are not quite straight and engines draw wide boxes, so that lines are
 * taken a little narrower than their boxes.
 */
#include "layout/lines/upright.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* What is taken off each side of a box, in sizes of a character, at first and
 * where no cut is found. */
#define MARGIN .12
#define MARGIN_WIDE .35
/* What is added to each end of a level line: a head is often a little shorter
 * than the lines under it are wide together. */
#define OVERHANG .6
/* How much longer than wide a line must be to be upright, or level. */
#define LONGER 1.25
/* Shares of upright characters, in percent, that make the order one of upright
 * text, or leave it open. */
#define SHARE_MOST 50u
#define SHARE_HALF 35u
/* Parts in one another, and strips looked at for a common cut: a page needs a
 * dozen; what is beyond is in the order of its right edges. */
#define DEPTH_MAX 24
/* A level cut that is wider, in sizes of a character, or has so many strips on
 * both of its sides, parts tiers. */
#define TIERS_APART 1.5
#define STRIPS_PARTED 2u
#define STRIPS_MAX 64u
#define INTERVALS_MAX 32u

/* A line of the image. */
struct line {
	double x0, y0, x1, y1;
	size_t index; /* in the layout */
	bool level;
};

/* The lines of one image; `part` sorts them in place. */
struct work {
	struct line *lines;
	double size;   /* of a character */
	double margin; /* in the unit of the boxes */
	bool doubt;
};

/* Lines that no cut divides in one direction: list[from] to list[to - 1]. */
struct group {
	size_t from, to;
};

/* ---- the kind of lines */

static size_t characters(const struct nb_layout *l, const struct nb_box *b)
{
	return nb_utf8_count((const char *)l->text.data + b->offset, b->len);
}

/* Is the line clearly longer in one direction: 1 upright, -1 level, 0 neither?
 */
static int direction(const struct nb_box *b)
{
	double wide = b->x1 - b->x0, high = b->y1 - b->y0;

	if (high > LONGER * wide)
		return 1;
	return wide > LONGER * high ? -1 : 0;
}

bool nb_upright_line(const struct nb_layout *l, const struct nb_box *b)
{
	return direction(b) > 0 && characters(l, b) > 1;
}

enum nb_upright nb_upright_share(const struct nb_layout *l, size_t first,
				 size_t n)
{
	size_t i, upright = 0, all = 0;

	for (i = first; i < first + n; i++) {
		const struct nb_box *b = &l->boxes[i];
		size_t count = characters(l, b);

		/* A single character has no direction. */
		if (count < 2 || direction(b) == 0)
			continue;
		all += count;
		if (direction(b) > 0)
			upright += count;
	}
	if (all == 0 || upright * 100 < all * SHARE_HALF)
		return NB_UPRIGHT_NONE;
	return upright * 100 > all * SHARE_MOST ? NB_UPRIGHT_MOST
						: NB_UPRIGHT_HALF;
}

/* The size of a character: the median of the shorter sides; 0: no memory. */
static double character_size(const struct line *lines, size_t n)
{
	double *sides = nb_alloc(n, sizeof(*sides)), size;
	size_t i;

	if (!sides)
		return 0;
	for (i = 0; i < n; i++) {
		double wide = lines[i].x1 - lines[i].x0;
		double high = lines[i].y1 - lines[i].y0;

		sides[i] = wide < high ? wide : high;
	}
	size = nb_median_length(sides, n);
	free(sides);
	return size;
}

/* ---- cuts */

/* From top to bottom; lines that begin at the same height, in the order of the
 * file. */
static int by_top(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->y0 < y->y0 || x->y0 > y->y0)
		return x->y0 < y->y0 ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* By right edges from right to left. */
static int by_right(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->x1 < y->x1 || x->x1 > y->x1)
		return x->x1 > y->x1 ? -1 : 1;
	return by_top(a, b);
}

/* By left edges from left to right. */
static int by_left(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->x0 < y->x0 || x->x0 > y->x0)
		return x->x0 < y->x0 ? -1 : 1;
	return by_top(a, b);
}

/* What a line covers of an axis, as it counts for cuts: from `from` to `to`. */
static void extent(const struct work *w, const struct line *l, bool down,
		   double *from, double *to)
{
	*from = down ? l->y0 : -l->x1;
	*to = down ? l->y1 : -l->x0;
	if (!down && l->level) {
		*from -= OVERHANG * w->size;
		*to += OVERHANG * w->size;
	}
	/* A line that is thinner than its margins remains a point. */
	if (*to - *from > 2 * w->margin) {
		*from += w->margin;
		*to -= w->margin;
	} else {
		*from = *to = (*from + *to) / 2;
	}
}

/*
 * Sort the lines downwards, or from right to left, and divide them by all cuts
 * into groups, for which there is room; returns how many there are.
 */
static size_t divide(const struct work *w, struct line *list, size_t n,
		     bool down, struct group *groups)
{
	double from, to, reach = 0;
	size_t i, count = 0;

	qsort(list, n, sizeof(*list), down ? by_top : by_right);
	for (i = 0; i < n; i++) {
		extent(w, &list[i], down, &from, &to);
		if (count == 0 || from > reach) {
			groups[count++] = (struct group){i, i + 1};
			reach = to;
		}
		groups[count - 1].to = i + 1;
		if (to > reach)
			reach = to;
	}
	return count;
}

static bool all_level(const struct line *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!list[i].level)
			return false;
	return true;
}

/* ---- strips with a common cut */

/* Parts of the height that lines cover, in order and apart from each other. */
struct cover {
	double from[INTERVALS_MAX], to[INTERVALS_MAX];
	size_t count;
};

/* Add a part of the height; beyond the limit, the last part grows. */
static void add_interval(struct cover *c, double from, double to)
{
	size_t first = 0, last, i;

	while (first < c->count && c->to[first] < from)
		first++;
	for (last = first; last < c->count && c->from[last] <= to; last++) {
		from = c->from[last] < from ? c->from[last] : from;
		to = c->to[last] > to ? c->to[last] : to;
	}
	if (last == first && c->count == INTERVALS_MAX) {
		c->to[c->count - 1] =
			to > c->to[c->count - 1] ? to : c->to[c->count - 1];
		return;
	}
	if (last == first) {
		for (i = c->count++; i > first; i--) {
			c->from[i] = c->from[i - 1];
			c->to[i] = c->to[i - 1];
		}
	} else {
		size_t gone = last - first - 1;

		for (i = last; i < c->count; i++) {
			c->from[i - gone] = c->from[i];
			c->to[i - gone] = c->to[i];
		}
		c->count -= gone;
	}
	c->from[first] = from;
	c->to[first] = to;
}

/* Add the upright lines of a strip: heads and captions make no tiers. */
static void cover_group(const struct work *w, const struct line *list,
			const struct group *g, struct cover *c)
{
	double from, to;
	size_t i;

	for (i = g->from; i < g->to; i++) {
		if (list[i].level)
			continue;
		extent(w, &list[i], true, &from, &to);
		add_interval(c, from, to);
	}
}

/* How many strips have upright lines on both sides of the height `at`. */
static size_t parted_strips(const struct work *w, const struct line *list,
			    const struct group *strips, size_t n, double at)
{
	size_t i, k, parted = 0;
	double from, to;

	for (i = 0; i < n; i++) {
		bool above = false, below = false;

		for (k = strips[i].from; k < strips[i].to; k++) {
			if (list[k].level)
				continue;
			extent(w, &list[k], true, &from, &to);
			above |= to <= at;
			below |= from >= at;
		}
		parted += above && below;
	}
	return parted;
}

/*
 * Does one of the level cuts between the parts of the height divide tiers? The
 * end of a paragraph beside the first line of the next one, or a column that an
 * engine read in two halves, leave cuts as well; but these are narrow, and few
 * strips have lines on both sides of them.
 */
static bool divides_tiers(const struct work *w, const struct line *list,
			  const struct group *strips, size_t n,
			  const struct cover *c)
{
	size_t i;

	for (i = 1; i < c->count; i++) {
		double from = c->to[i - 1], to = c->from[i];

		if (to - from > TIERS_APART * w->size ||
		    parted_strips(w, list, strips, n, (from + to) / 2) >=
			    STRIPS_PARTED)
			return true;
	}
	return false;
}

/*
 * How many of the strips, from the first one on, have a level cut in common; 1
 * if the first one has none with others.
 */
static size_t common_strips(const struct work *w, const struct line *list,
			    const struct group *strips, size_t n)
{
	struct cover c = {.count = 0};
	size_t i, common = 0;

	for (i = 0; i < n && i < STRIPS_MAX; i++) {
		cover_group(w, list, &strips[i], &c);
		if (c.count > 1 && divides_tiers(w, list, strips, i + 1, &c))
			common = i + 1;
		else if (common)
			break;
	}
	return common ? common : 1;
}

/* ---- parts */

static enum nb_status part(struct work *w, struct line *list, size_t n,
			   int depth, struct nb_error *err);

/* Order the strips of a part, those with a common level cut together. */
static enum nb_status order_strips(struct work *w, struct line *list,
				   const struct group *strips, size_t count,
				   int depth, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, n;

	for (i = 0; !st && i < count; i += n) {
		size_t from = strips[i].from;

		n = common_strips(w, list, strips + i, count - i);
		st = part(w, list + from, strips[i + n - 1].to - from,
			  depth + 1, err);
	}
	return st;
}

/*
 * Order level heads that stand side by side above the tier after them, which is
 * list[0] to list[n - 1] together with it: each head comes before the lines
 * under it. *done is false if they are not clearly apart; then the lines are
 * sorted from top to bottom again.
 */
static enum nb_status order_heads(struct work *w, struct line *list,
				  size_t heads, size_t n, int depth, bool *done,
				  struct nb_error *err)
{
	struct group *strips = nb_alloc(n, sizeof(*strips));
	enum nb_status st = NB_OK;
	size_t count;

	*done = false;
	if (!strips)
		return nb_fail_mem(err);
	if (divide(w, list, heads, false, strips) > 1) {
		count = divide(w, list, n, false, strips);
		*done = count > 1;
		if (*done)
			st = order_strips(w, list, strips, count, depth, err);
	}
	if (!st && !*done)
		(void)divide(w, list, n, true, strips);
	free(strips);
	return st;
}

/*
 * Order the tiers of a part. Tiers of level lines that follow each other are
 * one part, because they may be columns.
 */
static enum nb_status order_tiers(struct work *w, struct line *list,
				  const struct group *tiers, size_t count,
				  int depth, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, next;

	for (i = 0; !st && i < count; i = next) {
		size_t from = tiers[i].from, to = tiers[i].to;
		bool done = false, level = all_level(list + from, to - from);

		next = i + 1;
		while (level && next < count &&
		       all_level(list + to, tiers[next].to - to))
			to = tiers[next++].to;
		if (level && next < count) {
			st = order_heads(w, list + from, to - from,
					 tiers[next].to - from, depth, &done,
					 err);
			next += done;
		}
		if (!st && !done)
			st = part(w, list + from, to - from, depth + 1, err);
	}
	return st;
}

/*
 * Order level lines: columns from left to right, if an upright cut divides
 * them; otherwise the uppermost line, and then the others likewise.
 */
static enum nb_status order_level(struct work *w, struct line *list, size_t n,
				  struct group *groups, int depth,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t count = 0, i;

	for (; n > 1; depth++) {
		count = divide(w, list, n, false, groups);
		if (count > 1)
			break;
		count = divide(w, list, n, true, groups);
		if (count < 2 || depth > DEPTH_MAX)
			return NB_OK;
		/* The uppermost line or row; a head across columns, perhaps. */
		qsort(list, groups[0].to, sizeof(*list), by_left);
		list += groups[0].to;
		n -= groups[0].to;
	}
	if (n < 2)
		return NB_OK;
	/* They are from right to left now: turn the columns round. */
	for (i = 0; i < n / 2; i++) {
		struct line swap = list[i];

		list[i] = list[n - 1 - i];
		list[n - 1 - i] = swap;
	}
	for (i = count; !st && i-- > 0;)
		st = part(w, list + (n - groups[i].to),
			  groups[i].to - groups[i].from, depth + 1, err);
	return st;
}

/* Lines that no cut divides: from right to left by their middles. */
static void order_overlapping(struct work *w, struct line *list, size_t n)
{
	/* Of two lines, the edges tell; of more, they may tell nothing. */
	w->doubt |= n > 2;
	qsort(list, n, sizeof(*list), by_right);
}

/* Try the cuts of one margin; *done tells whether one divided the part. */
static enum nb_status cut_part(struct work *w, struct line *list, size_t n,
			       struct group *groups, int depth, bool *done,
			       struct nb_error *err)
{
	size_t count = divide(w, list, n, true, groups);

	*done = true;
	if (count > 1)
		return order_tiers(w, list, groups, count, depth, err);
	count = divide(w, list, n, false, groups);
	if (count > 1)
		return order_strips(w, list, groups, count, depth, err);
	*done = false;
	return NB_OK;
}

/* Order a part of the page. */
static enum nb_status part(struct work *w, struct line *list, size_t n,
			   int depth, struct nb_error *err)
{
	struct group *groups;
	double margin = w->margin;
	bool done = false;
	enum nb_status st;

	if (n < 2)
		return NB_OK;
	groups = nb_alloc(n, sizeof(*groups));
	if (!groups)
		return nb_fail_mem(err);
	if (all_level(list, n)) {
		st = order_level(w, list, n, groups, depth, err);
		done = true;
	} else {
		st = depth < DEPTH_MAX
			     ? cut_part(w, list, n, groups, depth, &done, err)
			     : NB_OK;
	}
	if (!st && !done && depth < DEPTH_MAX) {
		w->margin = MARGIN_WIDE * w->size;
		st = cut_part(w, list, n, groups, depth, &done, err);
		w->margin = margin;
	}
	if (!st && !done)
		order_overlapping(w, list, n);
	free(groups);
	return st;
}

enum nb_status nb_upright_order(const struct nb_layout *l, size_t first,
				size_t n, size_t *lines, bool *doubt,
				struct nb_error *err)
{
	struct work w = {.lines = nb_alloc(n, sizeof(*w.lines))};
	enum nb_status st = w.lines ? NB_OK : nb_fail_mem(err);
	size_t i;

	for (i = 0; !st && i < n; i++) {
		const struct nb_box *b = &l->boxes[first + i];

		w.lines[i] = (struct line){
			b->x0,	   b->y0,
			b->x1,	   b->y1,
			first + i, direction(b) < 0 && characters(l, b) > 1};
	}
	if (!st)
		w.size = character_size(w.lines, n);
	w.margin = MARGIN * w.size;
	if (!st && !(w.size > 0))
		st = nb_fail_mem(err);
	if (!st)
		st = part(&w, w.lines, n, 0, err);
	for (i = 0; !st && i < n; i++)
		lines[i] = w.lines[i].index;
	*doubt = w.doubt;
	free(w.lines);
	return st;
}

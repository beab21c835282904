/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading order by the places of the lines. Images of upright text are ordered
 * by upright.c, and those of level text by bands.c, if at all.
 *
 * Engines that find columns write them one after the other, and their order is
 * kept. Some go over the page from top to bottom and write lines that are side
 * by side one after the other. Only such a page is put into another order, that
 * of its columns.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/bands.h"
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

/* Are the n lines of an image in rows? */
static bool is_in_rows(const struct nb_box *list, size_t n)
{
	size_t i, count = 0;

	for (i = 1; i < n; i++)
		count += beside(&list[i - 1], &list[i]);
	return n > 1 && count * SIDE_BY_SIDE >= n;
}

/*
 * Order the n lines of an image or of a block, from line `first` on. `lines`
 * gets the order of all lines, one part after the other. Level lines of a block
 * stay as they are: a table, for instance, is one.
 */
static enum nb_status order_part(struct nb_layout *l, size_t first, size_t n,
				 bool block, size_t *lines,
				 struct nb_error *err)
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
	for (i = first; i < first + n; i++)
		lines[i] = i;
	return !block && is_in_rows(l->boxes + first, n)
		       ? nb_bands_order(l->boxes, lines + first, n, err)
		       : NB_OK;
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

/* Does a part end between two lines? */
static bool parted(const struct nb_layout *l, const struct nb_box *a,
		   const struct nb_box *b, bool blocks)
{
	return a->image != b->image ||
	       (blocks && nb_layout_block(l, a) != nb_layout_block(l, b));
}

/* Order the images, or the blocks, one after the other. */
static enum nb_status order_parts(struct nb_layout *l, bool blocks,
				  size_t *lines, struct nb_error *err)
{
	const struct nb_box *boxes = l->boxes;
	enum nb_status st = NB_OK;
	size_t from, to;

	for (from = 0; !st && from < l->count; from = to) {
		to = from + 1;
		while (to < l->count &&
		       !parted(l, &boxes[to - 1], &boxes[to], blocks))
			to++;
		st = order_part(l, from, to - from, blocks, lines, err);
	}
	return st;
}

/* Are the boxes level with each other to more than half of the lower one? */
static bool level_with(const struct nb_box *a, const struct nb_box *b)
{
	double from = a->y0 > b->y0 ? a->y0 : b->y0;
	double to = a->y1 < b->y1 ? a->y1 : b->y1;
	double high_a = a->y1 - a->y0, high_b = b->y1 - b->y0;

	return (to - from) * 2 > (high_a < high_b ? high_a : high_b);
}

void nb_layout_doubt(struct nb_layout *l)
{
	size_t i, to_right = 0, to_left = 0;

	for (i = 1; i < l->count; i++) {
		const struct nb_box *a = &l->boxes[i - 1], *b = &l->boxes[i];

		if (a->image != b->image || !nb_upright_line(l, a) ||
		    !nb_upright_line(l, b) || !level_with(a, b))
			continue;
		to_right += b->x0 >= a->x1;
		to_left += b->x1 <= a->x0;
	}
	l->order_in_doubt |= to_right > to_left && to_right > 1;
}

enum nb_status nb_layout_order(struct nb_layout *l, bool blocks,
			       struct nb_error *err)
{
	size_t *lines = nb_alloc(l->count, sizeof(*lines));
	enum nb_status st = lines ? NB_OK : nb_fail_mem(err);

	if (!st)
		st = order_parts(l, blocks, lines, err);
	if (!st)
		st = nb_layout_arrange(l, lines, err);
	free(lines);
	return st;
}

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

		if (a->image != b->image || !nb_box_placed(a) ||
		    !nb_box_placed(b) || !nb_upright_line(l, a) ||
		    !nb_upright_line(l, b) || !level_with(a, b))
			continue;
		to_right += b->x0 >= a->x1;
		to_left += b->x1 <= a->x0;
	}
	l->order_in_doubt |= to_right > to_left && to_right > 1;
}

/* ---- lines without a place */

/* A line, and the line of its image that it follows. */
struct follower {
	uint32_t image;
	size_t place; /* of that line in the new order, from 1; 0: none */
	size_t line;
};

static int by_place(const void *a, const void *b)
{
	const struct follower *x = a, *y = b;

	if (x->image != y->image)
		return x->image < y->image ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/*
 * Copy the boxes of images on which most lines have a place, without those
 * that have none. index[i] is the line that box i belongs to. Returns how many
 * there are.
 */
static size_t copy_placed(const struct nb_layout *l, struct nb_box *boxes,
			  size_t *index)
{
	size_t from, to, i, placed, count = 0;

	for (from = 0; from < l->count; from = to) {
		placed = 0;
		for (to = from; to < l->count &&
				l->boxes[to].image == l->boxes[from].image;
		     to++)
			placed += nb_box_placed(&l->boxes[to]);
		for (i = from; placed * 2 > to - from && i < to; i++)
			if (nb_box_placed(&l->boxes[i])) {
				index[count] = i;
				boxes[count++] = l->boxes[i];
			}
	}
	return count;
}

/*
 * The order of all lines, from that of the placed ones: `order` of `count`
 * indexes into `index`. Any other line follows the one that it follows in the
 * file.
 */
static enum nb_status insert_others(const struct nb_layout *l,
				    const size_t *order, const size_t *index,
				    size_t count, size_t *lines,
				    struct nb_error *err)
{
	struct follower *list = nb_alloc(l->count, sizeof(*list));
	size_t i;

	if (!list)
		return nb_fail_mem(err);
	for (i = 0; i < count; i++)
		list[index[order[i]]].place = i + 1;
	for (i = 0; i < l->count; i++) {
		list[i].image = l->boxes[i].image;
		list[i].line = i;
		if (!list[i].place && i && list[i - 1].image == list[i].image)
			list[i].place = list[i - 1].place;
	}
	qsort(list, l->count, sizeof(*list), by_place);
	for (i = 0; i < l->count; i++)
		lines[i] = list[i].line;
	free(list);
	return NB_OK;
}

/* Order the lines that have a place, and the others after them. */
static enum nb_status order_placed(struct nb_layout *l, bool blocks,
				   size_t *lines, struct nb_error *err)
{
	struct nb_layout placed = *l;
	size_t *index = nb_alloc(l->count, sizeof(*index));
	size_t *order = nb_alloc(l->count, sizeof(*order));
	enum nb_status st = NB_OK;

	placed.boxes = nb_alloc(l->count, sizeof(*placed.boxes));
	if (!index || !order || !placed.boxes)
		st = nb_fail_mem(err);
	if (!st) {
		placed.count = copy_placed(l, placed.boxes, index);
		st = order_parts(&placed, blocks, order, err);
		l->order_in_doubt = placed.order_in_doubt;
	}
	if (!st)
		st = insert_others(l, order, index, placed.count, lines, err);
	free(placed.boxes);
	free(order);
	free(index);
	return st;
}

enum nb_status nb_layout_order(struct nb_layout *l, bool blocks,
			       struct nb_error *err)
{
	size_t *lines = nb_alloc(l->count, sizeof(*lines));
	enum nb_status st = lines ? NB_OK : nb_fail_mem(err);

	if (!st)
		st = nb_layout_all_placed(l)
			     ? order_parts(l, blocks, lines, err)
			     : order_placed(l, blocks, lines, err);
	if (!st)
		st = nb_layout_arrange(l, lines, err);
	free(lines);
	return st;
}

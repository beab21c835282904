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
 * Order the n lines of an image, from line `first` on. `lines` gets the order
 * of all lines, image by image.
 */
static enum nb_status order_image(struct nb_layout *l, size_t first, size_t n,
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
	for (i = first; i < first + n; i++)
		lines[i] = i;
	return is_in_rows(l->boxes + first, n)
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

/* Order the images one after the other. */
static enum nb_status order_images(struct nb_layout *l, size_t *lines,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t from, n;

	for (from = 0; !st && from < l->count; from += n) {
		for (n = 1; from + n < l->count &&
			    l->boxes[from + n].image == l->boxes[from].image;
		     n++)
			;
		st = order_image(l, from, n, lines, err);
	}
	return st;
}

enum nb_status nb_layout_order(struct nb_layout *l, struct nb_error *err)
{
	size_t *lines = nb_alloc(l->count, sizeof(*lines));
	enum nb_status st = lines ? NB_OK : nb_fail_mem(err);

	if (!st)
		st = order_images(l, lines, err);
	if (!st)
		st = nb_layout_arrange(l, lines, err);
	free(lines);
	return st;
}

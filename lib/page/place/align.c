/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the boxes of blocks (align.h): a depth-first search.
 *
 * The search goes through the text from the beginning and takes, at each place,
 * a box whose text stands there. Boxes are tried from the one after the last
 * that was taken, since most layouts have the order of the text. A box that
 * fits by chance, such as that of a page number, is given back when nothing
 * fits after it. The time is limited, because a hostile layout could make such
 * a search exponential.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/place/align.h"
#include "page/text/profile_look.h"

#include <stdlib.h>
#include <string.h>

/*
 * Steps of the search, which are boxes tried and characters compared, before
 * the layout counts as one of another text: so many for each byte of both
 * texts, and a fixed number.
 */
#define PATIENCE_EACH 16
#define PATIENCE ((size_t)1 << 22)
/*
 * Boxes, from the expected one on, among which one with the whole rest of a
 * block is preferred to one with a part of it.
 */
#define WINDOW 32
/* Bytes of a line that a message quotes. */
#define QUOTE 36

/*
 * A box that was taken for a part of a block, and how far the search for it
 * got, so that it can go on when the box is given back.
 */
struct taken {
	size_t block;
	size_t start; /* offset of the part, in nb_blocks.text */
	size_t from; /* box that was tried first; after the last one comes box 0
		      */
	size_t tried; /* tries so far; the first WINDOW are for whole blocks */
	/* What these found beside: 1 + the number of the first box with a part
	 * of the block, 0 if there is none, and the end of its text. */
	size_t part, part_end;
	size_t box; /* that was taken */
};

/*
 * A search. `taken` is a stack: its elements cover the text from the beginning
 * without a gap.
 */
struct alignment {
	const struct nb_layout *layout;
	const struct nb_blocks *blocks;
	bool *used;	     /* for each box, whether it is taken */
	struct taken *taken; /* in the order of the text */
	size_t depth, cap;
	size_t furthest; /* the furthest block that was reached, for the message
			  */
	size_t patience; /* steps that are left */
};

/* The first offset from `at` on that is not white space, or end. */
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

/* Is there a character of three bytes from U+4000 to U+9FFF? Most of a page is.
 * None of them is white space, and two of them never fold to the same. */
static bool is_han(const char *s, size_t left)
{
	return left >= 3 && (uint8_t)*s >= 0xe4 && (uint8_t)*s <= 0xe9;
}

/*
 * If the text of the box stands at `at` in the text of the blocks and ends at
 * `end` or before, the offset where it ends; otherwise 0.
 */
static size_t match(struct alignment *a, const struct nb_box *box, size_t at,
		    size_t end)
{
	const char *s = (const char *)a->layout->text.data;
	const char *text = (const char *)a->blocks->text.data;
	const struct nb_profile *p = nb_profile_or_default(a->blocks->profile);
	size_t k = box->offset, stop = box->offset + box->len;
	uint32_t c, d;

	while (a->patience) {
		size_t from = at;

		if (is_han(s + k, stop - k) && is_han(text + at, end - at)) {
			if (memcmp(s + k, text + at, 3) != 0)
				return 0;
			k += 3;
			at += 3;
			a->patience--;
			continue;
		}
		k = skip_space(s, k, stop);
		at = skip_space(text, at, end);
		if (k == stop)
			return from;
		if (at == end)
			return 0;
		k += nb_utf8_get(s + k, stop - k, &c);
		at += nb_utf8_get(text + at, end - at, &d);
		if (nb_profile_fold(p, c) != nb_profile_fold(p, d))
			return 0;
		a->patience--;
	}
	return 0;
}

/* The end of a block in nb_blocks.text. */
static size_t block_end(const struct alignment *a, size_t block)
{
	const struct nb_block *b = &a->blocks->list[block];

	return b->text + b->len;
}

/*
 * Try boxes for t->start until one fits, and set t->box. Returns the end of its
 * text, 0 if no box is left. Boxes nearby with the whole rest of the block come
 * first: a short box inside a long line would match as well.
 */
static size_t try_boxes(struct alignment *a, struct taken *t)
{
	size_t count = a->layout->count, end = block_end(a, t->block);

	while (t->tried < WINDOW + count && a->patience) {
		/* What did not fit as a part before does not fit now. */
		if (t->tried == WINDOW) {
			t->tried += t->part ? t->part : WINDOW;
			if (!t->part)
				continue;
			t->box = (t->from + t->part - 1) % count;
			return t->part_end;
		}
		bool whole = t->tried < WINDOW;
		size_t to, k = whole ? t->tried : t->tried - WINDOW;

		t->tried++;
		if (k >= count)
			continue;
		t->box = (t->from + k) % count;
		a->patience--;
		if (a->used[t->box])
			continue;
		to = match(a, &a->layout->boxes[t->box], t->start, end);
		if (to > t->start && (!whole || to == end))
			return to;
		if (to > t->start && !t->part) {
			t->part = k + 1;
			t->part_end = to;
		}
	}
	return 0;
}

/* Begin the search for the box of the text from `start` on. */
static enum nb_status push(struct alignment *a, size_t block, size_t start,
			   size_t from, struct nb_error *err)
{
	struct taken *grown =
		nb_grow(a->taken, &a->cap, a->depth + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	a->taken = grown;
	grown[a->depth++] =
		(struct taken){.block = block, .start = start, .from = from};
	if (block > a->furthest)
		a->furthest = block;
	return NB_OK;
}

/*
 * Name the line that the search could not get past. The quotation ends between
 * characters.
 */
static enum nb_status fail_no_box(const struct alignment *a,
				  struct nb_error *err)
{
	const struct nb_block *block = &a->blocks->list[a->furthest];
	const char *text = (const char *)a->blocks->text.data + block->text;
	size_t len = block->len < QUOTE ? block->len : QUOTE;

	while (len < block->len && len > 0 && (text[len] & 0xc0) == 0x80)
		len--;
	return nb_fail(err, NB_INVALID,
		       "the layout has no box for the line that begins '%.*s'",
		       (int)len, text);
}

/* Cover all blocks with boxes. There is at least one block. */
static enum nb_status cover(struct alignment *a, struct nb_error *err)
{
	enum nb_status st = push(a, 0, a->blocks->list[0].text, 0, err);

	while (!st) {
		struct taken *top = &a->taken[a->depth - 1];
		size_t block = top->block, to = try_boxes(a, top);

		if (to) {
			a->used[top->box] = true;
			if (to == block_end(a, block) &&
			    ++block < a->blocks->count)
				to = a->blocks->list[block].text;
			if (block == a->blocks->count)
				return NB_OK;
			st = push(a, block, to, top->box + 1, err);
		} else if (--a->depth) {
			a->used[a->taken[a->depth - 1].box] = false;
		} else {
			return fail_no_box(a, err);
		}
	}
	return st;
}

/* Copy the boxes that were taken into *order. */
static enum nb_status keep(const struct alignment *a, struct nb_order *order,
			   struct nb_error *err)
{
	size_t i;

	order->boxes = nb_alloc(a->depth, sizeof(*order->boxes));
	order->starts = nb_alloc(a->depth, sizeof(*order->starts));
	if (!order->boxes || !order->starts)
		return nb_fail_mem(err);
	order->count = a->depth;
	for (i = 0; i < a->depth; i++) {
		const struct taken *t = &a->taken[i];

		order->boxes[i] = t->box;
		order->starts[i] =
			skip_space((const char *)a->blocks->text.data, t->start,
				   block_end(a, t->block));
		if (i == 0 || t->block != t[-1].block)
			order->first[t->block] = i;
	}
	return NB_OK;
}

enum nb_status nb_order_make(const struct nb_blocks *blocks,
			     const struct nb_layout *layout,
			     struct nb_order *order, struct nb_error *err)
{
	struct alignment a = {.layout = layout, .blocks = blocks};
	enum nb_status st = NB_OK;

	memset(order, 0, sizeof(*order));
	a.patience = PATIENCE +
		     PATIENCE_EACH * (layout->text.len + blocks->text.len);
	a.used = nb_alloc(layout->count, sizeof(*a.used));
	order->first = nb_alloc(blocks->count, sizeof(*order->first));
	if (!a.used || !order->first)
		st = nb_fail_mem(err);
	if (!st && blocks->count)
		st = cover(&a, err);
	if (!st)
		st = keep(&a, order, err);
	free(a.used);
	free(a.taken);
	return st;
}

void nb_order_free(struct nb_order *order)
{
	free(order->boxes);
	free(order->starts);
	free(order->first);
	memset(order, 0, sizeof(*order));
}

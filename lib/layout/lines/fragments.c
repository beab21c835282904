/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting lines together whose pieces are lines of their own.
 *
 * Programs that convert the answers of cloud services to hOCR or ALTO write
 * each character, or each word, as a line. Their boxes show it: nearly every
 * one has another directly after it, nearer than any column. The piece after a
 * piece is the nearest one that is level with it, and both must choose each
 * other, so that pieces form chains. In upright text the same holds with x and
 * y exchanged.
 */
#include "layout/lines/fragments.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "layout/lines/lines.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The greatest gap between two pieces, in sizes of a character. */
#define GAP_CHARACTER .9
#define GAP_WORD .45
/* How far a piece may reach into the one before it, likewise. */
#define OVERLAP .4
/* The most characters of a piece that is a word. */
#define WORD_MAX 8u
/* Shares of the lines, in percent, that make an image one of pieces. */
#define SHORT_SHARE 60u
#define CHAINED_SHARE 60u
/* The most candidates for the piece after a piece that are looked at. */
#define CANDIDATES 48u
/* If fewer links, in percent, lead to the next line of the file, its order says
 * nothing. */
#define FILE_SHARE 25u
/* Fewer short lines on an image are no evidence. */
#define PIECES_LEAST 4u
#define NONE SIZE_MAX

/* A piece. In upright text, x and y are exchanged. */
struct piece {
	double x0, x1, y0, y1;
	long row;   /* that its middle is in; a row is as high as a character */
	size_t box; /* index in the layout */
	size_t next, before; /* NONE: no such piece */
	bool across;	     /* a word that is set in the other direction */
};

/* The pieces of an image. */
struct pieces {
	struct piece *list; /* by row, then by x0 */
	size_t count;
	double size;	/* of a character */
	double gap;	/* the greatest, in the unit of the boxes */
	bool scattered; /* the file has the pieces in no order */
};

/*
 * The size of a character: the median of the shorter sides of the boxes; 0 if
 * there is no memory.
 */
static double character_size(const struct nb_box *boxes, size_t n)
{
	double *sides = nb_alloc(n, sizeof(*sides)), size;
	size_t i;

	if (!sides)
		return 0;
	for (i = 0; i < n; i++) {
		double wide = boxes[i].x1 - boxes[i].x0;
		double high = boxes[i].y1 - boxes[i].y0;

		sides[i] = wide < high ? wide : high;
	}
	size = nb_median_length(sides, n);
	free(sides);
	return size;
}

static int by_row(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->x0 < y->x0 || x->x0 > y->x0)
		return x->x0 < y->x0 ? -1 : 1;
	return (x->box > y->box) - (x->box < y->box);
}

/* The characters of a line, at most WORD_MAX + 1; a space makes it no piece. */
static size_t characters(const struct nb_layout *l, const struct nb_box *b)
{
	const char *text = (const char *)l->text.data + b->offset;
	size_t at = 0, n = 0;
	uint32_t cp;

	while (at < b->len && n <= WORD_MAX) {
		at += nb_utf8_get(text + at, b->len - at, &cp);
		n++;
		if (cp == ' ')
			return WORD_MAX + 1;
	}
	return n;
}

/* List the boxes as pieces, which begin at index `first` of the layout. */
static void list_pieces(struct pieces *p, const struct nb_layout *l,
			size_t first, bool upright)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		const struct nb_box *b = &l->boxes[first + i];
		struct piece piece = {b->x0,	 b->x1, b->y0, b->y1, 0,
				      first + i, NONE,	NONE,  false};

		if (upright) {
			piece.x0 = b->y0;
			piece.x1 = b->y1;
			piece.y0 = b->x0;
			piece.y1 = b->x1;
		}
		piece.across = piece.x1 - piece.x0 < piece.y1 - piece.y0 &&
			       characters(l, b) > 1;
		piece.row = (long)((piece.y0 + piece.y1) / 2 / p->size);
		p->list[i] = piece;
	}
	qsort(p->list, p->count, sizeof(*p->list), by_row);
}

/* The index of the first piece of a row with x0 of at least x. */
static size_t find_piece(const struct pieces *p, long row, double x)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct piece *q = &p->list[mid];

		if (q->row < row || (q->row == row && q->x0 < x))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Are the pieces level to half of the height of the lower one? */
static bool level(const struct piece *a, const struct piece *b)
{
	double top = a->y0 > b->y0 ? a->y0 : b->y0;
	double bottom = a->y1 < b->y1 ? a->y1 : b->y1;
	double low =
		a->y1 - a->y0 < b->y1 - b->y0 ? a->y1 - a->y0 : b->y1 - b->y0;

	return bottom - top >= low / 2;
}

/* The nearest piece after piece i, within the gap; NONE: there is none. */
static size_t piece_after(const struct pieces *p, size_t i)
{
	const struct piece *a = &p->list[i];
	size_t best = NONE;
	long row;

	for (row = a->row - 1; !a->across && row <= a->row + 1; row++) {
		size_t at = find_piece(p, row, a->x1 - OVERLAP * p->size);
		size_t seen;

		for (seen = 0; at < p->count && seen < CANDIDATES; at++) {
			const struct piece *b = &p->list[at];

			if (b->row != row || b->x0 > a->x1 + p->gap)
				break;
			seen++;
			/* It must go on: not be a piece beside the beginning.
			 */
			if (b->x0 <= a->x0 || b->across || !level(a, b))
				continue;
			if (best == NONE || b->x0 < p->list[best].x0)
				best = at;
			break;
		}
	}
	return best;
}

/* Link each piece with the one after it, if both choose each other. Returns
 * how many links there are. */
static size_t link_pieces(struct pieces *p)
{
	size_t i, links = 0;

	for (i = 0; i < p->count; i++) {
		size_t next = piece_after(p, i);
		struct piece *b = next == NONE ? NULL : &p->list[next];

		if (!b || (b->before != NONE &&
			   p->list[b->before].x1 >= p->list[i].x1))
			continue;
		if (b->before != NONE) {
			p->list[b->before].next = NONE;
			links--;
		}
		b->before = i;
		p->list[i].next = next;
		links++;
	}
	return links;
}

/* The sum of the gaps at the links. */
static double sum_of_gaps(const struct pieces *p)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < p->count; i++)
		if (p->list[i].next != NONE)
			sum += fabs(p->list[p->list[i].next].x0 -
				    p->list[i].x1);
	return sum;
}

/* How many pieces have one before or after them. */
static size_t chained(const struct pieces *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->count; i++)
		n += p->list[i].next != NONE || p->list[i].before != NONE;
	return n;
}

/*
 * How many of the links lead from a piece to the one after it in the file. The
 * file is right about where its lines go, if it has them in order at all.
 */
static size_t follows_file(const struct pieces *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->count; i++)
		n += p->list[i].next != NONE &&
		     p->list[p->list[i].next].box == p->list[i].box + 1;
	return n;
}

/* ---- whether an image is in pieces */

/*
 * The gap that pieces of this image may have, in sizes of a character; 0 if
 * too few of its lines can be pieces.
 */
static double gap_of_pieces(const struct nb_layout *l, size_t first, size_t n)
{
	size_t i, single = 0, words = 0;

	for (i = first; i < first + n; i++) {
		size_t count = characters(l, &l->boxes[i]);

		single += count == 1;
		words += count <= WORD_MAX;
	}
	if (single * 100 >= n * SHORT_SHARE)
		return GAP_CHARACTER;
	return words * 100 >= n * SHORT_SHARE ? GAP_WORD : 0;
}

/*
 * Link the pieces of an image, level or upright, whichever has more links in
 * the order of the file, or else the smaller gaps. Sets p->count to 0 if the
 * lines are no pieces.
 */
static enum nb_status choose_direction(struct pieces *p,
				       const struct nb_layout *l, size_t first,
				       struct nb_error *err)
{
	struct pieces other = *p;
	size_t links, more, file, in_file;
	bool upright;

	other.list = nb_alloc(p->count, sizeof(*other.list));
	if (!other.list)
		return nb_fail_mem(err);
	list_pieces(p, l, first, false);
	list_pieces(&other, l, first, true);
	links = link_pieces(p);
	more = link_pieces(&other);
	file = follows_file(p);
	in_file = follows_file(&other);
	if (file > 2 * in_file || in_file > 2 * file)
		upright = in_file > file;
	else
		upright = more &&
			  (!links || sum_of_gaps(&other) / (double)more <
					     sum_of_gaps(p) / (double)links);
	if (upright)
		memcpy(p->list, other.list, p->count * sizeof(*p->list));
	free(other.list);
	p->scattered = (upright ? in_file : file) * 100 <
		       (upright ? more : links) * FILE_SHARE;
	if (chained(p) * 100 < p->count * CHAINED_SHARE)
		p->count = 0;
	return NB_OK;
}

/* ---- making lines of chains */

/* A chain: its first piece, and its place in the order: the least index of a
 * box in it, or where it stands. */
struct chain {
	double place;
	size_t piece;
};

static int by_place(const void *a, const void *b)
{
	const struct chain *x = a, *y = b;

	if (x->place < y->place || x->place > y->place)
		return x->place < y->place ? -1 : 1;
	return (x->piece > y->piece) - (x->piece < y->piece);
}

/* Find the chains, in the order of the file, or from top to bottom if it has
 * none; returns how many there are. */
static size_t find_chains(const struct pieces *p, struct chain *chains)
{
	size_t i, at, n = 0;

	for (i = 0; i < p->count; i++) {
		if (p->list[i].before != NONE)
			continue;
		chains[n] = (struct chain){(double)p->list[i].box, i};
		for (at = i; at != NONE; at = p->list[at].next)
			if ((double)p->list[at].box < chains[n].place)
				chains[n].place = (double)p->list[at].box;
		if (p->scattered)
			chains[n].place = p->list[i].y0 + p->list[i].y1;
		n++;
	}
	qsort(chains, n, sizeof(*chains), by_place);
	return n;
}

/* Add a box of the layout to the open line. */
static enum nb_status add_piece(struct nb_line_maker *m,
				const struct nb_layout *from, size_t index,
				struct nb_error *err)
{
	const struct nb_box *b = &from->boxes[index];

	return nb_line_word(m, (const char *)from->text.data + b->offset,
			    b->len, b, err);
}

/* Make a line of each chain. */
static enum nb_status make_lines(const struct pieces *p,
				 const struct nb_layout *from,
				 struct nb_line_maker *m, struct nb_error *err)
{
	struct chain *chains = nb_alloc(p->count, sizeof(*chains));
	size_t i, at, n;
	enum nb_status st = NB_OK;

	if (!chains)
		return nb_fail_mem(err);
	n = find_chains(p, chains);
	for (i = 0; !st && i < n; i++) {
		m->area = from->boxes[p->list[chains[i].piece].box].area;
		nb_line_begin(m, NULL);
		for (at = chains[i].piece; !st && at != NONE;
		     at = p->list[at].next)
			st = add_piece(m, from, p->list[at].box, err);
		if (!st)
			st = nb_line_end(m, err);
	}
	free(chains);
	return st;
}

/* Take the n lines from `first` on as they are. */
static enum nb_status take_lines(const struct nb_layout *from, size_t first,
				 size_t n, struct nb_line_maker *m,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = first; !st && i < first + n; i++) {
		struct nb_box box = from->boxes[i];

		box.offset = m->layout->text.len;
		if (nb_buf_add(&m->layout->text,
			       from->text.data + from->boxes[i].offset,
			       box.len) ||
		    nb_buf_puts(&m->layout->text, "\n"))
			return nb_fail_mem(err);
		st = nb_layout_add(m->layout, &box, err);
	}
	return st;
}

/* Do all n lines have a place? */
static bool all_placed(const struct nb_box *boxes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!nb_box_placed(&boxes[i]))
			return false;
	return true;
}

/* Add the n lines of an image to the new layout, put together if need be. */
static enum nb_status take_image(const struct nb_layout *from, size_t first,
				 size_t n, struct nb_line_maker *m,
				 struct nb_error *err)
{
	double gap = all_placed(from->boxes + first, n)
			     ? gap_of_pieces(from, first, n)
			     : 0;
	struct pieces p = {.count = gap > 0 && n >= PIECES_LEAST ? n : 0};
	enum nb_status st = NB_OK;

	if (p.count) {
		p.list = nb_alloc(n, sizeof(*p.list));
		p.size = character_size(from->boxes + first, n);
		p.gap = gap * p.size;
		st = p.list && p.size > 0
			     ? choose_direction(&p, from, first, err)
			     : nb_fail_mem(err);
	}
	m->image = from->boxes[first].image;
	if (!st)
		st = p.count ? make_lines(&p, from, m, err)
			     : take_lines(from, first, n, m, err);
	free(p.list);
	return st;
}

enum nb_status nb_layout_assemble(struct nb_layout *l, struct nb_error *err)
{
	struct nb_layout out = {.count = 0};
	struct nb_line_maker m = {.layout = &out};
	enum nb_status st = NB_OK;
	size_t from, n;

	for (from = 0; !st && from < l->count; from += n) {
		for (n = 1; from + n < l->count &&
			    l->boxes[from + n].image == l->boxes[from].image;
		     n++)
			;
		st = take_image(l, from, n, &m, err);
	}
	if (st) {
		nb_layout_free(&out);
		return st;
	}
	nb_layout_replace(l, &out);
	return NB_OK;
}

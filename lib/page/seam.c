/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The repair decision: which breaks between blocks are not the author's. Rules
 * where they are certain; half- and full-width marks count as one, so that the
 * width of the marks never changes a decision.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/page.h"
#include "page/shape.h"

#include <stdlib.h>
#include <string.h>

struct shapes {
	struct nb_shape *list;
	size_t count;
	bool lines;    /* every printed line is a line of its own */
	unsigned full; /* width of a full line, where lines is set */
};

static int by_width(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The width that most lines have, or nearly. */
static unsigned full_width(const struct shapes *s, unsigned *sorted)
{
	size_t i, best = 0, run = 0;
	unsigned width = 0;

	for (i = 0; i < s->count; i++)
		sorted[i] = s->list[i].width;
	qsort(sorted, s->count, sizeof(*sorted), by_width);
	for (i = 0; i < s->count; i++) {
		run = i && sorted[i] == sorted[i - 1] ? run + 1 : 1;
		if (run >= best) {
			best = run;
			width = sorted[i];
		}
	}
	return width;
}

static enum nb_status look_at_all(const struct nb_blocks *blocks,
				  struct shapes *s, struct nb_error *err)
{
	size_t i, close = 0;
	unsigned *sorted;

	memset(s, 0, sizeof(*s));
	s->count = blocks->count;
	s->list = nb_alloc(s->count, sizeof(*s->list));
	sorted = nb_alloc(s->count, sizeof(*sorted));
	if (!s->list || !sorted) {
		free(sorted);
		return nb_fail_mem(err);
	}
	for (i = 0; i < s->count; i++) {
		const struct nb_block *b = &blocks->list[i];

		nb_shape_look((const char *)blocks->text.data + b->text, b->len,
			      &s->list[i]);
		close += i > 0 && b->gap == 0;
	}
	s->lines = s->count > 1 && close * 2 > s->count - 1;
	if (s->lines)
		s->full = full_width(s, sorted);
	free(sorted);
	return NB_OK;
}

static double never(struct nb_seam *seam, const char *by)
{
	seam->by = by;
	return 0;
}

static double surely(struct nb_seam *seam, const char *by)
{
	seam->by = by;
	return 1;
}

/* Rules that are certain, for both shapes of page; -1: none applies. */
static double certain(const struct nb_shape *l, const struct nb_shape *r,
		      const struct nb_block *block, struct nb_seam *seam)
{
	if (block->gap >= NB_WIDE_GAP)
		return never(seam, "wide-gap");
	if (l->byline || r->byline)
		return never(seam, "byline");
	if (l->credit || r->credit)
		return never(seam, "credit");
	if (r->opens)
		return never(seam, "opening");
	if (nb_is_tail(r->first))
		return surely(seam, "closing-mark");
	if (block->indented)
		return never(seam, "indent");
	return -1;
}

/* A page of printed lines: a line that is not full ends its block. */
static double of_lines(const struct shapes *s, size_t i, bool begins,
		       struct nb_seam *seam)
{
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];
	unsigned full = s->full, least = begins ? full - 5 : full - 3;
	bool ends = nb_is_stop(l->last) || nb_is_close(l->last);

	seam->by = "line-width";
	if (full < 8)
		return 0;
	if (l->width < least)
		return nb_is_comma(l->last) && l->width + 8 > full ? .9 : 0;
	if (!ends)
		return l->width > full + 8 ? .5 : .97;
	/* A full line that ends a sentence: the next one begins a paragraph
	 * when it has room for an indent. */
	if (r->width + 3 <= full && r->width + 6 >= full)
		return .3;
	return .85;
}

/* A page of blocks: a block that breaks off inside a sentence goes on. */
static double of_blocks(const struct shapes *s, size_t i, struct nb_seam *seam)
{
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];
	bool head = !r->stops && r->width <= 50 && !nb_is_stop(r->last);

	seam->by = "sentence";
	if (nb_is_stop(l->last))
		return l->open_quotes > 0 && r->open_quotes < 0 ? .6 : .03;
	if (nb_is_close(l->last))
		return l->stops ? .3 : .1;
	if (l->last == ',' || l->last == 0x3001 || nb_is_open(l->last))
		return l->width >= 16 ? .95 : .5;
	if (l->last == ':')
		return .2;
	if (l->stops || (l->commas && l->width > 50))
		return head ? .7 : .95;
	if (l->width > 60)
		return head ? .6 : .9;
	return .2;
}

enum nb_status nb_seams_decide(const struct nb_blocks *blocks, double threshold,
			       struct nb_seam *seam, size_t *joined,
			       struct nb_error *err)
{
	struct shapes s;
	enum nb_status st = look_at_all(blocks, &s, err);
	size_t i;

	*joined = 0;
	for (i = 1; !st && i < s.count; i++) {
		bool begins = i == 1 || !seam[i - 1].joined;
		double p = certain(&s.list[i - 1], &s.list[i], &blocks->list[i],
				   &seam[i]);

		if (p < 0)
			p = s.lines && blocks->list[i].gap == 0
				    ? of_lines(&s, i, begins, &seam[i])
				    : of_blocks(&s, i, &seam[i]);
		seam[i].probability = p;
		seam[i].joined = p >= threshold;
		*joined += seam[i].joined;
	}
	free(s.list);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The shapes of all blocks of a page, and the rules that are certain. */
#include "base/alloc.h"
#include "base/error.h"
#include "page/seam.h"

#include <stdlib.h>
#include <string.h>

static int by_width(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The width that most lines have; of two, the larger one. */
static unsigned full_width(const struct nb_shapes *s, unsigned *sorted)
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

enum nb_status nb_shapes_make(const struct nb_blocks *blocks,
			      struct nb_shapes *s, struct nb_error *err)
{
	size_t i, close = 0, indented = 0;
	unsigned *sorted;

	memset(s, 0, sizeof(*s));
	s->blocks = blocks->list;
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
		indented += b->indented;
	}
	s->lines = s->count > 1 && close * 2 > s->count - 1;
	s->indents = indented > 0 && indented < s->count;
	if (s->lines)
		s->full = full_width(s, sorted);
	free(sorted);
	return NB_OK;
}

void nb_shapes_free(struct nb_shapes *s)
{
	free(s->list);
	s->list = NULL;
}

int nb_seam_certain(const struct nb_shapes *s, size_t i, const char **by)
{
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];

	*by = "wide-gap";
	if (s->blocks[i].gap >= NB_WIDE_GAP)
		return 0;
	*by = "byline";
	if (l->byline || r->byline)
		return 0;
	*by = "caption";
	if (r->first == 0x25b2 || r->first == 0x25b3)
		return 0;
	*by = "closing-mark";
	if (nb_is_tail(r->first) && r->first != 0x2026)
		return 1;
	*by = "indent";
	if (s->indents && s->blocks[i].indented)
		return 0;
	*by = "model";
	return -1;
}

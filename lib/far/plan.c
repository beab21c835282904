/* SPDX-License-Identifier: Apache-2.0 */
/* Planning requests (far/plan.h): ranges are put in order and joined, and what
 * is there already is cut out of them. */
#include "far/plan.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* What is planned: the range that may still grow, and those before it. */
struct plan {
	struct nb_buf *out;
	struct nb_range open; /* size 0: none */
	uint64_t left;	      /* bytes that may still be asked for */
	uint64_t gap;	      /* between ranges that are asked for as one */
};

static int by_offset(const void *left, const void *right)
{
	const struct nb_range *a = left, *b = right;

	return (a->offset > b->offset) - (a->offset < b->offset);
}

/* End the range that is open. */
static enum nb_status end_range(struct plan *p)
{
	struct nb_range range = p->open;
	enum nb_status st = NB_OK;

	p->open.size = 0;
	while (!st && range.size && p->left) {
		struct nb_range one = range;

		if (one.size > NB_FAR_REQUEST_MAX)
			one.size = NB_FAR_REQUEST_MAX;
		if (one.size > p->left)
			one.size = p->left;
		st = nb_buf_add(p->out, &one, sizeof(one));
		p->left -= one.size;
		range.offset += one.size;
		range.size -= one.size;
	}
	return st;
}

/* Ask for the bytes from `at` to `end`, which stand after those before. */
static enum nb_status ask(struct plan *p, uint64_t at, uint64_t end)
{
	uint64_t last = p->open.offset + p->open.size;
	enum nb_status st = NB_OK;

	if (p->open.size && at <= last + p->gap) {
		if (end > last)
			p->open.size = end - p->open.offset;
		return NB_OK;
	}
	st = end_range(p);
	p->open = (struct nb_range){at, end - at};
	return st;
}

/* Ask for what is not there of the bytes from `at` to `end`. */
static enum nb_status ask_missing(struct plan *p, uint64_t at, uint64_t end,
				  nb_far_has *has, void *context)
{
	uint64_t from = at;
	enum nb_status st = NB_OK;

	while (!st && at < end) {
		uint64_t there = has(context, at);

		if (there && from < at)
			st = ask(p, from, at);
		if (there)
			from = there < end - at ? at + there : end;
		at = there ? from : at + NB_FAR_BLOCK - at % NB_FAR_BLOCK;
	}
	return !st && from < end ? ask(p, from, end) : st;
}

enum nb_status nb_far_plan(const struct nb_range *ranges, size_t count,
			   uint64_t size, uint64_t most, uint64_t gap,
			   nb_far_has *has, void *context, struct nb_buf *out)
{
	struct plan p = {.out = out, .left = most, .gap = gap};
	struct nb_range *sorted = nb_alloc(count, sizeof(*sorted));
	enum nb_status st = sorted ? NB_OK : NB_NOMEM;
	uint64_t done = 0;
	size_t i;

	if (sorted) {
		memcpy(sorted, ranges, count * sizeof(*sorted));
		qsort(sorted, count, sizeof(*sorted), by_offset);
	}
	for (i = 0; !st && i < count; i++) {
		uint64_t at = sorted[i].offset, end;

		if (at >= size || !sorted[i].size)
			continue;
		end = sorted[i].size < size - at ? at + sorted[i].size : size;
		/* A range of more than `most` is cut off anyway. */
		if (end - at > most)
			end = at + most;
		at -= at % NB_FAR_BLOCK;
		end = size - end < NB_FAR_BLOCK
			      ? size
			      : end + (NB_FAR_BLOCK - end % NB_FAR_BLOCK) %
						NB_FAR_BLOCK;
		if (at < done)
			at = done;
		if (at < end)
			st = ask_missing(&p, at, end, has, context);
		done = end > done ? end : done;
	}
	if (!st)
		st = end_range(&p);
	free(sorted);
	return st;
}

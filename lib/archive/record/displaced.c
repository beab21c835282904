/* SPDX-License-Identifier: Apache-2.0 */
/* The list of anchors, and the places that follow from it
 * (format-spec/nbarc-format.md, section 14, "Displaced structures"). */
#include "archive/record/displaced.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum nb_status nb_anchors_add(struct nb_anchors *a, uint64_t stated,
			      uint64_t found, struct nb_error *err)
{
	struct nb_anchor *grown =
		nb_grow(a->list, &a->cap, a->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	a->list = grown;
	grown[a->count++] = (struct nb_anchor){stated, found};
	a->moved = a->moved || stated != found;
	return NB_OK;
}

static int by_stated(const void *a, const void *b)
{
	const struct nb_anchor *x = a, *y = b;

	if (x->stated != y->stated)
		return x->stated < y->stated ? -1 : 1;
	return (x->found > y->found) - (x->found < y->found);
}

void nb_anchors_sort(struct nb_anchors *a)
{
	size_t i, kept = 0;

	if (a->count == 0)
		return;
	qsort(a->list, a->count, sizeof(*a->list), by_stated);
	for (i = 1; i < a->count; i++)
		if (by_stated(&a->list[kept], &a->list[i]) != 0)
			a->list[++kept] = a->list[i];
	a->count = kept + 1;
}

/* Index after the last anchor with the stated place of anchor `begin`. Set
 * *here if one of them is found at that place. */
static size_t same_place(const struct nb_anchors *a, size_t begin, bool *here)
{
	size_t i = begin;

	*here = false;
	for (; i < a->count && a->list[i].stated == a->list[begin].stated; i++)
		*here = *here || a->list[i].found == a->list[i].stated;
	return i;
}

void nb_anchors_drop_copies(struct nb_anchors *a)
{
	size_t i = 0, end, kept = 0;
	bool here;

	a->moved = false;
	while (i < a->count) {
		end = same_place(a, i, &here);
		a->moved = a->moved || !here;
		for (; i < end; i++)
			if (!here || a->list[i].found == a->list[i].stated)
				a->list[kept++] = a->list[i];
	}
	a->count = kept;
}

void nb_anchors_free(struct nb_anchors *a)
{
	free(a->list);
	memset(a, 0, sizeof(*a));
}

/* ---- runs */

enum nb_status nb_runs_add(struct nb_runs *r, uint64_t offset, uint64_t size,
			   bool follows, struct nb_error *err)
{
	struct nb_run *grown;

	if (follows && r->count && r->list[r->count - 1].to == offset) {
		r->list[r->count - 1].to += size;
		return NB_OK;
	}
	grown = nb_grow(r->list, &r->cap, r->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	r->list = grown;
	grown[r->count++] = (struct nb_run){offset, offset + size};
	return NB_OK;
}

void nb_runs_free(struct nb_runs *r)
{
	free(r->list);
	memset(r, 0, sizeof(*r));
}

size_t nb_runs_find(const struct nb_runs *r, uint64_t offset)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->list[middle].to <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->count && r->list[low].from <= offset ? low : r->count;
}

/* ---- likely places */

size_t nb_anchors_after(const struct nb_anchors *a, uint64_t stated)
{
	size_t low = 0, high = a->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (a->list[middle].stated <= stated)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct nb_anchor *nb_anchors_moved(const struct nb_anchors *a)
{
	const struct nb_anchor *first = NULL;
	size_t i;

	for (i = 0; i < a->count; i++) {
		const struct nb_anchor *here = &a->list[i];

		if (here->found != here->stated &&
		    (!first || here->found < first->found))
			first = here;
	}
	return first;
}

/* Add a place to the `count` that there are, unless it is one of them; the
 * number of places then. */
static size_t add_place(uint64_t places[NB_PLACES_MAX], size_t count,
			uint64_t place)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (places[i] == place)
			return count;
	places[count] = place;
	return count + 1;
}

/* Like add_place(), with the place that follows from the anchor `index`, if
 * there is such an anchor. Sums modulo 2^64 serve distances of either sign. */
static size_t add_by_anchor(const struct nb_anchors *a, size_t index,
			    uint64_t stated, uint64_t places[NB_PLACES_MAX],
			    size_t count)
{
	if (index >= a->count)
		return count;
	return add_place(places, count,
			 stated - a->list[index].stated + a->list[index].found);
}

size_t nb_anchors_places(const struct nb_anchors *a, uint64_t stated,
			 uint64_t places[NB_PLACES_MAX])
{
	size_t after = nb_anchors_after(a, stated);
	/* An index below 0 is above all others. */
	size_t n = add_by_anchor(a, after - 1, stated, places, 0);

	n = add_by_anchor(a, after, stated, places, n);
	n = add_place(places, n, stated);
	n = add_by_anchor(a, after - 2, stated, places, n);
	return add_by_anchor(a, after + 1, stated, places, n);
}

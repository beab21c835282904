/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an issue says of a page, put into its layout (nb_issue_apply()).
 *
 * The blocks of an article often have others between them, because engines
 * write a page column by column. An item has to be one piece, so its blocks are
 * gathered where the first of them stands, in the order that the METS file
 * states. Items follow each other as their first blocks do, and blocks that the
 * METS file does not name come after the item that they follow.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "issue/inside.h"
#include "issue/issue.h"
#include "layout/lines/arrange.h"

#include <stdlib.h>
#include <string.h>

/* An ID, and the area that has it. */
struct named {
	const char *id;
	size_t area;
};

static int by_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->area > y->area) - (x->area < y->area);
}

/* A page while an issue is applied to it. The arrays are owned. */
struct page {
	const struct nb_issue *issue;
	struct nb_layout *layout;
	struct named *names; /* of all areas, sorted */
	size_t *places; /* of each area: 1 + that of its reference; 0: none */
	/* For each area, one that is not after the next area of which nothing
	 * is said yet; and one element more. */
	size_t *next;
};

/* The index of the area with the ID, or SIZE_MAX. */
static size_t area_of(const struct page *p, const char *id)
{
	size_t low = 0, n = p->layout->area_count, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(p->names[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && *id && strcmp(p->names[low].id, id) == 0
		       ? p->names[low].area
		       : SIZE_MAX;
}

/* The first area from `area` on of which nothing is said yet. */
static size_t next_area(const struct page *p, size_t area)
{
	while (p->next[area] != area) {
		p->next[area] = p->next[p->next[area]];
		area = p->next[area];
	}
	return area;
}

/* Put what is said of a block into its area. */
static void say(struct page *p, size_t area, const struct nb_issue_ref *ref)
{
	struct nb_area *a = &p->layout->areas[area];

	a->item = ref->item;
	a->kind = ref->kind;
	a->said = ref->said;
	p->places[area] = ref->place + 1;
	p->next[area] = area + 1;
}

/* Apply a reference to blocks; returns the number that it found. */
static size_t apply(struct page *p, const struct nb_issue_ref *ref)
{
	const char *strings = (const char *)p->issue->strings.data;
	size_t begin = area_of(p, strings + ref->at.begin), end = begin, n = 0;

	if (ref->at.end)
		end = area_of(p, strings + ref->at.end);
	if (begin == SIZE_MAX)
		return 0;
	if (end == SIZE_MAX || end < begin)
		end = begin;
	/* Ranges of blocks may overlap: each area is taken once. */
	for (begin = next_area(p, begin); begin <= end;
	     begin = next_area(p, begin)) {
		say(p, begin, ref);
		n++;
	}
	return n;
}

/* Is the area, or one around it, named? Only named areas have places yet. */
static bool is_named(const struct page *p, size_t area)
{
	uint32_t a = (uint32_t)area + 1;

	while (a && !p->places[a - 1])
		a = p->layout->areas[a - 1].parent;
	return a != 0;
}

/*
 * Apply the outlines of the page to the blocks that are not named. A block that
 * is named goes where it is stated with all of its lines, whatever outline some
 * of these are in. `inside` has room for all areas; *applied grows by the
 * number of blocks found.
 */
static enum nb_status apply_outlines(struct page *p, size_t file,
				     size_t *inside, size_t *applied,
				     struct nb_error *err)
{
	size_t first = p->issue->first_refs[file], i;
	size_t count = p->issue->first_refs[file + 1] - first;
	const struct nb_issue_ref *refs;
	enum nb_status st;

	if (count == 0)
		return NB_OK;
	refs = p->issue->refs + first;
	st = nb_issue_inside(p->issue, refs, count, p->layout, inside, err);
	/* This comes first, because what is said below gives places, too. */
	for (i = 0; !st && i < p->layout->area_count; i++)
		if (inside[i] && is_named(p, i))
			inside[i] = 0;
	for (i = 0; !st && i < p->layout->area_count; i++) {
		if (!inside[i])
			continue;
		say(p, i, &refs[inside[i] - 1]);
		++*applied;
	}
	return st;
}

/* Where a stretch goes, compared field by field. */
struct place {
	size_t rank; /* of its item, or of the one before it */
	size_t at;   /* in its item; SIZE_MAX: after it */
	size_t index;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* The area of a stretch, or around it, that an item was stated for, as 1 + its
 * index; 0: none. */
static uint32_t stated_area(const struct page *p, size_t stretch)
{
	uint32_t area = p->layout->stretches[stretch].area;

	while (area && !p->layout->areas[area - 1].item)
		area = p->layout->areas[area - 1].parent;
	return area;
}

/*
 * Find the places of the stretches. `ranks` has room for all items and is all
 * zeros.
 */
static void find_places(const struct page *p, size_t *ranks,
			struct place *places)
{
	size_t i, rank = 0, last = 0;

	for (i = 0; i < p->layout->stretch_count; i++) {
		uint32_t area = stated_area(p, i);

		places[i] = (struct place){last, SIZE_MAX, i};
		if (!area)
			continue;
		if (!ranks[p->layout->areas[area - 1].item])
			ranks[p->layout->areas[area - 1].item] = ++rank;
		last = ranks[p->layout->areas[area - 1].item];
		places[i].rank = last;
		places[i].at = p->places[area - 1];
	}
	qsort(places, p->layout->stretch_count, sizeof(*places), by_place);
}

/* Gather the blocks of each item. */
static enum nb_status gather(struct page *p, struct nb_error *err)
{
	size_t n = p->layout->stretch_count, i;
	size_t *ranks = nb_alloc((uint64_t)p->issue->items + 1, sizeof(*ranks));
	struct place *places = nb_alloc(n, sizeof(*places));
	size_t *order = nb_alloc(n, sizeof(*order));
	enum nb_status st = NB_OK;
	bool moved = false;

	if (!ranks || !places || !order)
		st = nb_fail_mem(err);
	if (!st && n)
		find_places(p, ranks, places);
	for (i = 0; !st && i < n; i++) {
		order[i] = places[i].index;
		moved |= order[i] != i;
	}
	if (!st && moved)
		st = nb_layout_move(p->layout, order, err);
	free(ranks);
	free(places);
	free(order);
	return st;
}

/* Apply all references to the page. */
static enum nb_status apply_all(struct page *p, size_t file, size_t *applied,
				struct nb_error *err)
{
	const struct nb_issue *issue = p->issue;
	struct nb_layout *l = p->layout;
	size_t *inside = nb_alloc(l->area_count, sizeof(*inside)), i;
	enum nb_status st;

	if (!inside)
		return nb_fail_mem(err);
	for (i = 0; i <= l->area_count; i++)
		p->next[i] = i;
	for (i = 0; i < l->area_count; i++)
		p->names[i] = (struct named){
			(const char *)l->ids.data + l->areas[i].id, i};
	qsort(p->names, l->area_count, sizeof(*p->names), by_id);
	for (i = issue->first_refs[file]; i < issue->first_refs[file + 1]; i++)
		*applied += apply(p, &issue->refs[i]);
	st = apply_outlines(p, file, inside, applied, err);
	if (*applied) {
		l->by_mets = true;
		memcpy(l->mets_sha256, issue->sha256, NB_SHA256_SIZE);
	}
	free(inside);
	return st;
}

enum nb_status nb_issue_apply(const struct nb_issue *issue, size_t file,
			      struct nb_layout *layout, size_t *applied,
			      struct nb_error *err)
{
	struct page p = {.issue = issue, .layout = layout};
	enum nb_status st = NB_OK;

	*applied = 0;
	if (layout->area_count == 0)
		return NB_OK;
	p.names = nb_alloc(layout->area_count, sizeof(*p.names));
	p.places = nb_alloc(layout->area_count, sizeof(*p.places));
	p.next = nb_alloc((uint64_t)layout->area_count + 1, sizeof(*p.next));
	if (!p.names || !p.places || !p.next)
		st = nb_fail_mem(err);
	else
		st = apply_all(&p, file, applied, err);
	if (!st && *applied)
		st = gather(&p, err);
	free(p.names);
	free(p.places);
	free(p.next);
	return st;
}

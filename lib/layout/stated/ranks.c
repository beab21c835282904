/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines in the order that their file states (ranks.h).
 *
 * A list of references says most. Without one, the numbers of the regions
 * count, if most have one and they are not all the same. Without these, blocks
 * are chained by what they say comes next, if most text is in such chains: a
 * link from the end of an article to its other part says nothing of the rest
 * of the page. Many programs write the chain as the blocks come: then it says
 * no more than the order of the file, which the places of level lines may
 * overrule.
 */
#include "layout/stated/ranks.h"
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/layout.h"
#include "layout/lines/order.h"

#include <stdlib.h>
#include <string.h>

/* ---- blocks that say which one comes next */

/* An ID and the area that has it. */
struct named {
	const char *id;
	uint32_t area;
};

static int by_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->area > y->area) - (x->area < y->area);
}

/* For bsearch(3): the ID alone. */
static int same_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/*
 * The areas of a layout, by 1 + their indexes: which one comes next, whether
 * one comes before it, and its place in the chains.
 */
struct chains {
	uint32_t *next, *rank;
	bool *follows;
	uint32_t count; /* places that were given */
};

/* Find the areas that follow each other. `names` has room for all areas. */
static void link_areas(const struct nb_references *r, const struct nb_layout *l,
		       struct named *names, struct chains *c)
{
	size_t i, n = 0;

	for (i = 0; i < l->area_count; i++)
		if (l->areas[i].id)
			names[n++] = (struct named){(const char *)l->ids.data +
							    l->areas[i].id,
						    (uint32_t)i + 1};
	qsort(names, n, sizeof(*names), by_id);
	for (i = 0; i < r->follower_count; i++) {
		const struct nb_follower *f = &r->followers[i];
		const struct named key = {(const char *)r->ids.data + f->next,
					  0};
		const struct named *to =
			bsearch(&key, names, n, sizeof(*names), same_id);

		if (!to || to->area == f->area)
			continue;
		c->next[f->area] = to->area;
		c->follows[to->area] = true;
	}
}

/* Give places to a chain, up to its end or to an area that has one. */
static void walk(struct chains *c, uint32_t area)
{
	for (; area && !c->rank[area]; area = c->next[area])
		c->rank[area] = ++c->count;
}

/* Is an area in a chain? */
static bool is_linked(const struct chains *c, uint32_t area)
{
	return c->next[area] || c->follows[area];
}

/* Are most lines in chains? */
static bool are_linked(const struct nb_layout *l, const struct chains *c)
{
	size_t i, linked = 0;

	for (i = 0; i < l->count; i++)
		linked += is_linked(c, nb_layout_block(l, &l->boxes[i]));
	return linked * 2 > l->count;
}

/* Do the ranks of successive lines of an image ever fall? */
static bool ranks_fall(const struct nb_references *r, const struct nb_layout *l)
{
	size_t i;

	for (i = 1; i < l->count; i++)
		if (l->boxes[i].image == l->boxes[i - 1].image &&
		    r->lines[i].rank < r->lines[i - 1].rank)
			return true;
	return false;
}

/*
 * Rank the lines by the places of their blocks. False if that says no more than
 * the order of the file. A block in a margin and in no chain stays where
 * margins are read.
 */
static bool rank_lines(struct nb_references *r, const struct nb_layout *l,
		       const struct chains *c)
{
	size_t i;

	if (!are_linked(l, c))
		return false;
	for (i = 0; i < l->count; i++)
		r->lines[i].rank = c->rank[nb_layout_block(l, &l->boxes[i])];
	if (!ranks_fall(r, l))
		return false;
	for (i = 0; i < l->count; i++)
		if (is_linked(c, nb_layout_block(l, &l->boxes[i])))
			r->lines[i].margin = 0;
	return true;
}

/* Rank the lines by the chains of their blocks; *ranked: as rank_lines(). */
static enum nb_status rank_chains(struct nb_references *r,
				  const struct nb_layout *l, bool *ranked,
				  struct nb_error *err)
{
	size_t room = l->area_count + 1, i;
	struct named *names = nb_alloc(room, sizeof(*names));
	struct chains c = {nb_alloc(room, sizeof(*c.next)),
			   nb_alloc(room, sizeof(*c.rank)),
			   nb_alloc(room, sizeof(*c.follows)), 0};
	enum nb_status st = NB_OK;

	if (!names || !c.next || !c.rank || !c.follows) {
		st = nb_fail_mem(err);
	} else {
		link_areas(r, l, names, &c);
		for (i = 1; i < room; i++)
			if (!c.follows[i])
				walk(&c, (uint32_t)i);
		/* What is left goes round in circles. */
		for (i = 1; i < room; i++)
			walk(&c, (uint32_t)i);
		*ranked = rank_lines(r, l, &c);
	}
	free(names);
	free(c.next);
	free(c.rank);
	free(c.follows);
	return st;
}

/* ---- what the ranks say */

/*
 * Have the lines ranks? If no list gives them, they must be more than one, and
 * those of most lines their own: the number of a single region says nothing of
 * the others.
 */
static bool are_ranked(const struct nb_references *r, const struct nb_layout *l)
{
	size_t i, own = 0;
	bool ranked = false, differ = false;

	for (i = 0; i < l->count; i++) {
		const struct nb_rank *rank = &r->lines[i];

		own += rank->rank && !rank->follows;
		ranked |= rank->rank != 0;
		differ |= rank->rank != r->lines[0].rank;
	}
	return r->count ? ranked : differ && own * 2 > l->count;
}

/* What the ranks are of: lines if those of a block differ. */
static enum nb_stated what_is_ranked(const struct nb_references *r,
				     const struct nb_layout *l)
{
	size_t i;

	for (i = 1; i < l->count; i++) {
		uint32_t block = nb_layout_block(l, &l->boxes[i]);

		if (block == nb_layout_block(l, &l->boxes[i - 1]) &&
		    r->lines[i].rank != r->lines[i - 1].rank)
			return NB_STATED_LINES;
	}
	return NB_STATED_BLOCKS;
}

/* Drop ranks that say nothing, and find others. */
static enum nb_status settle_ranks(struct nb_references *r,
				   const struct nb_layout *l,
				   enum nb_stated *stated, struct nb_error *err)
{
	bool numbered = are_ranked(r, l), chained = false;
	enum nb_status st = NB_OK;
	size_t i;

	*stated = NB_STATED_NOTHING;
	if (!numbered && r->follower_count)
		st = rank_chains(r, l, &chained, err);
	if (!st && (numbered || chained))
		*stated = what_is_ranked(r, l);
	for (i = 0; i < l->count && !st; i++)
		if (numbered)
			r->lines[i].margin = 0;
		else if (!chained)
			r->lines[i].rank = 0;
	return st;
}

/* ---- lines */

/* A line, and what it is sorted by, the first member first. */
struct ranked {
	uint32_t image, margin, rank;
	size_t run;	/* of lines of one region that the file has in a row */
	uint32_t inner; /* its number there, or that of the line before */
	size_t line;
};

static int compare(size_t x, size_t y)
{
	return (x > y) - (x < y);
}

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = compare(x->image, y->image);

	if (!order)
		order = compare(x->margin, y->margin);
	if (!order)
		order = compare(x->rank, y->rank);
	if (!order)
		order = compare(x->run, y->run);
	if (!order)
		order = compare(x->inner, y->inner);
	return order ? order : compare(x->line, y->line);
}

/* Fill the list, which has room for all lines. */
static void list_lines(const struct nb_references *r, const struct nb_layout *l,
		       struct ranked *list)
{
	size_t i, run = 0;

	for (i = 0; i < l->count; i++) {
		const struct nb_rank *rank = &r->lines[i];
		bool more = i && l->boxes[i].area == l->boxes[i - 1].area;

		run += !more;
		list[i] = (struct ranked){l->boxes[i].image, rank->margin,
					  rank->rank,	     run,
					  rank->inner,	     i};
		if (more && !rank->inner)
			list[i].inner = list[i - 1].inner;
	}
}

/* Arrange the lines as the list says once it is sorted. */
static enum nb_status arrange(struct nb_layout *l, struct ranked *list,
			      struct nb_error *err)
{
	size_t *lines = nb_alloc(l->count, sizeof(*lines)), i;
	enum nb_status st;

	if (!lines)
		return nb_fail_mem(err);
	qsort(list, l->count, sizeof(*list), by_rank);
	for (i = 0; i < l->count; i++)
		lines[i] = list[i].line;
	st = nb_layout_arrange(l, lines, err);
	free(lines);
	return st;
}

enum nb_status nb_references_order(struct nb_references *r, struct nb_layout *l,
				   enum nb_stated *stated, struct nb_error *err)
{
	enum nb_status st = settle_ranks(r, l, stated, err);
	struct ranked *list;
	bool sorted = true;
	size_t i;

	if (st || !l->count)
		return st;
	list = nb_alloc(l->count, sizeof(*list));
	if (!list)
		return nb_fail_mem(err);
	list_lines(r, l, list);
	for (i = 1; i < l->count && sorted; i++)
		sorted = by_rank(&list[i - 1], &list[i]) < 0;
	if (!sorted)
		st = arrange(l, list, err);
	free(list);
	return st;
}

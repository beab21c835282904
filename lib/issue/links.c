/* SPDX-License-Identifier: Apache-2.0 */
/* Structural links of a METS file (links.h). */
#include "issue/links.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void nb_links_free(struct nb_links *links)
{
	free(links->divs);
	free(links->blocks);
	free(links->ends);
	memset(links, 0, sizeof(*links));
}

static const char *string(const struct nb_issue *issue, size_t offset)
{
	return (const char *)issue->strings.data + offset;
}

/* Add a string, unless the list that it is for is full. */
static enum nb_status add_string(struct nb_issue *issue, size_t count,
				 const char *s, size_t *offset,
				 struct nb_error *err)
{
	if (count >= NB_METS_PARTS_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the METS file has more than %zu links",
			       NB_METS_PARTS_MAX);
	return nb_issue_string(issue, s, strlen(s), offset, err);
}

enum nb_status nb_links_div(struct nb_links *l, struct nb_issue *issue,
			    const char *id, size_t div, struct nb_error *err)
{
	struct nb_link_div *grown =
		nb_grow(l->divs, &l->div_cap, l->div_count + 1, sizeof(*grown));
	struct nb_link_div new = {.div = div};
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	l->divs = grown;
	st = add_string(issue, l->div_count, id, &new.id, err);
	if (!st)
		grown[l->div_count++] = new;
	return st;
}

enum nb_status nb_links_block(struct nb_links *l, struct nb_issue *issue,
			      const char *id, const struct nb_issue_target *at,
			      struct nb_error *err)
{
	struct nb_link_block *grown = nb_grow(
		l->blocks, &l->block_cap, l->block_count + 1, sizeof(*grown));
	struct nb_link_block new = {.at = *at, .place = l->block_count};
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	l->blocks = grown;
	st = add_string(issue, l->block_count, id, &new.id, err);
	if (!st)
		grown[l->block_count++] = new;
	return st;
}

enum nb_status nb_links_end(struct nb_links *l, struct nb_issue *issue,
			    const char *id, struct nb_error *err)
{
	struct nb_link_end *grown =
		nb_grow(l->ends, &l->end_cap, l->end_count + 1, sizeof(*grown));
	struct nb_link_end new = {.link = l->link};
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	l->ends = grown;
	st = add_string(issue, l->end_count, id + (*id == '#'), &new.id, err);
	if (!st)
		grown[l->end_count++] = new;
	return st;
}

/* ---- resolving */

/* A division or a block by the text of its ID, for sorting. */
struct by_name {
	const char *name;
	size_t index;
};

static int compare(const void *a, const void *b)
{
	const struct by_name *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* The first of this name, or `n`. */
static size_t find(const struct by_name *list, size_t n, const char *name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(list[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && strcmp(list[low].name, name) == 0 ? low : n;
}

/* Both lists, sorted. Owned. */
struct tables {
	struct by_name *divs, *blocks;
};

static enum nb_status make_tables(const struct nb_links *l,
				  const struct nb_issue *issue,
				  struct tables *t, struct nb_error *err)
{
	size_t i;

	t->divs = nb_alloc(l->div_count, sizeof(*t->divs));
	t->blocks = nb_alloc(l->block_count, sizeof(*t->blocks));
	if (!t->divs || !t->blocks)
		return nb_fail_mem(err);
	for (i = 0; i < l->div_count; i++)
		t->divs[i] = (struct by_name){string(issue, l->divs[i].id), i};
	for (i = 0; i < l->block_count; i++)
		t->blocks[i] =
			(struct by_name){string(issue, l->blocks[i].id), i};
	qsort(t->divs, l->div_count, sizeof(*t->divs), compare);
	qsort(t->blocks, l->block_count, sizeof(*t->blocks), compare);
	return NB_OK;
}

/* A block that a division gets; `div` is its index. */
struct given {
	size_t div, block;
};

/* Append what one link, the ends from `from` to `to`, gives to the first
 * division of the logical map that it names. */
static enum nb_status follow(const struct nb_links *l, const struct tables *t,
			     const struct nb_issue *issue, size_t from,
			     size_t to, struct nb_buf *given)
{
	size_t div = SIZE_MAX, i, k;

	for (i = from; div == SIZE_MAX && i < to; i++) {
		k = find(t->divs, l->div_count, string(issue, l->ends[i].id));
		if (k < l->div_count)
			div = l->divs[t->divs[k].index].div;
	}
	for (i = from; div != SIZE_MAX && i < to; i++) {
		const char *name = string(issue, l->ends[i].id);

		for (k = find(t->blocks, l->block_count, name);
		     k < l->block_count && strcmp(t->blocks[k].name, name) == 0;
		     k++) {
			struct given g = {div, t->blocks[k].index};

			if (given->len / sizeof(g) >= NB_METS_PARTS_MAX)
				return NB_LIMIT;
			if (nb_buf_add(given, &g, sizeof(g)))
				return NB_NOMEM;
		}
	}
	return NB_OK;
}

/* Make a reference of each. */
static enum nb_status add_references(const struct nb_links *l,
				     struct nb_issue *issue,
				     const struct nb_buf *given,
				     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct given g;
	size_t at;

	for (at = 0; !st && at < given->len; at += sizeof(g)) {
		memcpy(&g, given->data + at, sizeof(g));
		st = nb_issue_add_ref(issue, g.div, &l->blocks[g.block].at,
				      err);
	}
	return st;
}

/* Does the logical map refer to a page itself? An outline of an image does not
 * if no page of the image was found. */
static bool has_references(const struct nb_issue *issue)
{
	size_t i;

	for (i = 0; i < issue->ref_count; i++)
		if (!issue->refs[i].at.coords || issue->refs[i].at.file)
			return true;
	return false;
}

enum nb_status nb_links_resolve(struct nb_links *l, struct nb_issue *issue,
				struct nb_error *err)
{
	struct tables t = {NULL, NULL};
	struct nb_buf given = {0};
	size_t from, to;
	enum nb_status st;

	if (!l->end_count || !l->block_count || has_references(issue))
		return NB_OK;
	st = make_tables(l, issue, &t, err);
	for (from = 0; !st && from < l->end_count; from = to) {
		for (to = from; to < l->end_count &&
				l->ends[to].link == l->ends[from].link;)
			to++;
		st = follow(l, &t, issue, from, to, &given);
		if (st == NB_LIMIT)
			st = nb_fail(err, st,
				     "the METS file links more than %zu blocks",
				     NB_METS_PARTS_MAX);
		else if (st)
			st = nb_fail_mem(err);
	}
	if (!st)
		st = add_references(l, issue, &given, err);
	free(t.divs);
	free(t.blocks);
	nb_buf_free(&given);
	return st;
}

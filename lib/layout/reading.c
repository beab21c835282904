/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order that an ALTO file states.
 *
 * References get rising ranks as they are read, those in an UnorderedGroup all
 * the same. If an ID is listed twice, the first time counts. The list is sorted
 * by ID when the first element after it comes; elements are then found by
 * binary search, because files have tens of thousands of them.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "layout/order.h"
#include "layout/reading.h"

#include <stdlib.h>
#include <string.h>

void nb_references_free(struct nb_references *r)
{
	free(r->list);
	free(r->lines);
	nb_buf_free(&r->ids);
	memset(r, 0, sizeof(*r));
}

/* Append a reference to an ID of len bytes. */
static enum nb_status add_reference(struct nb_references *r, const char *id,
				    size_t len, uint32_t rank,
				    struct nb_error *err)
{
	struct nb_reference *grown =
		nb_grow(r->list, &r->cap, r->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->list = grown;
	grown[r->count++] = (struct nb_reference){r->ids.len, len, rank};
	if (nb_buf_add(&r->ids, id, len) || nb_buf_add(&r->ids, "", 1))
		return nb_fail_mem(err);
	return NB_OK;
}

/*
 * Add the references of an ElementRef, whose REF is one ID or several with
 * white space between them. Members of an UnorderedGroup share a rank.
 */
static enum nb_status add_references(struct nb_references *r,
				     const struct nb_element *e,
				     struct nb_error *err)
{
	static const char space[] = " \t\r\n";
	const char *id = nb_element_get(e, "REF");
	uint32_t shared = r->shared[e->depth - 1];
	enum nb_status st = NB_OK;

	if (!id)
		return NB_OK;
	for (id += strspn(id, space); !st && *id; id += strspn(id, space)) {
		size_t len = strcspn(id, space);

		st = add_reference(r, id, len, shared ? shared : ++r->next,
				   err);
		id += len;
	}
	return st;
}

/* ---- finding them again */

/*
 * What is sorted: qsort() passes no context, so that each entry must lead to
 * its string.
 */
struct named {
	const char *id;
	size_t order;
	uint32_t rank;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Sort the references by ID, and those of one ID in the order of the file. */
static enum nb_status sort_references(struct nb_references *r,
				      struct nb_error *err)
{
	struct named *names = nb_alloc(r->count, sizeof(*names));
	size_t i;

	if (!names)
		return nb_fail_mem(err);
	for (i = 0; i < r->count; i++)
		names[i] = (struct named){(const char *)r->ids.data +
						  r->list[i].id,
					  i, r->list[i].rank};
	qsort(names, r->count, sizeof(*names), by_name);
	for (i = 0; i < r->count; i++)
		r->list[i] = (struct nb_reference){
			(size_t)(names[i].id - (const char *)r->ids.data),
			strlen(names[i].id), names[i].rank};
	free(names);
	r->sorted = true;
	return NB_OK;
}

/* The rank that was stated first for an ID, or 0. */
static uint32_t rank_of(const struct nb_references *r, const char *id)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *at = (const char *)r->ids.data + r->list[middle].id;

		if (strcmp(at, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == r->count ||
	    strcmp((const char *)r->ids.data + r->list[low].id, id) != 0)
		return 0;
	return r->list[low].rank;
}

/* ---- elements */

enum nb_status nb_references_start(struct nb_references *r,
				   const struct nb_element *e,
				   struct nb_error *err)
{
	const char *id = nb_element_get(e, "ID");
	unsigned depth = e->depth;
	enum nb_status st = NB_OK;
	uint32_t rank = 0;

	if (strcmp(e->name, "ReadingOrder") == 0)
		r->inside = true;
	if (r->inside) {
		r->shared[depth] =
			strcmp(e->name, "UnorderedGroup") == 0 ? ++r->next : 0;
		return depth && strcmp(e->name, "ElementRef") == 0
			       ? add_references(r, e, err)
			       : NB_OK;
	}
	if (r->count && !r->sorted)
		st = sort_references(r, err);
	if (!st && id && r->count)
		rank = rank_of(r, id);
	/* An element without a rank has that of the element around it. */
	r->ranks_at[depth] = rank || !depth ? rank : r->ranks_at[depth - 1];
	return st;
}

void nb_references_stop(struct nb_references *r, const char *name)
{
	if (strcmp(name, "ReadingOrder") == 0)
		r->inside = false;
}

enum nb_status nb_references_line(struct nb_references *r, unsigned depth,
				  struct nb_error *err)
{
	uint32_t rank = r->ranks_at[depth];
	uint32_t *grown = nb_grow(r->lines, &r->line_cap, r->line_count + 1,
				  sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->lines = grown;
	if (!rank && r->line_count)
		rank = grown[r->line_count - 1];
	grown[r->line_count++] = rank;
	return NB_OK;
}

/* ---- lines */

/* A line, and its rank. */
struct ranked {
	uint32_t rank;
	size_t line;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

enum nb_status nb_references_order(const struct nb_references *r,
				   struct nb_layout *layout, bool *said,
				   struct nb_error *err)
{
	size_t i, n = layout->count, *lines;
	struct ranked *ranked;
	enum nb_status st = NB_OK;

	*said = false;
	for (i = 0; i < n && !*said; i++)
		*said = r->lines[i] != 0;
	if (!*said)
		return NB_OK;
	ranked = nb_alloc(n, sizeof(*ranked));
	lines = nb_alloc(n, sizeof(*lines));
	if (!ranked || !lines)
		st = nb_fail_mem(err);
	for (i = 0; !st && i < n; i++)
		ranked[i] = (struct ranked){r->lines[i], i};
	if (!st)
		qsort(ranked, n, sizeof(*ranked), by_rank);
	for (i = 0; !st && i < n; i++)
		lines[i] = ranked[i].line;
	if (!st)
		st = nb_layout_arrange(layout, lines, err);
	free(ranked);
	free(lines);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order that a file states (reading.h).
 *
 * References are collected in the order of the file. When an OrderedGroup ends,
 * its members are put into the order of their indexes, if they have such.
 * References get rising ranks, those in an UnorderedGroup all the same, and are
 * sorted by ID when the first element after the list comes. If an ID is listed
 * twice, the first time counts. Elements are found by binary search, because
 * files have tens of thousands of them.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/order.h"
#include "layout/stated/reading.h"

#include <stdlib.h>
#include <string.h>

void nb_references_free(struct nb_references *r)
{
	free(r->list);
	free(r->lines);
	free(r->followers);
	free(r->members);
	nb_buf_free(&r->ids);
	memset(r, 0, sizeof(*r));
}

/* Append a reference to an ID of len bytes. */
static enum nb_status add_reference(struct nb_references *r, const char *id,
				    size_t len, uint32_t rank, uint32_t group,
				    struct nb_error *err)
{
	struct nb_reference *grown =
		nb_grow(r->list, &r->cap, r->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->list = grown;
	grown[r->count++] = (struct nb_reference){r->ids.len, len, rank, group};
	if (nb_buf_add(&r->ids, id, len) || nb_buf_add(&r->ids, "", 1))
		return nb_fail_mem(err);
	return NB_OK;
}

/*
 * Add the references of an element: one ID or several with white space between
 * them. Members of an UnorderedGroup share a rank.
 */
static enum nb_status add_references(struct nb_references *r,
				     const struct nb_element *e,
				     struct nb_error *err)
{
	static const char space[] = " \t\r\n";
	const char *id = nb_element_get(e, "REF");
	uint32_t shared = e->depth ? r->shared[e->depth - 1] : 0;
	uint32_t group = e->depth ? r->group[e->depth - 1] : 0;
	enum nb_status st = NB_OK;

	if (!id)
		id = nb_element_get(e, "regionRef");
	if (!id)
		return NB_OK;
	for (id += strspn(id, space); !st && *id; id += strspn(id, space)) {
		size_t len = strcspn(id, space);

		st = add_reference(r, id, len, shared, group, err);
		id += len;
	}
	return st;
}

/* ---- groups */

/* The index that an element states, or SIZE_MAX. */
static size_t index_of(const struct nb_element *e)
{
	const char *p = nb_element_get(e, "index");
	size_t n = 0;

	if (!p || !*p)
		return SIZE_MAX;
	for (; *p >= '0' && *p <= '9' && n < SIZE_MAX / 20; p++)
		n = n * 10 + (size_t)(*p - '0');
	return *p ? SIZE_MAX : n;
}

/* Note that a member of an OrderedGroup begins. */
static enum nb_status add_member(struct nb_references *r,
				 const struct nb_element *e,
				 struct nb_error *err)
{
	struct nb_member *grown = nb_grow(r->members, &r->member_cap,
					  r->member_count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->members = grown;
	grown[r->member_count++] =
		(struct nb_member){e->depth, r->count, 0, index_of(e)};
	return NB_OK;
}

/* For qsort(3). Members without an index keep their place after the others. */
static int by_place(const void *a, const void *b)
{
	const struct nb_member *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/*
 * Put the references of the members list[0] to list[n - 1], which are the last
 * of all, into the order of the indexes.
 */
static enum nb_status order_members(struct nb_references *r,
				    struct nb_member *list, size_t n,
				    struct nb_error *err)
{
	size_t first = list[0].from, total = r->count - first, at = 0, i;
	struct nb_reference *copy = nb_alloc(total, sizeof(*copy));

	if (!copy)
		return nb_fail_mem(err);
	for (i = 0; i < n; i++)
		list[i].count = (i + 1 < n ? list[i + 1].from : r->count) -
				list[i].from;
	qsort(list, n, sizeof(*list), by_place);
	for (i = 0; i < n; at += list[i++].count)
		memcpy(copy + at, r->list + list[i].from,
		       list[i].count * sizeof(*copy));
	memcpy(r->list + first, copy, total * sizeof(*copy));
	free(copy);
	return NB_OK;
}

/* An element in ReadingOrder ends: if it is a group, its members end with it.
 */
static enum nb_status end_group(struct nb_references *r, unsigned depth,
				struct nb_error *err)
{
	size_t first = r->member_count;
	bool indexed = false;
	enum nb_status st = NB_OK;

	if (!r->ordered[depth])
		return NB_OK;
	while (first && r->members[first - 1].depth == depth + 1)
		indexed |= r->members[--first].place != SIZE_MAX;
	if (indexed && r->count > r->members[first].from)
		st = order_members(r, r->members + first,
				   r->member_count - first, err);
	r->member_count = first;
	r->ordered[depth] = false;
	return st;
}

/* Take the start of an element in ReadingOrder. */
static enum nb_status start_inside(struct nb_references *r,
				   const struct nb_element *e,
				   struct nb_error *err)
{
	bool loose = strncmp(e->name, "UnorderedGroup", 14) == 0;
	bool ordered = strncmp(e->name, "OrderedGroup", 12) == 0;
	bool nested = e->depth &&
		      (r->ordered[e->depth - 1] || r->shared[e->depth - 1]);
	enum nb_status st = NB_OK;

	r->shared[e->depth] = loose ? ++r->loose : 0;
	r->ordered[e->depth] = ordered;
	r->group[e->depth] = ordered && nested ? ++r->groups : 0;
	if (e->depth && r->ordered[e->depth - 1])
		st = add_member(r, e, err);
	/* A group of PAGE may be a region, too. */
	return st ? st : add_references(r, e, err);
}

/* ---- finding them again */

/*
 * What is sorted: qsort() passes no context, so that each entry must lead to
 * its string.
 */
struct named {
	const char *id;
	size_t order;
	uint32_t rank, group;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Give rising ranks to the references, in the order of the list. */
static enum nb_status give_ranks(struct nb_references *r, struct nb_error *err)
{
	uint32_t *groups = nb_alloc((uint64_t)r->loose + 1, sizeof(*groups));
	uint32_t next = 0;
	size_t i;

	if (!groups)
		return nb_fail_mem(err);
	for (i = 0; i < r->count; i++) {
		uint32_t group = r->list[i].rank;

		if (group && !groups[group])
			groups[group] = ++next;
		r->list[i].rank = group ? groups[group] : ++next;
	}
	free(groups);
	return NB_OK;
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
					  i, r->list[i].rank, r->list[i].group};
	qsort(names, r->count, sizeof(*names), by_name);
	for (i = 0; i < r->count; i++)
		r->list[i] = (struct nb_reference){
			(size_t)(names[i].id - (const char *)r->ids.data),
			strlen(names[i].id), names[i].rank, names[i].group};
	free(names);
	r->sorted = true;
	return NB_OK;
}

/* The reference that was stated first for an ID, or NULL. */
static const struct nb_reference *find(const struct nb_references *r,
				       const char *id)
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
		return NULL;
	return &r->list[low];
}

uint32_t nb_references_group(const struct nb_references *r, const char *id)
{
	const struct nb_reference *found = r->sorted ? find(r, id) : NULL;

	return found ? found->group : 0;
}

/* ---- elements */

enum nb_status nb_references_start(struct nb_references *r,
				   const struct nb_element *e,
				   struct nb_error *err)
{
	const char *id = nb_element_get(e, "ID");
	const struct nb_reference *found = NULL;
	static const struct nb_rank none = {.rank = 0};
	unsigned depth = e->depth;
	enum nb_status st = NB_OK;

	if (strcmp(e->name, "ReadingOrder") == 0)
		r->inside = true;
	/* A second list, of another page, comes too late to be looked at. */
	if (r->inside)
		return r->sorted ? NB_OK : start_inside(r, e, err);
	if (r->count && !r->sorted) {
		st = give_ranks(r, err);
		if (!st)
			st = sort_references(r, err);
	}
	if (!st && id && r->count)
		found = find(r, id);
	/* An element without a rank has that of the element around it. */
	r->at[depth] = depth ? r->at[depth - 1] : none;
	if (found && found->rank)
		r->at[depth].rank = found->rank;
	return st;
}

enum nb_status nb_references_stop(struct nb_references *r, const char *name,
				  unsigned depth, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (r->inside && !r->sorted)
		st = end_group(r, depth, err);
	if (strcmp(name, "ReadingOrder") == 0)
		r->inside = false;
	return st;
}

void nb_references_number(struct nb_references *r, unsigned depth,
			  uint32_t number)
{
	if (!r->count && !r->at[depth].rank)
		r->at[depth].rank = number;
}

void nb_references_inner(struct nb_references *r, unsigned depth,
			 uint32_t number)
{
	r->at[depth].inner = number;
}

void nb_references_margin(struct nb_references *r, unsigned depth,
			  uint32_t number)
{
	r->at[depth].margin = number;
}

enum nb_status nb_references_next(struct nb_references *r, uint32_t area,
				  const char *next, struct nb_error *err)
{
	struct nb_follower *grown =
		nb_grow(r->followers, &r->follower_cap, r->follower_count + 1,
			sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->followers = grown;
	grown[r->follower_count++] = (struct nb_follower){area, r->ids.len};
	if (nb_buf_add(&r->ids, next, strlen(next) + 1))
		return nb_fail_mem(err);
	return NB_OK;
}

enum nb_status nb_references_line(struct nb_references *r, unsigned depth,
				  struct nb_error *err)
{
	struct nb_rank *grown = nb_grow(r->lines, &r->line_cap,
					r->line_count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->lines = grown;
	grown[r->line_count] = r->at[depth];
	if (!r->at[depth].rank && r->line_count) {
		grown[r->line_count].rank = grown[r->line_count - 1].rank;
		grown[r->line_count].follows = true;
	}
	r->line_count++;
	return NB_OK;
}

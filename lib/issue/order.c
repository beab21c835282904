/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of divisions (order.h).
 *
 * METS says that ORDER is the place of a division among its siblings, and most
 * writers put them into the file as they are numbered. Some count articles and
 * advertisements apart: numbers that occur twice are no places. Where a writer
 * has not put them so, each
 * division gets a number, parents before what is in them and siblings by their
 * ORDER, and the references are numbered by those of their divisions.
 */
#include "issue/order.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

/* A division among its siblings. */
struct sibling {
	size_t parent, order, index;
};

static int compare(size_t x, size_t y)
{
	return (x > y) - (x < y);
}

static int by_order(const void *a, const void *b)
{
	const struct sibling *x = a, *y = b;
	int order = compare(x->parent, y->parent);

	if (!order)
		order = compare(x->order, y->order);
	return order ? order : compare(x->index, y->index);
}

/* Let the order of the file hold where places are lacking, and sort. */
static void sort_stated(struct sibling *list, size_t n, const bool *lacking)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lacking[list[i].parent])
			list[i].order = 0;
	qsort(list, n, sizeof(*list), by_order);
}

/* Sort siblings, which have the order of the file. Those of one division count
 * only if all of them state their places, and no two the same. False if nothing
 * moved. */
static bool sort_siblings(struct sibling *list, size_t n, bool *lacking)
{
	bool moved = false;
	size_t i;

	for (i = 0; i < n; i++)
		lacking[list[i].parent] |= list[i].order == NB_DIV_NO_ORDER;
	sort_stated(list, n, lacking);
	for (i = 1; i < n; i++)
		lacking[list[i].parent] |=
			list[i].parent == list[i - 1].parent &&
			list[i].order == list[i - 1].order;
	sort_stated(list, n, lacking);
	for (i = 1; i < n; i++)
		moved |= list[i].parent == list[i - 1].parent &&
			 list[i].index < list[i - 1].index;
	return moved;
}

/*
 * Number the divisions. `sizes` gets, by index, how many divisions there are in
 * one, with itself. A division comes after its parent in the file, so that the
 * number of the parent is known.
 */
static void number(const struct nb_issue *issue, const struct sibling *list,
		   size_t *numbers, size_t *sizes)
{
	size_t n = issue->div_count, i, next = 0;

	for (i = n; i-- > 0;) {
		sizes[i]++;
		if (issue->divs[i].parent)
			sizes[issue->divs[i].parent - 1] += sizes[i];
	}
	for (i = 0; i < n; i++) {
		size_t parent = list[i].parent;

		if (i == 0 || list[i - 1].parent != parent)
			next = parent ? numbers[parent - 1] + 1 : 0;
		numbers[list[i].index] = next;
		next += sizes[list[i].index];
	}
}

/* A reference by its division. */
struct placed {
	size_t number, place, ref;
};

static int by_number(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = compare(x->number, y->number);

	return order ? order : compare(x->place, y->place);
}

/* Give the references their places. */
static enum nb_status place_references(struct nb_issue *issue,
				       const size_t *numbers,
				       struct nb_error *err)
{
	size_t n = issue->ref_count, i;
	struct placed *list = nb_alloc(n, sizeof(*list));

	if (!list)
		return nb_fail_mem(err);
	for (i = 0; i < n; i++)
		list[i] = (struct placed){numbers[issue->refs[i].div],
					  issue->refs[i].place, i};
	qsort(list, n, sizeof(*list), by_number);
	for (i = 0; i < n; i++)
		issue->refs[list[i].ref].place = i;
	free(list);
	return NB_OK;
}

enum nb_status nb_issue_order(struct nb_issue *issue, struct nb_error *err)
{
	size_t n = issue->div_count, i;
	struct sibling *list = nb_alloc(n, sizeof(*list));
	size_t *numbers = nb_alloc(n, sizeof(*numbers));
	size_t *sizes = nb_alloc(n, sizeof(*sizes));
	bool *lacking = nb_alloc((uint64_t)n + 1, sizeof(*lacking));
	enum nb_status st = NB_OK;

	if (!list || !numbers || !sizes || !lacking) {
		st = nb_fail_mem(err);
	} else if (n && issue->ref_count) {
		for (i = 0; i < n; i++)
			list[i] = (struct sibling){issue->divs[i].parent,
						   issue->divs[i].order, i};
		if (sort_siblings(list, n, lacking)) {
			number(issue, list, numbers, sizes);
			st = place_references(issue, numbers, err);
		}
	}
	free(list);
	free(numbers);
	free(sizes);
	free(lacking);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The marks of one clause, while it is not known whether it is a byline. */
#ifndef NB_BYLINE_FOUND_H
#define NB_BYLINE_FOUND_H

#include "byline/clause.h"
#include "byline/marks.h"

/* Marks of a clause: a report may have twenty authors. */
#define NB_FOUND_MOST 64u

/* Invariant: the marks are in the order of the text, outer ones first. */
struct nb_credits {
	struct nb_mark list[NB_FOUND_MOST];
	size_t count;
	/* A clause was read that names editors, or where a picture is from,
	 * and nobody else: it has no marks. */
	bool others;
};

/* Add the `len` bytes at `at` of a clause; what does not fit is left out. */
static inline struct nb_mark *nb_credits_add(struct nb_credits *found,
					     const struct nb_clause *c,
					     size_t at, size_t len,
					     enum nb_mark_kind kind)
{
	struct nb_mark *m = &found->list[found->count];

	if (!len || found->count == NB_FOUND_MOST)
		return NULL;
	*m = (struct nb_mark){.kind = kind};
	nb_clause_place(c, at, len, &m->from, &m->to);
	found->count++;
	return m;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* How many hits there are, in all or by year, month, title or page. */
#ifndef NB_TOOLS_NBARC_COUNTS_H
#define NB_TOOLS_NBARC_COUNTS_H

#include <stdint.h>

#include "hits/line.h"

/*
 * What is counted by; NBARC_BY_NONE: everything together. A page is the page of
 * an issue, "a01": how often a word stood on front pages over the years.
 */
enum nbarc_count_by {
	NBARC_BY_NONE,
	NBARC_BY_YEAR,
	NBARC_BY_MONTH,
	NBARC_BY_TITLE,
	NBARC_BY_PAGE,
};

/* Find one by its name; false if there is none. */
bool nbarc_count_by_find(const char *name, enum nbarc_count_by *by);

/* What was counted of one year, month, title or page: hits, and items that have
 * at least one. */
struct nbarc_count {
	char key[16]; /* "2019-03"; "" where the identifier has none */
	uint64_t hits, items;
};

/* All zeros but `by` is a new one. The list is owned and sorted by key. */
struct nbarc_counts {
	enum nbarc_count_by by;
	struct nbarc_count *list;
	size_t count, cap;
	size_t last; /* index of the one that was counted last */
};

/* Count a hit, which is the first one of its item or not. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_counts_add(struct nbarc_counts *counts,
					 const struct nb_hit *hit,
					 bool new_item);

/*
 * Append a line for each key, in the order of keys. For people it is a table
 * with '-' for what has no key, else TSV with a heading, or JSON Lines: there
 * the key is empty. NB_NOMEM.
 */
NB_CHECK enum nb_status nbarc_counts_put(const struct nbarc_counts *counts,
					 enum nbarc_hit_form form,
					 struct nb_buf *out);

/* Free the list. */
void nbarc_counts_free(struct nbarc_counts *counts);

#endif

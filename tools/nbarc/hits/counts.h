/* SPDX-License-Identifier: Apache-2.0 */
/* How many hits there are by year, newspaper, author or the like. */
#ifndef NB_TOOLS_NBARC_COUNTS_H
#define NB_TOOLS_NBARC_COUNTS_H

#include <stdbool.h>

#include "hits/line.h"
#include "stat/by.h"

/* A count: hits, and items that have one. All zeros but `archive`, which is
 * borrowed, and `by` is a new one; the rest is owned. */
struct nbarc_counts {
	struct nb_archive *archive;
	struct nbarc_bys by;
	struct nbarc_tally tally;
	struct nb_item_record *record; /* of the item in hand */
};

/* For nb_search_item: the mark of an item is its line. The entry has the detail
 * of nbarc_bys_fields(). */
NB_CHECK enum nb_status nbarc_counts_item(struct nbarc_counts *counts,
					  const struct nb_entry *entry,
					  const struct nb_entry_item *item,
					  size_t *mark, struct nb_error *err);

/* Count a hit, or several that are given together; the first one of its item or
 * not. */
void nbarc_counts_add(struct nbarc_counts *counts, const struct nb_hit *hit,
		      bool new_item);

/* Add what another one counted by the same. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_counts_join(struct nbarc_counts *counts,
					  const struct nbarc_counts *from);

/*
 * Append a line for each key that has hits: a table for people, TSV with a
 * heading, or JSON Lines, in the order of keys; authors and places by hits.
 * Nothing can be counted after that. NB_NOMEM.
 */
NB_CHECK enum nb_status nbarc_counts_put(struct nbarc_counts *counts,
					 enum nbarc_hit_form form,
					 struct nb_buf *out);

/* Free what is owned. */
void nbarc_counts_free(struct nbarc_counts *counts);

#endif

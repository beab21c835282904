/* SPDX-License-Identifier: Apache-2.0 */
/* Counting items and characters, and words in them, by what the items have in
 * common. */
#ifndef NB_TOOLS_NBARC_COUNT_H
#define NB_TOOLS_NBARC_COUNT_H

#include <nbarc/grep.h>
#include <nbarc/query.h>

#include "stat/by.h"
#include "stat/sheet.h"

/*
 * A count. The first members are set by the caller and borrowed; the others are
 * owned.
 */
struct nbarc_count {
	struct nb_archive *archive;
	struct nbarc_bys by;
	const char *const *words; /* as grep looks for them, with `apart` */
	size_t word_count;
	unsigned threads; /* as in struct nb_search */

	/* Of each line: items and characters; and for each word its hits, and
	 * the items that have one. */
	struct nbarc_tally tally;
	struct nb_item_record *record;
	struct nb_query *query; /* the one that is answered */
	/* The item and pattern of the last hit. */
	struct nb_buf last_page;
	unsigned last_number;
	size_t last_pattern;
	struct nb_error err; /* its status is NB_OK until something fails */
};

/*
 * Count what the query and its filter choose. Without `grep` the catalogue
 * alone is read, as far as it has what is counted by; with it, all texts are
 * searched for the words. An archive without anything that is chosen is no
 * failure; damage is one, since half a count would look like a whole one. It
 * can be called again, to count more. Call nbarc_count_free() also after a
 * failure.
 */
NB_CHECK enum nb_status nbarc_count_all(struct nbarc_count *count,
					struct nb_query *query,
					const struct nb_grep *grep,
					struct nb_error *err);

/*
 * Add a row to the sheet for each line, or for each line and word; names and
 * columns are set. The texts are those of the count, to which nothing can be
 * added after that. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_count_sheet(struct nbarc_count *count,
					  struct nbarc_sheet *sheet);

/* Free what the count owns. */
void nbarc_count_free(struct nbarc_count *count);

#endif

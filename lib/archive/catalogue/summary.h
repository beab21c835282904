/* SPDX-License-Identifier: Apache-2.0 */
/* Summing up a corpus for its commit record, from all page entries in order
 * (format-spec/nbarc-format.md, sections 8 and 11). */
#ifndef NB_ARCHIVE_SUMMARY_H
#define NB_ARCHIVE_SUMMARY_H

#include "archive/record/commit.h"
#include "archive/catalogue/merkle.h"

/* What was summed up so far. Of each page only the newest revision, which comes
 * first, counts for pages and items. */
struct nb_summary {
	struct nb_merkle merkle;
	uint64_t revisions, pages, items; /* as in struct nb_commit */
	uint64_t document_bytes, source_bytes;
	char last[UINT8_MAX]; /* identifier of the entry before */
	size_t last_len;
};

/* Begin with no entries, and add the next entry in the order of the
 * catalogue. */
void nb_summary_init(struct nb_summary *s);
void nb_summary_add(struct nb_summary *s, const struct nb_entry *entry);
/* Set the Merkle root and the counts of a commit record. */
void nb_summary_end(const struct nb_summary *s, struct nb_commit *commit);

#endif

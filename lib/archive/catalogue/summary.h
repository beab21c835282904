/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting a corpus for its commit record (format-spec/nbarc-format.md, section
 * 8): from all page entries in the order of the catalogue, or by going on from
 * the counts of the commit before.
 */
#ifndef NB_ARCHIVE_SUMMARY_H
#define NB_ARCHIVE_SUMMARY_H

#include "archive/record/commit.h"

#include <nbarc/archive.h>

/* What was counted so far. Of each page only the newest revision counts for
 * pages and items. */
struct nb_summary {
	uint64_t revisions, pages, items; /* as in struct nb_commit */
	uint64_t document_bytes, source_bytes;
	char last[UINT8_MAX]; /* identifier that nb_summary_add() had last */
	size_t last_len;
};

/* Begin with no entries, or with those of a commit. */
void nb_summary_init(struct nb_summary *s);
void nb_summary_resume(struct nb_summary *s, const struct nb_commit *commit);

/* Add the next entry in the order of the catalogue: the newest revision of a
 * page comes first. */
void nb_summary_add(struct nb_summary *s, const struct nb_entry *entry);

/* Add an entry that is the newest revision of its page from now on, in place of
 * `before`; NULL: the page is new. */
void nb_summary_follow(struct nb_summary *s, const struct nb_entry *before,
		       const struct nb_entry *entry);

/* Set the counts of a commit record. */
void nb_summary_end(const struct nb_summary *s, struct nb_commit *commit);

#endif

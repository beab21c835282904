/* SPDX-License-Identifier: Apache-2.0 */
/* What a commit record says of the whole corpus, from its page entries in
 * order (sections 8 and 11). */
#ifndef NB_ARCHIVE_SUMMARY_H
#define NB_ARCHIVE_SUMMARY_H

#include "archive/record/commit.h"
#include "archive/catalogue/merkle.h"

struct nb_summary {
	struct nb_merkle merkle;
	uint64_t revisions, pages, items;
	uint64_t document_bytes, source_bytes;
	char last[UINT8_MAX]; /* identifier of the entry before */
	size_t last_len;
};

void nb_summary_init(struct nb_summary *s);
void nb_summary_add(struct nb_summary *s, const struct nb_entry *entry);
/* Set the root and the counts of a commit record. */
void nb_summary_end(const struct nb_summary *s, struct nb_commit *commit);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The list of a walk: adding rows, sorting, looking up (format-spec/
 * nbarc-format.md, section 14, "Entries that a walk finds"). */
#ifndef NB_ARCHIVE_SALVAGE_ROWS_H
#define NB_ARCHIVE_SALVAGE_ROWS_H

#include "archive/salvage/salvage.h"

/* Append a page entry to the list, which need not stay in order. `proto` has
 * everything but the identifier, which is copied. NB_LIMIT if the list would
 * take more memory than 256 MiB and than the file has bytes. */
NB_CHECK enum nb_status nb_salvage_add(struct nb_salvage *salvage,
				       const struct nb_salvaged *proto,
				       const char *id, size_t id_len,
				       struct nb_error *err);

/* Free the list and the identifiers. */
void nb_salvage_free_rows(struct nb_salvage *salvage);

/* The key of a row; it borrows the identifier. */
static inline struct nb_entry_key nb_salvaged_key(const struct nb_salvaged *f)
{
	return (struct nb_entry_key){{f->id, f->id_len}, f->revision};
}

/* Sort the list by key. Of one key the rows come in the order of enum
 * nb_row_kind, and of one kind the one that stands later in the file first. */
void nb_salvage_sort(struct nb_salvage *salvage);

/* Index of the first entry whose key is not below this one; salvage->count if
 * there is none. */
size_t nb_salvage_seek(const struct nb_salvage *salvage,
		       const struct nb_entry_key *key);

/* True if both rows are of one page. */
bool nb_salvaged_same_page(const struct nb_salvaged *a,
			   const struct nb_salvaged *b);

#endif

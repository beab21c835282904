/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources records of an open archive (format-spec/nbarc-format.md, section 6),
 * for code that needs more of them than the source of one page. Documents and
 * sources themselves are given by nb_archive_kept_document() and
 * nb_archive_kept_source().
 */
#ifndef NB_ARCHIVE_KEPT_H
#define NB_ARCHIVE_KEPT_H

#include "archive/read/handle.h"

/*
 * Read and decode the sources record of the entry's frame, unless it is the one
 * that was read last.
 *
 * *sources belongs to the archive and lives until the next sources record is
 * read; it is NULL on failure. The entry must have sources_size not 0.
 * NB_INVALID if the record or the page frame, which is its prefix, is damaged.
 * The hashes of the sources are not checked.
 */
NB_CHECK enum nb_status nb_archive_sources(struct nb_archive *archive,
					   const struct nb_entry *entry,
					   const struct nb_sources **sources,
					   struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a page was withdrawn, and its document without it
 * (format-spec/nbarc-format.md, sections 7 and 9).
 */
#ifndef NB_ARCHIVE_WITHDRAWN_H
#define NB_ARCHIVE_WITHDRAWN_H

#include "archive/read/handle.h"
#include "archive/read/hidden.h"

#include <nbarc/archive.h>

/*
 * Append the document of an entry to `out` without its hidden items: an empty
 * item that says so stands in the place of each. `document` is what is stored.
 */
NB_CHECK enum nb_status nb_document_shown(const struct nb_entry *entry,
					  const uint8_t *document,
					  const struct nb_hidden *hidden,
					  struct nb_buf *out,
					  struct nb_error *err);

/*
 * Refuse what may not be shown: NB_ABSENT, with the reason, if the page of the
 * entry is hidden, if its revision was purged, or if the item with this number
 * is hidden; number 0 asks about the page alone. Otherwise NB_OK. A refusal may
 * look the newest revision up in the archive, so that an entry that
 * nb_archive_find() gave is no longer valid after it.
 */
NB_CHECK enum nb_status nb_refuse_hidden(struct nb_archive *archive,
					 const struct nb_entry *entry,
					 unsigned number, struct nb_error *err);

/*
 * Refuse an item of a page without text that may be shown: NB_ABSENT, with the
 * reason. The page comes first, then whether it has the item (`item` NULL: it
 * has not), then whether the text moved, was withdrawn or was purged.
 */
NB_CHECK enum nb_status nb_refuse_item(struct nb_archive *archive,
				       const struct nb_entry *entry,
				       const struct nb_entry_item *item,
				       unsigned number, struct nb_error *err);

/* Refuse source and journal of a page with a withdrawn item, whose text they
 * have: NB_ABSENT, with the item and its reason. */
NB_CHECK enum nb_status nb_refuse_source(struct nb_archive *archive,
					 const struct nb_entry *entry,
					 struct nb_error *err);

#endif

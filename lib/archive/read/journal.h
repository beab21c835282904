/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal of a page's repairs, made again from its source
 * (format-spec/nbarc-format.md, section 6.1). The archive keeps only the joins
 * of a page; everything else of the journal follows from the source and is made
 * again here.
 */
#ifndef NB_ARCHIVE_JOURNAL_H
#define NB_ARCHIVE_JOURNAL_H

#include "archive/read/handle.h"

#include <nbarc/page.h>

/*
 * Make the page of an entry again from `source`, which nb_archive_kept_source()
 * has given for it, and from the journal that is stored beside the source.
 *
 * *page is the caller's, to be freed by nb_page_free(); it is NULL on failure.
 * *about becomes what journals say of the source. NB_ABSENT if no journal is
 * kept; NB_INVALID, with the offset of the sources record, if the journal does
 * not belong to this source; NB_UNSUPPORTED if its version is not known.
 */
NB_CHECK enum nb_status nb_archive_replay(struct nb_archive *archive,
					  const struct nb_entry *entry,
					  const struct nb_buf *source,
					  struct nb_source *about,
					  struct nb_page **page,
					  struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The journal of a page, made again from its source (section 6.1). */
#ifndef NB_ARCHIVE_JOURNAL_H
#define NB_ARCHIVE_JOURNAL_H

#include "archive/read/handle.h"

#include <nbarc/page.h>

/*
 * Make the page of an entry again from its source, which
 * nb_archive_kept_source() has given, and the journal beside it; *about is what
 * journals say of the source. NB_ABSENT when no journal is kept. Freed by
 * nb_page_free().
 */
NB_CHECK enum nb_status nb_archive_replay(struct nb_archive *archive,
					  const struct nb_entry *entry,
					  const struct nb_buf *source,
					  struct nb_source *about,
					  struct nb_page **page,
					  struct nb_error *err);

#endif

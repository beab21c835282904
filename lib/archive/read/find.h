/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a page by its identifier (section 9). */
#ifndef NB_ARCHIVE_FIND_H
#define NB_ARCHIVE_FIND_H

#include "archive/read/handle.h"

#include <nbarc/archive.h>

/*
 * Like nb_archive_find_detail(), but does not look up what of the page is
 * hidden, and leaves entry->hidden NULL: one search less where a revision is
 * given. For code that does not give text out.
 */
NB_CHECK enum nb_status nb_archive_lookup(struct nb_archive *archive,
					  const char *id, size_t id_len,
					  uint32_t revision,
					  enum nb_detail detail,
					  const struct nb_entry **entry,
					  struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding a page by its identifier (format-spec/nbarc-format.md, section 9,
 * "Finding a page"), for code of the library that does not give text out:
 * writers, copies, proofs and verifications. Others use nb_archive_find(),
 * which also says what of the page is hidden.
 */
#ifndef NB_ARCHIVE_FIND_H
#define NB_ARCHIVE_FIND_H

#include "archive/read/handle.h"

#include <nbarc/archive.h>

/*
 * Like nb_archive_find_detail(), but leaves entry->hidden NULL, which saves a
 * second search if an older revision is asked for.
 *
 * *entry belongs to the archive, lives until the next call with it, and is NULL
 * on failure. The bytes at `id` may be those of an entry that was found before.
 */
NB_CHECK enum nb_status nb_archive_lookup(struct nb_archive *archive,
					  const char *id, size_t id_len,
					  uint32_t revision,
					  enum nb_detail detail,
					  const struct nb_entry **entry,
					  struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an archive at its newest commit (format-spec/nbarc-format.md, section
 * 9, "Opening"), for code that has the file open already. */
#ifndef NB_ARCHIVE_OPEN_H
#define NB_ARCHIVE_OPEN_H

#include "archive/read/handle.h"

/*
 * Open the archive in this file, which must be readable; damage is an error.
 *
 * On success the archive owns the file; on failure the file stays open and
 * *archive is NULL. `path` is copied, for messages. Errors are those of
 * nb_archive_open().
 */
NB_CHECK enum nb_status nb_archive_attach(struct nb_file file, const char *path,
					  struct nb_archive **archive,
					  struct nb_error *err);

#endif

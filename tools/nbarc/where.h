/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening an archive where it is. There are two sources for this and for
 * where_index.h: where.c and where_index.c open files, and far/open.c, which
 * only nbarc-far and nbarc-serve are linked with, URLs as well. So nbarc needs
 * no library for the network.
 */
#ifndef NB_TOOLS_NBARC_WHERE_H
#define NB_TOOLS_NBARC_WHERE_H

#include <stddef.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>

#include "base/ranges.h"

/* Open the archive at a path, or at a URL. `damage` NULL: damage is an error.
 * *archive is NULL after a failure. */
NB_CHECK enum nb_status nbarc_open_at(const char *path,
				      const struct nb_damage *damage,
				      struct nb_archive **archive,
				      struct nb_error *err);

/* Read a file or what is at a URL, which has at most `most` bytes, into an
 * empty buffer. */
NB_CHECK enum nb_status nbarc_read_at(const char *path, size_t most,
				      struct nb_buf *to, struct nb_error *err);

/*
 * Open a file as it is, to be copied: the archive at a path or at a URL with
 * `suffix` "", or what is beside it with the suffix of its name, NB_ABSENT if
 * there is nothing. nb_file_close() closes it. *file is none after a failure.
 */
NB_CHECK enum nb_status nbarc_file_at(const char *path, const char *suffix,
				      struct nb_file *file,
				      struct nb_error *err);

/* Bytes that what is shown may be longer than the path, with its NUL. */
#define NBARC_SHOWN_MORE 16u

/* Write the path, or what may be shown of the URL, to `shown`,
 * NUL-terminated. */
void nbarc_show_at(const char *path, char *shown, size_t size);

#endif

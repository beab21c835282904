/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening an archive where it is. There are two sources for this and for
 * where_index.h: where.c and where_index.c open files, and far.c, which only
 * nbarc-far is linked with, URLs as well. So nbarc needs no library for the
 * network.
 */
#ifndef NB_TOOLS_NBARC_WHERE_H
#define NB_TOOLS_NBARC_WHERE_H

#include <nbarc/archive.h>

/* Open the archive at a path, or at a URL. `damage` NULL: damage is an error.
 * *archive is NULL after a failure. */
NB_CHECK enum nb_status nbarc_open_at(const char *path,
				      const struct nb_damage *damage,
				      struct nb_archive **archive,
				      struct nb_error *err);

#endif

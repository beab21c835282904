/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening an archive and its index where they are. There are two sources for
 * these functions: near.c opens files, and far.c, which only nbarc-far is
 * linked with, URLs as well. So nbarc needs no library for the network.
 */
#ifndef NB_TOOLS_NBARC_WHERE_H
#define NB_TOOLS_NBARC_WHERE_H

#include <nbarc/archive.h>
#include <nbarc/index.h>

/* Open the archive at a path, or at a URL. `damage` NULL: damage is an error.
 * *archive is NULL after a failure. */
NB_CHECK enum nb_status nbarc_open_at(const char *path,
				      const struct nb_damage *damage,
				      struct nb_archive **archive,
				      struct nb_error *err);

/* Open the index beside the archive, which was opened at `path`. NB_ABSENT if
 * there is none. *index is NULL after a failure. */
NB_CHECK enum nb_status nbarc_open_index(const char *path,
					 struct nb_archive *archive,
					 struct nb_index **index,
					 struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Following pages that were renamed to their new identifiers. */
#ifndef NB_TOOLS_NBARC_FOLLOW_H
#define NB_TOOLS_NBARC_FOLLOW_H

#include <nbarc/archive.h>
#include <nbarc/buf.h>

#include "cli/tool.h"

/*
 * Put the new identifier of each page and item that was renamed in the place of
 * the old one, and say so. With a revision after it, an identifier stays:
 * revisions are counted by identifier. The new ones are in `kept`, an empty
 * buffer, which must live as long as the list.
 */
NB_CHECK enum nb_status nbarc_follow(const struct cli *cli,
				     struct nb_archive *archive,
				     const char *path, char **ids, size_t count,
				     struct nb_buf *kept, struct nb_error *err);

#endif

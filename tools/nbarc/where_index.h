/* SPDX-License-Identifier: Apache-2.0 */
/* Opening the index of an archive where it is (where.h). */
#ifndef NB_TOOLS_NBARC_WHERE_INDEX_H
#define NB_TOOLS_NBARC_WHERE_INDEX_H

#include <nbarc/index.h>

/* Open the index beside the archive, which was opened at `path`, and not one
 * that is embedded. NB_ABSENT if there is none. *index is NULL after a failure.
 */
NB_CHECK enum nb_status nbarc_open_index(const char *path,
					 struct nb_archive *archive,
					 struct nb_index **index,
					 struct nb_error *err);

#endif

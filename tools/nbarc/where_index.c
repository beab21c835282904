/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an index that is a file (where_index.h). It is a source of its own,
 * so that commands that search nothing are linked without libnbarc-find. */
#include "where_index.h"

enum nb_status nbarc_open_index(const char *path, struct nb_archive *archive,
				struct nb_index **index, struct nb_error *err)
{
	(void)path; /* the archive knows it */
	return nb_index_open(archive, NULL, index, err);
}

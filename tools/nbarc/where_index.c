/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an index that is a file (where_index.h). It is a source of its own,
 * so that commands that search nothing are linked without libnbarc-find. */
#include "where_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum nb_status nbarc_open_index(const char *path, struct nb_archive *archive,
				struct nb_index **index, struct nb_error *err)
{
	size_t size = strlen(path) + sizeof(NB_INDEX_SUFFIX);
	char *beside = malloc(size);
	enum nb_status st;

	*index = NULL;
	if (!beside)
		return nb_fail_mem(err);
	/* A path that is named, because without one an index in the archive
	 * would take the place of a damaged file. */
	(void)snprintf(beside, size, "%s%s", path, NB_INDEX_SUFFIX);
	st = nb_index_open(archive, beside, index, err);
	free(beside);
	return st;
}

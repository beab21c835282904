/* SPDX-License-Identifier: Apache-2.0 */
/* Opening archives that are files (where.h). */
#include "where.h"

#include <stdio.h>

#include "base/file.h"

enum nb_status nbarc_open_at(const char *path, const struct nb_damage *damage,
			     struct nb_archive **archive, struct nb_error *err)
{
	return damage ? nb_archive_open_damaged(path, damage, archive, err)
		      : nb_archive_open(path, archive, err);
}

enum nb_status nbarc_read_at(const char *path, size_t most, struct nb_buf *to,
			     struct nb_error *err)
{
	return nb_file_read(path, most, to, err);
}

void nbarc_show_at(const char *path, char *shown, size_t size)
{
	(void)snprintf(shown, size, "%s", path);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Opening archives that are files (where.h). */
#include "where.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
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

enum nb_status nbarc_file_at(const char *path, const char *suffix,
			     struct nb_file *file, struct nb_error *err)
{
	size_t size = strlen(path) + strlen(suffix) + 1;
	char *name = malloc(size);
	enum nb_status st;

	*file = nb_local(-1);
	if (!name)
		return nb_fail_mem(err);
	(void)snprintf(name, size, "%s%s", path, suffix);
	st = nb_file_open(name, O_RDONLY, &file->fd, err);
	if (st == NB_IO && errno == ENOENT && *suffix)
		st = err->status = NB_ABSENT;
	free(name);
	return st;
}

void nbarc_show_at(const char *path, char *shown, size_t size)
{
	(void)snprintf(shown, size, "%s", path);
}

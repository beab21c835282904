/* SPDX-License-Identifier: Apache-2.0 */
/* Files in a folder (piece.h): written under another name, and renamed. */
#include "piece.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

/* The longest path of a file: that of the folder, and an identifier. */
#define PATH_MOST 8192

/* Write the bytes into a new file. */
static enum nb_status write_new(const char *path, const void *bytes, size_t len,
				struct nb_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	enum nb_status st;

	if (fd < 0)
		return nb_fail_sys(err, path, "open");
	st = nb_fd_write(fd, path, bytes, len, err);
	if (close(fd) != 0 && !st)
		st = nb_fail_sys(err, path, "close");
	return st;
}

enum nb_status nbarc_piece_write(const char *folder, const char *name,
				 const void *bytes, size_t len,
				 struct nb_error *err)
{
	char path[PATH_MOST], made[PATH_MOST];
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	enum nb_status st;

	if (n < 0 || (size_t)n >= sizeof(path) - 16) {
		errno = ENAMETOOLONG;
		return nb_fail_sys(err, folder, "open");
	}
	(void)snprintf(made, sizeof(made), "%s/.%ld.tmp", folder,
		       (long)getpid());
	(void)unlink(made);
	st = write_new(made, bytes, len, err);
	if (!st && rename(made, path) != 0)
		st = nb_fail_sys(err, path, "rename");
	if (st)
		(void)unlink(made);
	return st;
}

/* nb_sync_dir() takes the path of a file in the folder. */
enum nb_status nbarc_piece_end(const char *folder, struct nb_error *err)
{
	char path[PATH_MOST];

	(void)snprintf(path, sizeof(path), "%s/.", folder);
	return nb_sync_dir(path, err);
}

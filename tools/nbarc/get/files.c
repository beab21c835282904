/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files in a folder (files.h). There may be a hundred thousand of them, so that
 * only the folder is synced, at the end: the files are copies of an archive
 * that stays.
 */
#include "get/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

/* The longest path of a file: that of the folder, and an identifier. */
#define PATH_MOST 8192

/* A folder that is there is used: files of other identifiers in it stay. */
enum nb_status nbarc_get_folder(struct get *g)
{
	struct stat s;

	if (!g->folder || mkdir(g->folder, 0777) == 0)
		return NB_OK;
	if (errno != EEXIST)
		return nb_fail_sys(&g->err, g->folder, "mkdir");
	if (stat(g->folder, &s) == 0 && S_ISDIR(s.st_mode))
		return NB_OK;
	errno = ENOTDIR;
	return nb_fail_sys(&g->err, g->folder, "open");
}

/* What the name of a file ends with. Sources are of many formats, and what the
 * archive says of their names is for people alone. */
static const char *ending(const struct get *g)
{
	if (g->made == NBARC_MADE_JSON || g->layout == NBARC_LAYOUT_ZONES ||
	    g->layout == NBARC_LAYOUT_IIIF)
		return "json";
	if (g->made == NBARC_MADE_HTML)
		return "html";
	switch (g->format) {
	case NB_FORMAT_TEI:
	case NB_FORMAT_PLAIN:
	case NB_FORMAT_SLICES:
		return "xml";
	case NB_FORMAT_TEXT:
		return "txt";
	case NB_FORMAT_SOURCE:
		return "source";
	case NB_FORMAT_JOURNAL:
		break;
	}
	return "jsonl";
}

/* Write the piece into a new file, which has no name of its own yet. */
static enum nb_status write_piece(struct get *g, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	enum nb_status st;

	if (fd < 0)
		return nb_fail_sys(&g->err, path, "open");
	st = nb_fd_write(fd, path, g->piece.data, g->piece.len, &g->err);
	if (close(fd) != 0 && !st)
		st = nb_fail_sys(&g->err, path, "close");
	return st;
}

enum nb_status nbarc_get_file(struct get *g, const char *id, size_t len)
{
	char path[PATH_MOST], made[PATH_MOST];
	int n = snprintf(path, sizeof(path), "%s/%.*s.%s", g->folder, (int)len,
			 id, ending(g));
	enum nb_status st;

	if (n < 0 || (size_t)n >= sizeof(path) - 16) {
		errno = ENAMETOOLONG;
		return nb_fail_sys(&g->err, g->folder, "open");
	}
	/* No identifier begins with a full stop. */
	(void)snprintf(made, sizeof(made), "%s/.%ld.tmp", g->folder,
		       (long)getpid());
	(void)unlink(made);
	st = write_piece(g, made);
	if (!st && rename(made, path) != 0)
		st = nb_fail_sys(&g->err, path, "rename");
	if (st) {
		(void)unlink(made);
		g->write_failed = true;
	}
	return st;
}

/* nb_sync_dir() takes the path of a file in the folder. */
enum nb_status nbarc_get_folder_end(struct get *g)
{
	char path[PATH_MOST];

	if (!g->folder)
		return NB_OK;
	(void)snprintf(path, sizeof(path), "%s/.", g->folder);
	return nb_sync_dir(path, &g->err);
}

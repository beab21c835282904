/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking a folder before it is removed (owned.h). Whatever is not known for
 * sure to be of a site refuses it: a mistake here costs somebody's files.
 */
#define _XOPEN_SOURCE 700 /* nftw() */
#include "publish/owned.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#define LIST_MOST ((size_t)1 << 30) /* bytes; some thirty million issues */
#define KEEPS_MOST 2u		    /* an archive and its index */
#define FOLDERS_OPEN 16		    /* descriptors of the walk */

/* A file that must not be lost. */
struct keep {
	const char *path;
	struct stat file;
	nlink_t seen; /* names of it in the folder */
};

/* The walk over a folder. */
struct walk {
	size_t root; /* length of the path of the folder */
	struct nb_buf text;
	char **names; /* in the text, sorted; owned */
	size_t count;
	struct keep keeps[KEEPS_MOST];
	size_t keep_count;
	char bad[PATH_MAX]; /* what refuses the folder */
};

/* nftw() has no context for its function. */
static struct walk *walking;

/* ---- the list */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Make names of the lines after the first. False if it is no such list. */
static bool split_list(struct walk *w)
{
	static const char magic[] = NBARC_SITE_MAGIC;
	char *p = (char *)w->text.data, *end = p + w->text.len;

	if (w->text.len < sizeof(magic) ||
	    memcmp(p, magic, sizeof(magic) - 1) != 0 || end[-1] != '\n' ||
	    memchr(p, '\0', w->text.len))
		return false;
	for (p += sizeof(magic) - 1; p < end; p = strchr(p, '\0') + 1) {
		if (*p == '\n')
			return false;
		w->names[w->count++] = p;
		*(char *)memchr(p, '\n', (size_t)(end - p)) = '\0';
	}
	qsort(w->names, w->count, sizeof(*w->names), by_name);
	return true;
}

static enum nb_status read_list(struct walk *w, const char *folder,
				struct nb_error *err)
{
	char path[PATH_MAX + sizeof(NBARC_SITE_MARK) + 1];
	struct stat file;
	enum nb_status st;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, NBARC_SITE_MARK);
	if (lstat(path, &file) != 0 || !S_ISREG(file.st_mode))
		return nb_fail(err, NB_USAGE,
			       "%s: not empty, and no site of nbarc publish; "
			       "remove it yourself",
			       folder);
	st = nb_file_read(path, LIST_MOST, &w->text, err);
	if (st)
		return st;
	/* No line is shorter than a byte and its end. */
	w->names = nb_alloc(w->text.len / 2 + 1, sizeof(*w->names));
	if (!w->names)
		return nb_fail_mem(err);
	return split_list(w) ? NB_OK
			     : nb_fail(err, NB_USAGE,
				       "%s: no list of what nbarc publish "
				       "wrote; remove the folder yourself",
				       path);
}

/* ---- the walk */

/* True if the list has the file, or for a folder, a file in it. */
static bool is_listed(const struct walk *w, const char *name, bool folder)
{
	size_t len = strlen(name), low = 0, high = w->count;
	char wanted[PATH_MAX + 2];

	(void)snprintf(wanted, sizeof(wanted), "%s%s", name, folder ? "/" : "");
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(w->names[mid], wanted) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->count &&
	       (folder ? strncmp(w->names[low], wanted, len + 1) == 0
		       : strcmp(w->names[low], wanted) == 0);
}

/* For nftw(): stop at what publish did not write, which is never a symbolic
 * link. */
static int look_at(const char *path, const struct stat *file, int kind,
		   struct FTW *place)
{
	struct walk *w = walking;
	bool regular = kind == FTW_F && S_ISREG(file->st_mode);
	size_t i;

	if (place->level == 0 && kind == FTW_D)
		return 0;
	for (i = 0; regular && i < w->keep_count; i++)
		w->keeps[i].seen += w->keeps[i].file.st_dev == file->st_dev &&
				    w->keeps[i].file.st_ino == file->st_ino;
	if (place->level > 0 && (regular || kind == FTW_D) &&
	    is_listed(w, path + w->root + 1, !regular))
		return 0;
	(void)snprintf(w->bad, sizeof(w->bad), "%s", path);
	return 1;
}

/* ---- what must be kept */

/* True if the path, without symbolic links, is in the folder. */
static bool is_under(const char *path, const char *folder)
{
	char real[PATH_MAX];
	size_t len = strlen(folder);

	return realpath(path, real) && strncmp(real, folder, len) == 0 &&
	       (real[len] == '/' || folder[len - 1] == '/');
}

/* Refuse the folder for a file that would be lost with it. */
static enum nb_status refuse_kept(const char *path, const char *folder,
				  struct nb_error *err)
{
	return nb_fail(err, NB_USAGE,
		       "%s: it is read, and would be removed with %s; move it "
		       "out of there, or name another folder",
		       path, folder);
}

/* Note the files that must be kept; refuse one that is named in the folder. */
static enum nb_status note_keeps(struct walk *w, const char *folder,
				 const char *const *keeps, size_t count,
				 struct nb_error *err)
{
	size_t i;

	for (i = 0; i < count && w->keep_count < KEEPS_MOST; i++) {
		struct keep *k = &w->keeps[w->keep_count];

		if (is_under(keeps[i], folder))
			return refuse_kept(keeps[i], folder, err);
		k->path = keeps[i];
		w->keep_count += stat(keeps[i], &k->file) == 0;
	}
	return NB_OK;
}

/* Walk over the folder, and judge what was seen. */
static enum nb_status look(struct walk *w, const char *folder,
			   struct nb_error *err)
{
	size_t i;
	int stopped;

	walking = w;
	stopped = nftw(folder, look_at, FOLDERS_OPEN, FTW_PHYS);
	walking = NULL;
	if (stopped < 0)
		return nb_fail_sys(err, folder, "read");
	if (stopped)
		return nb_fail(
			err, NB_USAGE,
			"%s: not written by nbarc publish; move it away, "
			"or name another folder",
			w->bad);
	/* A room made with --hard-link has a second name of the archive. */
	for (i = 0; i < w->keep_count; i++)
		if (w->keeps[i].seen &&
		    w->keeps[i].seen >= w->keeps[i].file.st_nlink)
			return refuse_kept(w->keeps[i].path, folder, err);
	return NB_OK;
}

enum nb_status nbarc_owned_check(const char *folder, const char *const *keeps,
				 size_t count, struct nb_error *err)
{
	struct walk w = {.root = strlen(folder)};
	enum nb_status st = note_keeps(&w, folder, keeps, count, err);

	if (!st)
		st = read_list(&w, folder, err);
	if (!st)
		st = look(&w, folder, err);
	free(w.names);
	nb_buf_free(&w.text);
	return st;
}

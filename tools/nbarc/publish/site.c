/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folder of a static site (site.h).
 *
 * The site that is replaced keeps its name until the new one is complete. Then
 * it is renamed, the new one takes its name, and it is removed. Only a folder
 * with nothing but what nbarc publish wrote is ever removed (owned.h).
 */
#define _XOPEN_SOURCE 700 /* nftw() */
#include "publish/site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/signals.h"
#include "publish/owned.h"

#define COPY_SIZE ((size_t)4 << 20)
#define FOLDERS_OPEN 16 /* descriptors that the removing of a folder takes */

void nbarc_site_path(const struct nbarc_site *s, const char *name,
		     char path[PATH_MAX])
{
	int n = snprintf(path, PATH_MAX, "%s/%s", s->made, name);

	if (n < 0 || n >= PATH_MAX)
		path[0] = '\0'; /* which no call can open */
}

static int remove_one(const char *path, const struct stat *file, int kind,
		      struct FTW *place)
{
	(void)file;
	(void)kind;
	(void)place;
	return remove(path);
}

/*
 * Symbolic links are removed and not followed (FTW_PHYS), so that nothing
 * outside of the folder is lost. A folder comes after what is in it
 * (FTW_DEPTH).
 */
static int remove_folder(const char *path)
{
	return nftw(path, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
}

/* True if the folder has anything, or cannot be read. */
static bool has_files(DIR *folder)
{
	const struct dirent *e;

	errno = 0;
	while ((e = readdir(folder)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return true;
	return errno != 0;
}

/* Can the site take the place of what is at the target? */
static enum nb_status check_target(const struct nbarc_site *s,
				   struct nb_error *err)
{
	DIR *folder = opendir(s->target);
	bool full;

	if (!folder)
		return errno == ENOENT ? NB_OK
				       : nb_fail_sys(err, s->target, "open");
	full = has_files(folder);
	(void)closedir(folder);
	if (!full)
		return NB_OK;
	if (s->force)
		return nbarc_owned_check(s->target, s->keeps,
					 sizeof(s->keeps) / sizeof(*s->keeps),
					 err);
	return nb_fail(err, NB_USAGE,
		       "%s: not empty; name another folder, or replace a site "
		       "with --force",
		       s->target);
}

/* Can a folder that is there be replaced by renaming another one? The folder
 * in hand cannot: its users would be left in one that is gone. */
static enum nb_status check_folder(const char *path, struct nb_error *err)
{
	char above[PATH_MAX + 3];
	struct stat it, other;

	if (stat(path, &it) != 0)
		return nb_fail_sys(err, path, "stat");
	if (stat(".", &other) == 0 && it.st_dev == other.st_dev &&
	    it.st_ino == other.st_ino)
		return nb_fail(err, NB_USAGE,
			       "%s: the current folder cannot be replaced; "
			       "name a folder in it, or go to another one",
			       path);
	(void)snprintf(above, sizeof(above), "%s/..", path);
	if (S_ISDIR(it.st_mode) && stat(above, &other) == 0 &&
	    it.st_dev != other.st_dev)
		return nb_fail(err, NB_USAGE,
			       "%s: a mounted file system cannot be replaced; "
			       "name a folder in it",
			       path);
	return NB_OK;
}

/*
 * A renaming takes the last name of a path as it stands, and so would replace
 * a symbolic link and not the folder.
 */
enum nb_status nbarc_site_target(struct nbarc_site *s, const char *target,
				 struct nb_error *err)
{
	size_t len = strlen(target);
	char real[PATH_MAX];
	struct stat link;

	while (len > 1 && target[len - 1] == '/')
		len--;
	if (realpath(target, real)) {
		enum nb_status st = check_folder(real, err);

		if (st)
			return st;
		target = real;
		len = strlen(real);
	} else if (errno != ENOENT) {
		return nb_fail_sys(err, target, "open");
	} else if (lstat(target, &link) == 0) {
		return nb_fail(err, NB_USAGE,
			       "%s: a symbolic link to nothing; remove it, or "
			       "make the folder that it names",
			       target);
	}
	if (len == 0 || len + 32 > sizeof(s->target)) {
		errno = len ? ENAMETOOLONG : ENOENT;
		return nb_fail_sys(err, target, "mkdir");
	}
	memcpy(s->target, target, len);
	s->target[len] = '\0';
	return NB_OK;
}

/*
 * The new site is made beside its target, because a folder can only be renamed
 * within a file system. Its name has the number of the process, so that two of
 * them do not write into one folder.
 */
enum nb_status nbarc_site_begin(struct nbarc_site *s, struct nb_error *err)
{
	enum nb_status st = check_target(s, err);

	if (st)
		return st;
	(void)snprintf(s->made, sizeof(s->made), "%.*s.%ld.tmp",
		       (int)strlen(s->target), s->target, (long)getpid());
	s->tree.root = s->made;
	st = nbarc_tree_create(&s->tree, true, err);
	if (st)
		s->made[0] = '\0'; /* it is not ours */
	return st;
}

/* Note a file for the list of what was written. After a signal nothing more is.
 */
static enum nb_status note(struct nbarc_site *s, const char *name,
			   struct nb_error *err)
{
	if (cli_interrupted())
		return nb_fail(err, NB_ABSENT, "stopped");
	return nb_buf_printf(&s->names, "%s\n", name) ? nb_fail_mem(err)
						      : NB_OK;
}

enum nb_status nbarc_site_put(struct nbarc_site *s, const char *name,
			      const void *bytes, size_t len,
			      struct nb_error *err)
{
	enum nb_status st = note(s, name, err);

	return st ? st : nbarc_tree_put_at(&s->tree, name, bytes, len, err);
}

/* Copy the first `len` bytes of a file to a descriptor, by ranges, each of
 * which a server is asked for. */
static enum nb_status copy(struct nb_file in, const char *from, int out,
			   const char *to, uint64_t len, struct nb_error *err)
{
	void *part = nb_alloc(1, COPY_SIZE);
	enum nb_status st = part ? NB_OK : nb_fail_mem(err);
	uint64_t at = 0;

	while (!st && at < len) {
		size_t n =
			len - at < COPY_SIZE ? (size_t)(len - at) : COPY_SIZE;

		if (cli_interrupted()) {
			st = nb_fail(err, NB_ABSENT, "stopped");
			break;
		}
		st = nb_file_read_at(in, from, at, part, n, err);
		if (st)
			nb_error_file(err, from);
		else
			st = nb_fd_write(out, to, part, n, err);
		at += n;
	}
	free(part);
	return st;
}

enum nb_status nbarc_site_copy(struct nbarc_site *s, const char *name,
			       struct nb_file file, const char *from,
			       uint64_t len, struct nb_error *err)
{
	char path[PATH_MAX];
	uint64_t size;
	enum nb_status st = note(s, name, err);
	int out;

	if (!st)
		st = nb_file_size(file, from, &size, err);
	if (st)
		return st;
	nbarc_site_path(s, name, path);
	out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	st = out < 0 ? nb_fail_sys(err, path, "open")
		     : copy(file, from, out, path, len < size ? len : size,
			    err);
	if (!st && fsync(out) != 0)
		st = nb_fail_sys(err, path, "fsync");
	if (out >= 0 && close(out) != 0 && !st)
		st = nb_fail_sys(err, path, "close");
	return st;
}

enum nb_status nbarc_site_link(struct nbarc_site *s, const char *name,
			       const char *from, struct nb_error *err)
{
	char path[PATH_MAX];
	enum nb_status st = note(s, name, err);

	if (st)
		return st;
	nbarc_site_path(s, name, path);
	return link(from, path) == 0 ? NB_OK : nb_fail_sys(err, path, "link");
}

/*
 * Rename the folder that was made; the site that it replaces is moved away
 * first, because only an empty folder can be replaced by a renaming. It is put
 * back if the new one cannot take its name. It is checked again, since the work
 * can have taken hours, in which people put files there.
 */
static enum nb_status give_name(struct nbarc_site *s, struct nb_error *err)
{
	char old[PATH_MAX + 32];
	bool moved = false;

	if (rename(s->made, s->target) == 0)
		return NB_OK;
	if (errno == ENOTEMPTY || errno == EEXIST) {
		enum nb_status st = check_target(s, err);

		if (st)
			return st;
		(void)snprintf(old, sizeof(old), "%s.%ld.old", s->target,
			       (long)getpid());
		moved = rename(s->target, old) == 0;
	}
	if (!moved || rename(s->made, s->target) != 0) {
		enum nb_status st = nb_fail_sys(err, s->target, "rename");

		if (moved)
			(void)rename(old, s->target);
		return st;
	}
	return remove_folder(old) == 0 ? NB_OK
				       : nb_fail_sys(err, old, "remove");
}

/* Write the list of files, last of all: it marks a site that is complete. */
static enum nb_status put_list(struct nbarc_site *s, struct nb_error *err)
{
	struct nb_buf b = {0};
	enum nb_status st = note(s, NBARC_SITE_MARK, err);

	if (st)
		return st;
	st = nb_buf_puts(&b, NBARC_SITE_MAGIC);
	if (!st)
		st = nb_buf_add(&b, s->names.data, s->names.len);
	st = st ? nb_fail_mem(err)
		: nbarc_tree_put_at(&s->tree, NBARC_SITE_MARK, b.data, b.len,
				    err);
	nb_buf_free(&b);
	return st;
}

enum nb_status nbarc_site_end(struct nbarc_site *s, enum nb_status st,
			      struct nb_error *err)
{
	if (!s->made[0])
		return st;
	if (!st)
		st = put_list(s, err);
	nb_buf_free(&s->names);
	st = nbarc_tree_end(&s->tree, st, err);
	if (!st)
		st = give_name(s, err);
	/* It is not there if only the site that it replaced is left. */
	s->left = st && remove_folder(s->made) != 0 && errno != ENOENT;
	return st;
}

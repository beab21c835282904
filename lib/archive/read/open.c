/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening an archive at its newest commit (format-spec/nbarc-format.md, section
 * 9, "Opening").
 *
 * The header is checked, the newest commit record is searched from the end of
 * the file, and the archive is set to it. Where damage is tolerated (section
 * 14, "When to walk"), a file without either is walked over, and bytes after
 * the newest commit are judged before anything is read.
 */
#include "archive/read/open.h"
#include "archive/frame/frame.h"
#include "archive/read/damaged.h"
#include "archive/read/handle.h"
#include "archive/record/commit.h"
#include "archive/record/recover.h"
#include "base/error.h"
#include "base/file.h"

#include <nbarc/archive.h>

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* fstat(), and NB_INVALID for anything but a regular file: an archive is read
 * by offsets. */
static enum nb_status file_state(int fd, const char *path, struct stat *s,
				 struct nb_error *err)
{
	if (fstat(fd, s) != 0)
		return nb_fail_sys(err, path, "stat");
	if (!S_ISREG(s->st_mode))
		return nb_fail(err, NB_INVALID, "not a regular file");
	return NB_OK;
}

/* A writer that cuts off an unfinished append changes the size; one that
 * completes a commit in place changes only the time. */
static bool same_state(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/*
 * Find the newest commit, and set *size to the size of the file in which it was
 * found.
 *
 * Readers take no lock, so a writer may cut off an unfinished append during the
 * search, which then finds nothing. The search is repeated as long as the file
 * changed under it.
 */
static enum nb_status find_commit(int fd, const char *path,
				  struct nb_commit *commit, uint64_t *size,
				  struct nb_error *err)
{
	struct stat before, after;
	enum nb_status st = file_state(fd, path, &before, err);

	while (!st) {
		*size = (uint64_t)before.st_size;
		st = nb_commit_find(fd, *size, commit, err);
		if (st != NB_INVALID || fstat(fd, &after) != 0 ||
		    same_state(&before, &after))
			break;
		before = after;
		st = NB_OK;
	}
	return st;
}

/* Check the header and see the archive as of its newest commit. */
static enum nb_status find_newest(struct nb_archive *a, struct nb_error *err)
{
	struct nb_commit commit;
	uint64_t size = a->size;
	enum nb_status st = nb_header_read(a->fd, &a->header, err);

	a->shared.size = st ? 0 : a->header.shared;
	if (a->shared.size)
		nb_frame_expect_small(a->frame);
	if (!st)
		st = find_commit(a->fd, a->path, &commit, &size, err);
	if (!st)
		st = nb_header_fits(&a->header, &commit, err);
	if (!st)
		nb_archive_set_commit(a, &commit, size);
	return st;
}

/* Open the archive in `fd`; `damage` NULL means that damage is an error. fd is
 * taken over on success only. */
static enum nb_status attach(int fd, const char *path,
			     const struct nb_damage *damage,
			     struct nb_archive **archive, struct nb_error *err)
{
	struct nb_archive *a;
	struct stat s;
	enum nb_status st = nb_archive_create(fd, path, &a, err);

	*archive = NULL;
	if (st)
		return st;
	if (damage)
		a->damage = *damage;
	st = file_state(fd, path, &s, err);
	if (!st) {
		/* The walk needs the size even if no commit sets it. */
		a->size = (uint64_t)s.st_size;
		st = find_newest(a, err);
		if (nb_archive_tolerates(a, st))
			st = nb_archive_salvage(a, err);
		else if (!st && damage)
			st = nb_tail_check(a, err);
	}
	if (st) {
		nb_error_file(err, path);
		a->fd = -1;
		nb_archive_close(a);
		return st;
	}
	*archive = a;
	return NB_OK;
}

enum nb_status nb_archive_attach(int fd, const char *path,
				 struct nb_archive **archive,
				 struct nb_error *err)
{
	return attach(fd, path, NULL, archive, err);
}

static enum nb_status open_file(const char *path,
				const struct nb_damage *damage,
				struct nb_archive **archive,
				struct nb_error *err)
{
	struct nb_error own;
	int fd;
	enum nb_status st = nb_file_open(path, O_RDONLY, &fd, err);

	*archive = NULL;
	if (st)
		return st;
	st = attach(fd, path, damage, archive, nb_error_or(err, &own));
	if (st)
		(void)close(fd);
	return st;
}

enum nb_status nb_archive_open(const char *path, struct nb_archive **archive,
			       struct nb_error *err)
{
	return open_file(path, NULL, archive, err);
}

enum nb_status nb_archive_open_damaged(const char *path,
				       const struct nb_damage *damage,
				       struct nb_archive **archive,
				       struct nb_error *err)
{
	return open_file(path, damage, archive, err);
}

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
#include "base/ranges.h"

#include <nbarc/archive.h>

#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

/* A writer that cuts off an unfinished append changes the size; one that
 * completes a commit in place changes only the time. */
static bool same_state(const struct nb_file_state *a,
		       const struct nb_file_state *b)
{
	return a->size == b->size && a->seconds == b->seconds &&
	       a->nanoseconds == b->nanoseconds;
}

/*
 * Find the newest commit, and set *size to the size of the file in which it was
 * found.
 *
 * Readers take no lock, so a writer may cut off an unfinished append during the
 * search, which then finds nothing. The search is repeated as long as the file
 * changed under it.
 */
static enum nb_status find_commit(struct nb_file file, const char *path,
				  struct nb_commit *commit, uint64_t *size,
				  struct nb_error *err)
{
	struct nb_file_state before, after;
	enum nb_status st = nb_file_state(file, path, &before, err);

	while (!st) {
		*size = before.size;
		st = nb_commit_find(file, *size, commit, err);
		if (st != NB_INVALID ||
		    nb_file_state(file, path, &after, NULL) ||
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
	enum nb_status st = nb_header_read(a->file, &a->header, err);

	a->shared.size = st ? 0 : a->header.shared;
	if (a->shared.size)
		nb_frame_expect_small(a->frame);
	if (!st)
		st = find_commit(a->file, a->path, &commit, &size, err);
	if (!st)
		st = nb_header_fits(&a->header, &commit, err);
	if (!st)
		nb_archive_set_commit(a, &commit, size);
	return st;
}

/*
 * True if a walk over the whole file may replace what is damaged. It is not
 * done for a file far away that does not begin as an archive: that is more
 * often the wrong address than an archive, and would be transferred as a whole.
 */
static bool may_walk(const struct nb_archive *a, enum nb_status status)
{
	struct nb_header header;

	return nb_archive_tolerates(a, status) &&
	       (!nb_file_is_far(a->file) ||
		!nb_header_read(a->file, &header, NULL));
}

/* Open the archive in `file`; `damage` NULL means that damage is an error. The
 * file is taken over on success only. */
static enum nb_status attach(struct nb_file file, const char *path,
			     const struct nb_damage *damage,
			     struct nb_archive **archive, struct nb_error *err)
{
	struct nb_archive *a;
	uint64_t size;
	enum nb_status st = nb_archive_create(file, path, &a, err);

	*archive = NULL;
	if (st)
		return st;
	if (damage)
		a->damage = *damage;
	st = nb_file_size(file, path, &size, err);
	if (!st) {
		/* The walk needs the size even if no commit sets it. */
		a->size = size;
		st = find_newest(a, err);
		if (may_walk(a, st))
			st = nb_archive_salvage(a, err);
		else if (!st && damage)
			st = nb_tail_check(a, err);
	}
	if (st) {
		nb_error_file(err, path);
		a->file = nb_local(-1);
		nb_archive_close(a);
		return st;
	}
	*archive = a;
	return NB_OK;
}

enum nb_status nb_archive_attach(struct nb_file file, const char *path,
				 struct nb_archive **archive,
				 struct nb_error *err)
{
	return attach(file, path, NULL, archive, err);
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
	st = attach(nb_local(fd), path, damage, archive,
		    nb_error_or(err, &own));
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

enum nb_status nb_archive_open_far(const struct nb_far_file *far,
				   const char *name,
				   const struct nb_damage *damage,
				   struct nb_archive **archive,
				   struct nb_error *err)
{
	struct nb_error own;
	struct nb_file file;
	enum nb_status st = nb_file_open_far(far, &file, err);

	*archive = NULL;
	if (st)
		return st;
	st = attach(file, name, damage, archive, nb_error_or(err, &own));
	if (st)
		nb_file_close(file);
	return st;
}

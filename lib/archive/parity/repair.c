/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repairing an archive by its parity, nb_archive_repair()
 * (format-spec/nbarc-format.md, section 17, "Repair").
 *
 * The file is searched for records of parity sets, since damage may have hit
 * whatever leads to them; attempt.c heals a copy. Only a copy in which
 * something was healed gets a name. The damaged file is never written to.
 */
#include "archive/parity/attempt.h"
#include "archive/parity/changes.h"
#include "archive/record/commit.h"
#include "base/error.h"
#include "base/file.h"
#include "base/leftover.h"

#include <nbarc/parity.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Open the damaged file, whose mode is *mode then. If it is to be replaced, it
 * must be open for writing, since a lock for writing needs that. */
static enum nb_status open_old(struct nb_repair *r, const char *path,
			       mode_t *mode, struct nb_error *err)
{
	struct stat s;
	enum nb_status st = nb_file_open(path, O_RDWR, &r->fd, err);

	if (st == NB_IO && !r->in_place && (errno == EACCES || errno == EROFS))
		st = nb_file_open(path, O_RDONLY, &r->fd, err);
	if (st)
		return st;
	if (fstat(r->fd, &s) != 0)
		return nb_fail_sys(err, path, "stat");
	r->old_size = (uint64_t)s.st_size;
	*mode = s.st_mode & 07777;
	return NB_OK;
}

/*
 * Set *changed if the repair changed the file. In a file made of pieces of
 * several archives a record can be found where it does not belong, and all be
 * put back to where it stands already: then nothing was done.
 */
static enum nb_status find_change(struct nb_repair *r, bool *changed,
				  struct nb_error *err)
{
	struct nb_repaired *done = r->done;
	enum nb_status st;

	*changed =
		done->healed || done->records || done->displaced || done->cut;
	if (!*changed)
		return NB_OK;
	st = nb_files_differ(r->fd, r->old_size, r->out, r->size, changed, err);
	if (!st && !*changed) {
		done->blocks -= done->healed;
		done->healed = done->records = done->displaced = 0;
	}
	return st;
}

/* Write a healed copy of the open file into `out`, which gets its name if that
 * made a difference: NB_INVALID if something remains damaged. */
static enum nb_status repair_into(struct nb_repair *r, struct nb_output *out,
				  mode_t mode, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st, result;
	bool changed;

	r->out = nb_output_fd(out);
	if (r->in_place && fchmod(r->out, mode) != 0)
		return nb_fail_sys(err, NULL, "chmod");
	st = nb_gf_create(&r->gf, err);
	if (st)
		return st;
	result = nb_repair_heal(r, err);
	if (result != NB_OK && result != NB_INVALID)
		return result;
	if (!r->filled || r->loses) {
		memset(r->done, 0, sizeof(*r->done));
		return result;
	}
	st = find_change(r, &changed, &own);
	if (!st && changed)
		st = r->in_place ? nb_output_commit(out, &own)
				 : nb_output_commit_new(out, &own);
	if (st && err)
		*err = own;
	return st ? st : result;
}

/* Read the header, of which a damaged one is no hindrance. NB_UNSUPPORTED for a
 * draft, whose commit records cannot be made anew. */
static enum nb_status read_header(struct nb_repair *r, struct nb_error *err)
{
	struct nb_header header;
	enum nb_status st = nb_header_read(nb_local(r->fd), &header, err);

	r->shared = (struct nb_shared){.file = nb_local(r->fd),
				       .size = st ? 0 : header.shared};
	return st == NB_UNSUPPORTED ? st : NB_OK;
}

/* Do the whole repair; `to` is NULL for one in place. The new file appears
 * under its name at once, or not at all. */
static enum nb_status repair_to(struct nb_repair *r, const char *path,
				const char *to, struct nb_error *err)
{
	struct nb_output *out = NULL;
	mode_t mode = 0;
	enum nb_status st = open_old(r, path, &mode, err);

	if (!st)
		st = read_header(r, err);
	if (!st && r->in_place)
		st = nb_fd_lock(r->fd, path, err);
	if (!st)
		st = nb_salvage_create(nb_local(r->fd), &r->shared, 0,
				       r->old_size, NULL, NULL, &r->walk, err);
	if (!st) {
		nb_anchors_drop_copies(&r->walk->anchors);
		st = nb_repair_find_sets(r, err);
	}
	if (!st && r->sets.count == 0)
		st = nb_repair_no_parity(err);
	if (!st) {
		nb_output_tidy(to ? to : path);
		st = nb_output_create(to ? to : path, &out, err);
	}
	if (!st)
		st = repair_into(r, out, mode, err);
	nb_output_free(out);
	return st;
}

enum nb_status nb_archive_repair(const char *path, const char *to,
				 nb_parity_progress *progress, void *context,
				 struct nb_repaired *done, struct nb_error *err)
{
	struct nb_repair r = {.fd = -1,
			      .out = -1,
			      .in_place = to == NULL,
			      .done = done,
			      .progress = progress,
			      .context = context};
	enum nb_status st;

	memset(done, 0, sizeof(*done));
	st = repair_to(&r, path, to, err);
	if (r.sets.count)
		done->protected_to = r.sets.list[r.sets.count - 1].to;
	nb_salvage_free(r.walk);
	nb_shared_free(&r.shared);
	free(r.gf);
	free(r.sets.list);
	if (r.fd >= 0)
		(void)close(r.fd);
	if (st)
		nb_error_file(err, path);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repairing an archive by its parity, nb_archive_repair()
 * (format-spec/nbarc-format.md, section 17, "Repair").
 *
 * The file is searched for records of parity sets, since damage may have hit
 * whatever leads to them, and copied; the copy is healed set by set, as heal.c
 * does it, and its commit records are made anew where they are damaged. Where a
 * walk shows that bytes were inserted or lost, the copy is put together by
 * realign.c. Only a copy in which something was healed gets a name. The damaged
 * file is never written to.
 */
#include "archive/parity/changes.h"
#include "archive/parity/gf16.h"
#include "archive/parity/heal.h"
#include "archive/parity/realign.h"
#include "archive/parity/sets.h"
#include "archive/read/handle.h"
#include "archive/read/tail.h"
#include "archive/record/commit.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/recover.h"
#include "archive/salvage/salvage.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"
#include "base/leftover.h"

#include <nbarc/parity.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 20) /* bytes that are read at a time */
/* A file that is to become this many times as large has lost more than half of
 * a protected archive, which no redundancy heals. */
#define GROWTH_MAX 4u
/* Bytes after the newest commit that may be dropped. */
#define REST_MAX ((uint64_t)1 << 20)

/* A repair; owns fd, gf, sets and walk. */
struct repair {
	int fd;			 /* the damaged file */
	int out;		 /* its copy, which is healed */
	mode_t mode;		 /* of the damaged file */
	uint64_t old_size, size; /* of the damaged file, and of the copy */
	struct nb_salvage *walk; /* over the damaged file */
	struct nb_shared shared; /* of it, for the walk */
	struct nb_gf *gf;
	struct nb_parity_sets sets;
	bool loses; /* the copy lacks what can be read in the damaged file */
	struct nb_repaired *done;
	nb_parity_progress *progress;
	void *context;
};

/* Find all sets, wherever their records stand. */
static enum nb_status find_all_sets(struct repair *r, struct nb_error *err)
{
	enum nb_status st = nb_sets_find(r->fd, r->old_size, &r->sets, err);

	return st ? st
		  : nb_sets_find_moved(r->fd, r->old_size, &r->walk->anchors,
				       &r->sets, err);
}

static enum nb_status no_parity(struct nb_error *err)
{
	return nb_fail(err, NB_ABSENT,
		       "the archive has no parity; nbarc protect adds some");
}

/* ---- the copy */

/* Lengthen the copy to where the commit record after the last set ends. If the
 * end was cut off, zeros in its place are healed like any other damage. */
static enum nb_status lengthen(struct repair *r, struct nb_error *err)
{
	uint64_t end = nb_sets_end(&r->sets) + NB_COMMIT_SIZE;

	if (r->size >= end)
		return NB_OK;
	if (ftruncate(r->out, (off_t)end) != 0)
		return nb_fail_sys(err, NULL, "truncate");
	r->size = end;
	return NB_OK;
}

/* Copy the damaged file, as long as it has to be. */
static enum nb_status copy_file(struct repair *r, struct nb_error *err)
{
	uint8_t *data = malloc(CHUNK);
	enum nb_status st = data ? NB_OK : nb_fail_mem(err);
	uint64_t at;

	r->size = r->old_size;
	for (at = 0; !st && at < r->size; at += CHUNK) {
		size_t n =
			r->size - at < CHUNK ? (size_t)(r->size - at) : CHUNK;

		st = nb_fd_read_at(r->fd, NULL, at, data, n, err);
		if (!st)
			st = nb_fd_write(r->out, NULL, data, n, err);
	}
	free(data);
	return st ? st : lengthen(r, err);
}

/* ---- commit records */

/*
 * True if set i is the last one of its segment, so that a commit record follows
 * it. *begin is then where the segment begins, which is where the commit record
 * before ends.
 */
static bool ends_segment(const struct repair *r, size_t i, uint64_t *begin)
{
	const struct nb_parity_set *list = r->sets.list;

	if (i + 1 < r->sets.count && nb_set_end(&list[i]) == list[i + 1].set)
		return false;
	while (i > 0 && nb_set_end(&list[i - 1]) == list[i].set)
		i--;
	*begin = list[i].set;
	return *begin >= NB_HEADER_SIZE + NB_COMMIT_SIZE;
}

/* Make the commit record after set i anew if it is damaged. It has no parity,
 * but follows from the commit record before it, which has. */
static enum nb_status heal_commit(struct repair *r, size_t i,
				  struct nb_error *err)
{
	uint64_t begin, at = nb_set_end(&r->sets.list[i]);
	struct nb_buf record = {0};
	struct nb_commit c;
	uint8_t sha256[NB_SHA256_SIZE];
	enum nb_status st;

	if (!ends_segment(r, i, &begin))
		return NB_OK;
	st = nb_commit_read(nb_local(r->out), at, &c, NULL, err);
	if (!st || st == NB_UNSUPPORTED)
		return st;
	st = nb_commit_read(nb_local(r->out), begin - NB_COMMIT_SIZE, &c,
			    sha256, err);
	if (st)
		return st;
	nb_commit_follow(&c, sha256, at);
	st = nb_commit_encode(&c, &record, err);
	if (!st && pwrite(r->out, record.data, record.len, (off_t)at) !=
			   (ssize_t)record.len)
		st = nb_fail_sys(err, NULL, "write");
	nb_buf_free(&record);
	r->done->records++;
	return st;
}

/* ---- the repair as a whole */

/* Heal all sets, then the commit records. Damage that remains does not end the
 * work, but makes it NB_INVALID in the end. */
static enum nb_status heal_all(struct repair *r, struct nb_error *err)
{
	enum nb_status st = NB_OK, worst = NB_OK;
	size_t i = r->sets.count;

	/* Backwards, as a later set protects the records of an earlier one. */
	while (i-- > 0) {
		st = nb_heal_set(r->out, r->gf, &r->sets.list[i], r->progress,
				 r->context, r->done, err);
		if (st == NB_INVALID)
			worst = st;
		else if (st)
			return st;
	}
	for (i = 0; i < r->sets.count; i++) {
		st = heal_commit(r, i, err);
		if (st == NB_INVALID)
			worst = st;
		else if (st)
			return st;
	}
	if (worst)
		return nb_fail(err, NB_INVALID,
			       "more is damaged than the parity can heal");
	return NB_OK;
}

/* Open the damaged file. If it is to be replaced (`in_place`), it must be open
 * for writing, since a lock for writing needs that. */
static enum nb_status open_old(struct repair *r, const char *path,
			       bool in_place, struct nb_error *err)
{
	struct stat s;
	enum nb_status st = nb_file_open(path, O_RDWR, &r->fd, err);

	if (st == NB_IO && !in_place && (errno == EACCES || errno == EROFS))
		st = nb_file_open(path, O_RDONLY, &r->fd, err);
	if (st)
		return st;
	if (fstat(r->fd, &s) != 0)
		return nb_fail_sys(err, path, "stat");
	r->old_size = (uint64_t)s.st_size;
	r->mode = s.st_mode & 07777;
	return NB_OK;
}

/* Forget what an attempt did, and empty the copy for another one. */
static enum nb_status start_over(struct repair *r, struct nb_error *err)
{
	memset(r->done, 0, sizeof(*r->done));
	r->loses = false;
	r->sets.count = 0;
	if (ftruncate(r->out, 0) != 0 || lseek(r->out, 0, SEEK_SET) < 0)
		return nb_fail_sys(err, NULL, "truncate");
	return NB_OK;
}

/* NB_INVALID if a file that is to have `size` bytes has lost too many. */
static enum nb_status check_growth(const struct repair *r, uint64_t size,
				   struct nb_error *err)
{
	return size / GROWTH_MAX > r->old_size
		       ? nb_fail(err, NB_INVALID,
				 "more is damaged than the parity can heal")
		       : NB_OK;
}

/* NB_OK if there are sets, and they can be those of an archive. */
static enum nb_status check_sets(const struct repair *r, struct nb_error *err)
{
	if (r->sets.count == 0)
		return no_parity(err);
	if (!nb_sets_fit(&r->sets))
		return nb_fail(err, NB_INVALID,
			       "parity sets overlap or protect the same bytes");
	return check_growth(r, nb_sets_end(&r->sets), err);
}

/* Heal a copy of the file as it is. */
static enum nb_status heal_copy(struct repair *r, struct nb_error *err)
{
	enum nb_status st = start_over(r, err);

	if (!st)
		st = nb_sets_find(r->fd, r->old_size, &r->sets, err);
	if (!st)
		st = check_sets(r, err);
	if (!st)
		st = copy_file(r, err);
	return st ? st : heal_all(r, err);
}

/*
 * Where the shifted file ends when everything is where it belongs. It has all
 * sets and the newest commit, and keeps what stands behind them, at the
 * distance of the last anchor: an unfinished append, or a later commit whose
 * record is damaged.
 */
static uint64_t shifted_end(const struct repair *r)
{
	const struct nb_commit *c = &r->walk->newest;
	const struct nb_anchors *a = &r->walk->anchors;
	uint64_t end = nb_sets_end(&r->sets) + NB_COMMIT_SIZE, rest;
	size_t i;

	if (c->number && c->offset + NB_COMMIT_SIZE > end)
		end = c->offset + NB_COMMIT_SIZE;
	rest = end;
	for (i = 0; i < a->count; i++) {
		if (a->list[i].stated >= (rest > end ? rest : end))
			break;
		rest = a->list[i].stated + (r->old_size - a->list[i].found);
	}
	return rest > end ? rest : end;
}

/* Put the blocks of the file to where they belong in the copy. A file that is
 * to become far larger than it is has lost more than parity can heal. */
static enum nb_status realign(struct repair *r, struct nb_error *err)
{
	struct nb_shifted f = {.fd = r->fd,
			       .size = r->old_size,
			       .anchors = &r->walk->anchors,
			       .runs = &r->walk->runs,
			       .out = r->out,
			       .end = shifted_end(r)};
	enum nb_status st = check_growth(r, f.end, err);

	r->size = f.end;
	if (!st)
		st = nb_realign(&f, r->sets.list, r->sets.count, r->done, err);
	/* The shift may have moved only records that are not in a block, such
	 * as the commit record at the end. */
	if (!st && r->done->displaced == 0)
		r->done->displaced = 1;
	return st;
}

/* Add the sets of which records stand in their places only now: damage hid from
 * the walk that they were displaced. If those do not fit to the others, they
 * are none of the archive. */
static enum nb_status find_placed_sets(struct repair *r, struct nb_error *err)
{
	struct nb_parity_sets placed = {NULL, 0, 0};
	size_t i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < r->sets.count; i++)
		st = nb_sets_add(&placed, &r->sets.list[i], err);
	if (!st)
		st = nb_sets_find(r->out, r->size, &placed, err);
	if (!st && nb_sets_fit(&placed) &&
	    !check_growth(r, nb_sets_end(&placed), NULL)) {
		struct nb_parity_sets before = r->sets;

		r->sets = placed;
		placed = before;
	}
	free(placed.list);
	return st ? st : lengthen(r, err);
}

/* Heal a copy in which everything is where it belongs. */
static enum nb_status heal_shifted(struct repair *r, struct nb_error *err)
{
	enum nb_status st = start_over(r, err);

	if (!st)
		st = find_all_sets(r, err);
	if (!st)
		st = check_sets(r, err);
	if (!st)
		st = realign(r, err);
	if (!st)
		st = find_placed_sets(r, err);
	return st ? st : heal_all(r, err);
}

/* What an attempt ends with that may have healed a part, or nothing. */
static bool is_damage(enum nb_status st)
{
	return st == NB_INVALID || st == NB_ABSENT;
}

/*
 * Make `st`, the result of an attempt on a shifted file, NB_INVALID if
 * something that can be read in the file cannot be read in the copy. r->loses
 * is set then, and the copy must not be used.
 */
static enum nb_status check_losses(struct repair *r, enum nb_status st,
				   struct nb_error *err)
{
	struct nb_losses lost;
	struct nb_error own;
	enum nb_status counted;

	if (st != NB_OK && st != NB_INVALID)
		return st;
	counted = nb_count_losses(r->walk, nb_local(r->out), r->size,
				  r->progress, r->context, &lost, &own);
	if (counted) {
		if (err)
			*err = own;
		return counted;
	}
	r->loses = lost.pages || lost.notes;
	if (!r->loses)
		return st;
	return nb_fail(err, NB_INVALID,
		       "displaced records cannot be put back: %" PRIu64
		       " page%s and %" PRIu64 " note%s that can be read would "
		       "be overwritten; nbarc rescue copies what can be read",
		       lost.pages, lost.pages == 1 ? "" : "s", lost.notes,
		       lost.notes == 1 ? "" : "s");
}

/*
 * Heal a file in which bytes were inserted or lost, if the walk shows that any
 * were, and otherwise as it is. What looks like a displaced record may be none:
 * if parts remain damaged, or the copy lacks what can be read, the file is
 * tried as it is as well. Sets that are displaced are not seen then, so that it
 * cannot be called whole.
 */
static enum nb_status heal(struct repair *r, struct nb_error *err)
{
	size_t known = r->sets.count;
	struct nb_error own;
	enum nb_status st, unmoved;
	bool lost, left_out;

	if (!r->walk->anchors.moved)
		return heal_copy(r, err);
	st = check_losses(r, heal_shifted(r, err), err);
	if (!is_damage(st))
		return st;
	lost = r->loses;
	if (r->sets.count > known)
		known = r->sets.count;
	unmoved = check_losses(r, heal_copy(r, &own), &own);
	left_out = !unmoved && r->sets.count < known;
	if (left_out)
		unmoved =
			nb_fail(&own, NB_INVALID,
				"displaced parity was left out; repair again");
	if (lost && is_damage(unmoved))
		return st;
	if (is_damage(unmoved) &&
	    !(left_out && (r->done->healed || r->done->records)))
		return heal_shifted(r, err);
	if (unmoved && err)
		*err = own;
	return unmoved;
}

/*
 * Set *any if the copy, seen as of its newest commit `c`, has page entries
 * after that which the commit does not have: those of an unfinished append, or
 * of a later commit that has no parity.
 */
static enum nb_status rest_has_pages(struct repair *r,
				     const struct nb_commit *c, bool *any,
				     struct nb_error *err)
{
	struct nb_archive *a;
	struct nb_salvage *rest = NULL;
	enum nb_status st = nb_archive_create(nb_local(r->out), "", &a, err);
	size_t i;

	if (st)
		return st;
	nb_archive_set_commit(a, c, r->size);
	st = nb_salvage_create(nb_local(r->out), &a->shared,
			       c->offset + NB_COMMIT_SIZE, r->size, NULL, NULL,
			       &rest, err);
	/* A note vouches for pages. */
	*any = !st && rest->note_count > 0;
	for (i = 0; !st && !*any && i < rest->count; i++)
		*any = !nb_tail_committed(a, &rest->list[i]);
	nb_salvage_free(rest);
	a->file = nb_local(-1); /* it stays the copy's */
	nb_archive_close(a);
	return st;
}

/*
 * Drop what follows the newest commit of the copy if it is short and holds no
 * page: bytes that were inserted there, or were left over.
 */
static enum nb_status cut_rest(struct repair *r, struct nb_error *err)
{
	struct nb_commit c;
	enum nb_status st = nb_commit_find(nb_local(r->out), r->size, &c, err);
	uint64_t end = c.offset + NB_COMMIT_SIZE;
	bool any;

	if (st == NB_UNSUPPORTED)
		return st;
	if (st || end == r->size || r->size - end > REST_MAX)
		return NB_OK;
	st = rest_has_pages(r, &c, &any, err);
	if (st || any)
		return st;
	if (ftruncate(r->out, (off_t)end) != 0)
		return nb_fail_sys(err, NULL, "truncate");
	r->done->cut = r->size - end;
	return NB_OK;
}

/*
 * Set *changed if the repair changed the file. In a file made of pieces of
 * several archives a record can be found where it does not belong, and all be
 * put back to where it stands already: then nothing was done.
 */
static enum nb_status find_change(struct repair *r, bool *changed,
				  struct nb_error *err)
{
	struct nb_repaired *done = r->done;
	enum nb_status st;

	*changed =
		done->healed || done->records || done->displaced || done->cut;
	if (!*changed)
		return NB_OK;
	st = nb_files_differ(r->fd, r->old_size, r->out, r->size - done->cut,
			     changed, err);
	if (!st && !*changed) {
		done->blocks -= done->healed;
		done->healed = done->records = done->displaced = 0;
	}
	return st;
}

/* Write a healed copy of the open file into `out`, which gets its name if that
 * made a difference: NB_INVALID if something remains damaged. */
static enum nb_status repair_into(struct repair *r, struct nb_output *out,
				  bool in_place, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st, result;
	bool changed;

	r->out = nb_output_fd(out);
	if (in_place && fchmod(r->out, r->mode) != 0)
		return nb_fail_sys(err, NULL, "chmod");
	st = nb_gf_create(&r->gf, err);
	if (st)
		return st;
	result = heal(r, err);
	if (r->loses)
		memset(r->done, 0, sizeof(*r->done));
	if (r->loses || (result != NB_OK && result != NB_INVALID))
		return result;
	st = cut_rest(r, &own);
	if (!st)
		st = find_change(r, &changed, &own);
	if (!st && changed)
		st = in_place ? nb_output_commit(out, &own)
			      : nb_output_commit_new(out, &own);
	if (st && err)
		*err = own;
	return st ? st : result;
}

/* Read the header, of which a damaged one is no hindrance. NB_UNSUPPORTED for a
 * draft, whose commit records cannot be made anew. */
static enum nb_status read_header(struct repair *r, struct nb_error *err)
{
	struct nb_header header;
	enum nb_status st = nb_header_read(nb_local(r->fd), &header, err);

	r->shared = (struct nb_shared){.file = nb_local(r->fd),
				       .size = st ? 0 : header.shared};
	return st == NB_UNSUPPORTED ? st : NB_OK;
}

/* Do the whole repair; `to` is NULL for one in place. The new file appears
 * under its name at once, or not at all. */
static enum nb_status repair_to(struct repair *r, const char *path,
				const char *to, struct nb_error *err)
{
	struct nb_output *out = NULL;
	enum nb_status st = open_old(r, path, to == NULL, err);

	if (!st)
		st = read_header(r, err);
	if (!st && !to)
		st = nb_fd_lock(r->fd, path, err);
	if (!st)
		st = nb_salvage_create(nb_local(r->fd), &r->shared, 0,
				       r->old_size, NULL, NULL, &r->walk, err);
	if (!st) {
		nb_anchors_drop_copies(&r->walk->anchors);
		st = find_all_sets(r, err);
	}
	if (!st && r->sets.count == 0)
		st = no_parity(err);
	if (!st) {
		nb_output_tidy(to ? to : path);
		st = nb_output_create(to ? to : path, &out, err);
	}
	if (!st)
		st = repair_into(r, out, to == NULL, err);
	nb_output_free(out);
	return st;
}

enum nb_status nb_archive_repair(const char *path, const char *to,
				 nb_parity_progress *progress, void *context,
				 struct nb_repaired *done, struct nb_error *err)
{
	struct repair r = {.fd = -1,
			   .out = -1,
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

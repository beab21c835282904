/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attempts of a repair (format-spec/nbarc-format.md, section 17, "Repair").
 *
 * A copy of the damaged file is healed set by set, as heal.c does it, and its
 * commit records are made anew where they are damaged. Where a walk shows that
 * bytes were inserted or lost, the copy is put together by realign.c. What can
 * be read in the damaged file can be read in a copy that replaces it.
 */
#include "archive/parity/attempt.h"
#include "archive/parity/changes.h"
#include "archive/parity/heal.h"
#include "archive/parity/realign.h"
#include "archive/read/handle.h"
#include "archive/read/tail.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/recover.h"
#include "archive/salvage/parts.h"
#include "base/error.h"
#include "base/file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 20) /* bytes that are read at a time */
/* A file that is to become this many times as large has lost more than half of
 * a protected archive, which no redundancy heals. */
#define GROWTH_MAX 4u
/* Bytes after the newest commit that may be dropped. */
#define REST_MAX ((uint64_t)1 << 20)

/* Tell the caller how far the work is; false stops it. */
static bool go_on(void *context, uint64_t done, uint64_t total)
{
	struct nb_repair *r = context;

	r->stopped = r->stopped ||
		     (r->progress && !r->progress(r->context, done, total));
	return !r->stopped;
}

enum nb_status nb_repair_find_sets(struct nb_repair *r, struct nb_error *err)
{
	enum nb_status st = nb_sets_find(r->fd, r->old_size, &r->sets, err);

	return st ? st
		  : nb_sets_find_moved(r->fd, r->old_size, &r->walk->anchors,
				       &r->sets, err);
}

enum nb_status nb_repair_no_parity(struct nb_error *err)
{
	return nb_fail(err, NB_ABSENT,
		       "the archive has no parity; nbarc protect adds some");
}

/* ---- the copy */

/* Lengthen the copy to where the commit record after the last set ends. If the
 * end was cut off, zeros in its place are healed like any other damage. */
static enum nb_status lengthen(struct nb_repair *r, struct nb_error *err)
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
static enum nb_status copy_file(struct nb_repair *r, struct nb_error *err)
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
static bool ends_segment(const struct nb_repair *r, size_t i, uint64_t *begin)
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
static enum nb_status heal_commit(struct nb_repair *r, size_t i,
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

/* ---- an attempt */

/* Heal all sets, then the commit records. Damage that remains does not end the
 * work, but makes it NB_INVALID in the end. */
static enum nb_status heal_all(struct nb_repair *r, struct nb_error *err)
{
	enum nb_status st = NB_OK, worst = NB_OK;
	size_t i = r->sets.count;

	/* Backwards, as a later set protects the records of an earlier one. */
	while (i-- > 0) {
		st = nb_heal_set(r->out, r->gf, &r->sets.list[i], go_on, r,
				 r->done, err);
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

/* Forget what an attempt did, and empty the copy for another one. */
static enum nb_status start_over(struct nb_repair *r, struct nb_error *err)
{
	memset(r->done, 0, sizeof(*r->done));
	r->filled = r->checked = r->loses = r->moved = false;
	r->sets.count = 0;
	if (ftruncate(r->out, 0) != 0 || lseek(r->out, 0, SEEK_SET) < 0)
		return nb_fail_sys(err, NULL, "truncate");
	return NB_OK;
}

/* NB_INVALID if a file that is to have `size` bytes has lost too many. */
static enum nb_status check_growth(const struct nb_repair *r, uint64_t size,
				   struct nb_error *err)
{
	return size / GROWTH_MAX > r->old_size
		       ? nb_fail(err, NB_INVALID,
				 "more is damaged than the parity can heal")
		       : NB_OK;
}

/* NB_OK if there are sets, and they can be those of an archive. */
static enum nb_status check_sets(const struct nb_repair *r,
				 struct nb_error *err)
{
	if (r->sets.count == 0)
		return nb_repair_no_parity(err);
	if (!nb_sets_fit(&r->sets))
		return nb_fail(err, NB_INVALID,
			       "parity sets overlap or protect the same bytes; "
			       "nbarc rescue copies what can be read");
	return check_growth(r, nb_sets_end(&r->sets), err);
}

/* Heal a copy of the file as it is. */
static enum nb_status heal_copy(struct nb_repair *r, struct nb_error *err)
{
	enum nb_status st = start_over(r, err);

	if (!st)
		st = nb_sets_find(r->fd, r->old_size, &r->sets, err);
	if (!st)
		st = check_sets(r, err);
	if (!st)
		st = copy_file(r, err);
	r->filled = !st;
	return st ? st : heal_all(r, err);
}

/*
 * Where the shifted file ends when everything is where it belongs. It has all
 * sets and the newest commit, and keeps what stands behind them, at the
 * distance of the last anchor: an unfinished append, or a later commit whose
 * record is damaged.
 */
static uint64_t shifted_end(const struct nb_repair *r)
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
static enum nb_status realign(struct nb_repair *r, struct nb_error *err)
{
	struct nb_anchors parts = {.count = 0};
	struct nb_shifted f = {.fd = r->fd,
			       .size = r->old_size,
			       .anchors = &r->walk->anchors,
			       .parts = &parts,
			       .out = r->out,
			       .end = shifted_end(r)};
	enum nb_status st = check_growth(r, f.end, err);

	r->size = f.end;
	if (!st)
		st = nb_salvage_parts(r->walk, &parts, err);
	if (!st)
		st = nb_realign(&f, r->sets.list, r->sets.count, r->done, err);
	nb_anchors_free(&parts);
	/* The shift may have moved only records that are not in a block, such
	 * as the commit record at the end. */
	if (!st && r->done->displaced == 0)
		r->done->displaced = 1;
	return st;
}

/* Add the sets of which records stand in their places only now: damage hid from
 * the walk that they were displaced. If those do not fit to the others, they
 * are none of the archive. */
static enum nb_status find_placed_sets(struct nb_repair *r,
				       struct nb_error *err)
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
static enum nb_status heal_shifted(struct nb_repair *r, struct nb_error *err)
{
	enum nb_status st = start_over(r, err);

	if (!st)
		st = nb_repair_find_sets(r, err);
	if (!st)
		st = check_sets(r, err);
	if (!st)
		st = realign(r, err);
	if (!st)
		st = find_placed_sets(r, err);
	r->filled = !st;
	return st ? st : heal_all(r, err);
}

/* ---- what must not be lost */

/*
 * Set *any if the copy, seen as of its newest commit `c`, has page entries
 * after that which the commit does not have: those of an unfinished append, or
 * of a later commit that has no parity.
 */
static enum nb_status rest_has_pages(struct nb_repair *r,
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
	*any = false;
	for (i = 0; !st && !*any && i < rest->count; i++)
		*any = !nb_tail_committed(a, &rest->list[i]);
	nb_salvage_free(rest);
	a->file = nb_local(-1); /* it stays the copy's */
	nb_archive_close(a);
	return st;
}

/* Count what can be read in the damaged file and not in the first `size` bytes
 * of the copy. */
static enum nb_status count_losses(struct nb_repair *r, uint64_t size,
				   struct nb_losses *lost, struct nb_error *err)
{
	return nb_count_losses(r->walk, nb_local(r->out), size, go_on, r, lost,
			       err);
}

/*
 * Drop what follows the newest commit of the copy if it is short and holds no
 * page and no note of its own: bytes that were inserted there, or were left
 * over. What stands there once more may be the copy that can be read.
 */
static enum nb_status cut_rest(struct nb_repair *r, struct nb_error *err)
{
	struct nb_commit c;
	struct nb_losses lost;
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
	st = count_losses(r, end, &lost, err);
	if (st || lost.pages || lost.notes)
		return st;
	if (ftruncate(r->out, (off_t)end) != 0)
		return nb_fail_sys(err, NULL, "truncate");
	r->done->cut = r->size - end;
	r->size = end;
	r->checked = true;
	r->moved = lost.moved;
	return NB_OK;
}

/* NB_INVALID, and r->loses is set, if something that can be read in the damaged
 * file cannot be read in the copy. */
static enum nb_status check_losses(struct nb_repair *r, struct nb_error *err)
{
	struct nb_losses lost;
	enum nb_status st;

	if (r->checked)
		return NB_OK;
	/* Until it is known. */
	r->loses = true;
	st = count_losses(r, r->size, &lost, err);
	if (st)
		return st;
	r->loses = lost.pages || lost.notes;
	r->moved = lost.moved;
	if (!r->loses)
		return NB_OK;
	return nb_fail(err, NB_INVALID,
		       "%" PRIu64 " page%s and %" PRIu64 " note%s that can be "
		       "read would be lost by putting displaced records back, "
		       "so they were left where they are; nbarc rescue copies "
		       "what can be read",
		       lost.pages, lost.pages == 1 ? "" : "s", lost.notes,
		       lost.notes == 1 ? "" : "s");
}

/* End an attempt with the result `healed`: drop what is no part of the archive
 * and, if records were moved, check that nothing is lost by that. Nothing is
 * dropped if some of the `known` sets are displaced: they may stand there. */
static enum nb_status settle(struct nb_repair *r, enum nb_status healed,
			     bool moved, size_t known, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = NB_OK;

	if (!r->filled || (healed != NB_OK && healed != NB_INVALID))
		return healed;
	if (r->sets.count >= known)
		st = cut_rest(r, &own);
	if (!st && moved)
		st = check_losses(r, &own);
	if (st && err)
		*err = own;
	return st ? st : healed;
}

/* ---- all attempts */

/* What an attempt ends with that healed a part, or nothing. */
static bool is_damage(const struct nb_repair *r, enum nb_status st)
{
	return st == NB_INVALID || (st == NB_ABSENT && !r->stopped);
}

/* The attempt on a file in which records were moved. */
static enum nb_status try_moved(struct nb_repair *r, struct nb_error *err)
{
	return settle(r, heal_shifted(r, err), true, 0, err);
}

/*
 * The attempt on the same file as it is. Sets that are displaced are not seen
 * then: if there are fewer than `known`, *left_out is set, and the file cannot
 * be called whole.
 */
static enum nb_status try_unmoved(struct nb_repair *r, size_t known,
				  bool *left_out, struct nb_error *err)
{
	enum nb_status st = settle(r, heal_copy(r, err), true, known, err);

	*left_out = !st && r->sets.count < known;
	return *left_out ? nb_fail(err, NB_INVALID,
				   "displaced parity was left out; repair "
				   "again")
			 : st;
}

/*
 * Heal a file in which bytes were inserted or lost. What looks like a displaced
 * record may be none: if parts remain damaged, or the copy lacks what can be
 * read, the file is tried as it is as well.
 */
static enum nb_status heal_moved(struct nb_repair *r, struct nb_error *err)
{
	size_t known = r->sets.count;
	struct nb_error own;
	enum nb_status st = try_moved(r, err), unmoved;
	bool lost = r->loses, left_out, use;

	if (!is_damage(r, st))
		return st;
	if (r->sets.count > known)
		known = r->sets.count;
	unmoved = try_unmoved(r, known, &left_out, &own);
	/* As it is, everything may be where it belongs once it is healed. */
	if (lost)
		use = !unmoved && !r->moved;
	else
		use = !unmoved ||
		      (left_out && (r->done->healed || r->done->records));
	if (use || (unmoved && !is_damage(r, unmoved))) {
		if (unmoved && err)
			*err = own;
		return unmoved;
	}
	return lost ? st : try_moved(r, err);
}

enum nb_status nb_repair_heal(struct nb_repair *r, struct nb_error *err)
{
	if (r->walk->anchors.moved)
		return heal_moved(r, err);
	return settle(r, heal_copy(r, err), false, 0, err);
}

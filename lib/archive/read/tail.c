/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/read/tail.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/trees.h"
#include "archive/read/handle.h"
#include "archive/read/salvage.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <nbarc/archive.h>
#include <nbarc/write.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512u /* the smallest block of disks and tapes */
#define PADDING_MAX ((uint64_t)1 << 20)

static uint64_t end_of(const struct nb_archive *a)
{
	return a->commit.offset + NB_COMMIT_SIZE;
}

/* ---- which kind it is */

/*
 * A copy that was made in whole blocks, by dd or from a tape, ends in zeros. A
 * commit that was lost to zeros looks different: sectors of zeros would have
 * taken the end of the commit record before with them, unless that ends where
 * a sector does, and other stretches end where a block does by chance alone.
 */
static enum nb_status is_padding(const struct nb_archive *a, bool *is,
				 struct nb_error *err)
{
	uint64_t at = end_of(a);
	uint8_t p[4096];
	enum nb_status st = NB_OK;
	size_t n;

	*is = a->size % SECTOR == 0 && at % SECTOR != 0 &&
	      a->size - at < PADDING_MAX;
	for (; !st && *is && at < a->size; at += n) {
		n = a->size - at < sizeof(p) ? (size_t)(a->size - at)
					     : sizeof(p);
		st = nb_fd_read_at(a->fd, a->path, at, p, n, err);
		*is = !st && nb_reserved_zero(p, n);
	}
	return st;
}

static enum nb_status is_unsealed(const struct nb_archive *a, bool *is,
				  struct nb_error *err)
{
	uint8_t head[NB_RECORD_HEAD], kind = 0;
	uint32_t size;
	enum nb_status st = nb_fd_read_at(a->fd, a->path, end_of(a), head,
					  sizeof(head), err);

	*is = !st && nb_record_head(head, 0, &kind, &size, NULL) == NB_OK &&
	      kind == NB_RECORD_UNSEALED;
	return st;
}

/*
 * The 16 bytes that are written last are the same in all commit records. Where
 * one is right with them, everything in front of it was on disk before.
 */
static enum nb_status find_complete(const struct nb_archive *a,
				    struct nb_commit *c, bool *is,
				    struct nb_error *err)
{
	uint64_t at = a->size - NB_COMMIT_SIZE;
	uint8_t p[NB_COMMIT_SIZE], sha256[32];
	struct nb_commit before;
	enum nb_status st;

	*is = false;
	if (at < end_of(a))
		return NB_OK;
	st = nb_fd_read_at(a->fd, a->path, at, p, sizeof(p), err);
	if (!st)
		st = nb_commit_read(a->fd, a->commit.offset, &before, sha256,
				    err);
	if (st)
		return st;
	nb_commit_put_head(p);
	*is = nb_commit_decode(p, at, c, NULL) == NB_OK &&
	      c->previous == a->commit.offset &&
	      memcmp(c->previous_sha256, sha256, sizeof(sha256)) == 0;
	return NB_OK;
}

enum nb_status nb_tail_judge(const struct nb_archive *a, struct nb_tail *tail,
			     struct nb_error *err)
{
	uint64_t left = a->size - end_of(a);
	enum nb_status st;
	bool is;

	tail->kind = NB_TAIL_NONE;
	if (left == 0)
		return NB_OK;
	st = is_padding(a, &is, err);
	tail->kind = is ? NB_TAIL_PADDING : NB_TAIL_UNSEALED;
	if (st || is)
		return st;
	if (left < NB_RECORD_LEAST)
		return NB_OK; /* no record, and so no page, is in it */
	st = is_unsealed(a, &is, err);
	if (st || is)
		return st;
	st = find_complete(a, &tail->commit, &is, err);
	tail->kind = is ? NB_TAIL_COMPLETE : NB_TAIL_UNKNOWN;
	return st;
}

enum nb_status nb_tail_refuse(const struct nb_archive *a,
			      const struct nb_tail *tail, struct nb_error *err)
{
	uint64_t end = end_of(a);

	if (tail->kind != NB_TAIL_UNKNOWN)
		return NB_OK;
	(void)nb_fail_at(err, NB_INVALID, end,
			 "%" PRIu64 " bytes behind the newest commit are not "
			 "of an unfinished append: a commit there may be "
			 "damaged. Nothing is written, so that nbarc repair "
			 "or nbarc rescue can save its pages",
			 a->size - end);
	nb_error_file(err, a->path);
	return NB_INVALID;
}

enum nb_status nb_tail_check_rewrite(const struct nb_archive *a,
				     struct nb_error *err)
{
	struct nb_tail tail;
	enum nb_status st = nb_tail_judge(a, &tail, err);

	return st ? st : nb_tail_refuse(a, &tail, err);
}

bool nb_tail_committed(struct nb_archive *a, const struct nb_salvaged *f)
{
	struct nb_key key = {{f->id, f->id_len}, f->revision};
	const struct nb_entry *e;

	return nb_trees_find(&a->finder, &key, false, NB_DETAIL_KEYS, &e,
			     NULL) == NB_OK;
}

/* ---- before an append */

/* The pages behind the newest commit that it does not have. */
static enum nb_status tell(struct nb_archive *a, struct nb_torn *torn,
			   const struct nb_writer_options *o,
			   struct nb_error *err)
{
	struct nb_salvage *s;
	struct nb_torn_page *pages;
	enum nb_status st = nb_salvage_create(a->fd, end_of(a), a->size, NULL,
					      NULL, &s, err);
	size_t i;

	if (st)
		return st;
	pages = nb_alloc(s->count + 1, sizeof(*pages));
	for (i = 0; pages && i < s->count; i++) {
		const struct nb_salvaged *f = &s->list[i];

		if (nb_tail_committed(a, f))
			continue;
		pages[torn->page_count++] =
			(struct nb_torn_page){{f->id, f->id_len}, f->revision};
	}
	torn->pages = pages;
	if (pages)
		o->torn(o->torn_context, torn);
	else
		st = nb_fail_mem(err);
	free(pages);
	nb_salvage_free(s);
	return st;
}

static enum nb_status complete(struct nb_archive *a, const struct nb_commit *c,
			       struct nb_error *err)
{
	uint8_t p[NB_COMMIT_SIZE];
	enum nb_status st;

	nb_commit_put_head(p);
	st = nb_fd_write_at(a->fd, a->path, c->offset, p, NB_RECORD_HEAD, err);
	if (!st && fsync(a->fd) != 0)
		st = nb_fail_sys(err, a->path, "fsync");
	if (!st)
		nb_archive_set_commit(a, c, a->size);
	return st;
}

enum nb_status nb_tail_clear(struct nb_archive *a,
			     const struct nb_writer_options *options,
			     uint64_t *dropped, struct nb_error *err)
{
	struct nb_torn torn = {.bytes = a->size - end_of(a)};
	struct nb_tail tail;
	enum nb_status st = nb_tail_judge(a, &tail, err);

	*dropped = 0;
	if (!st)
		st = nb_tail_refuse(a, &tail, err);
	if (st || tail.kind == NB_TAIL_NONE)
		return st;
	torn.padding = tail.kind == NB_TAIL_PADDING;
	if (tail.kind == NB_TAIL_COMPLETE)
		torn.completed = tail.commit.number;
	else
		*dropped = torn.bytes;
	if (options->torn)
		st = tell(a, &torn, options, err);
	if (st)
		return st;
	if (torn.completed)
		return complete(a, &tail.commit, err);
	if (ftruncate(a->fd, (off_t)end_of(a)) != 0)
		return nb_fail_sys(err, a->path, "truncate");
	return NB_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging the bytes after the newest commit, and clearing them before an append
 * (format-spec/nbarc-format.md, section 10, "Bytes after the newest commit").
 *
 * The judgement relies on the order in which an append reaches the disk: the
 * first record of a segment has the kind `?` until the whole segment is on
 * disk, and the head of the commit record is written last. So a tail that
 * begins with `?` was never a commit, and one that does not was on disk as a
 * whole.
 */
#include "archive/read/tail.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/trees.h"
#include "archive/read/handle.h"
#include "archive/salvage/salvage.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"
#include "base/le.h"

#include <nbarc/archive.h>
#include <nbarc/write.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512u /* bytes of the smallest block of disks and tapes */
/* Padding is shorter than this: the largest block that copies are commonly made
 * in, dd bs=1M. Section 10 has the number. */
#define PADDING_MAX ((uint64_t)1 << 20)

/* Offset of the first byte of the tail. */
static uint64_t end_of(const struct nb_archive *a)
{
	return a->commit.offset + NB_COMMIT_SIZE;
}

/* ---- which kind it is */

/*
 * Set *is if the tail is the padding of a copy that was made in whole blocks,
 * by dd or from a tape.
 *
 * Zeros may also be a commit whose sectors were lost. Those would have taken
 * the end of the newest commit record with them, unless a sector begins just
 * there; so that case is not padding. Other stretches of zeros end at a
 * multiple of the sector by chance alone.
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
		st = nb_file_read_at(a->file, a->path, at, p, n, err);
		*is = !st && nb_reserved_zero(p, n);
	}
	return st;
}

/* Set *is if the first record of the tail has the kind `?`. */
static enum nb_status is_unsealed(const struct nb_archive *a, bool *is,
				  struct nb_error *err)
{
	uint8_t head[NB_RECORD_HEAD], kind = 0;
	uint32_t size;
	enum nb_status st = nb_file_read_at(a->file, a->path, end_of(a), head,
					    sizeof(head), err);

	*is = !st && nb_record_head(head, 0, &kind, &size, NULL) == NB_OK &&
	      kind == NB_RECORD_UNSEALED && nb_record_known(head);
	return st;
}

/*
 * Set *is, and *c, if the tail ends in a commit record that is valid once its
 * head is put in place: the 16 bytes that are written last, which are the same
 * in all commit records. Everything before them was then on disk. It must
 * follow the newest commit by its offset and hash.
 */
static enum nb_status find_complete(const struct nb_archive *a,
				    struct nb_commit *c, bool *is,
				    struct nb_error *err)
{
	uint64_t at = a->size - NB_COMMIT_SIZE;
	uint8_t p[NB_COMMIT_SIZE], sha256[NB_SHA256_SIZE];
	struct nb_commit before;
	enum nb_status st;

	*is = false;
	if (at < end_of(a))
		return NB_OK;
	st = nb_file_read_at(a->file, a->path, at, p, sizeof(p), err);
	if (!st)
		st = nb_commit_read(a->file, a->commit.offset, &before, sha256,
				    err);
	if (st)
		return st;
	nb_commit_put_head(p);
	st = nb_commit_decode(p, at, c, err);
	if (st == NB_UNSUPPORTED)
		return st;
	*is = !st && c->previous == a->commit.offset &&
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
		return NB_OK; /* too short for any record, so no page is lost */
	st = is_unsealed(a, &is, err);
	if (st || is)
		return st;
	st = find_complete(a, &tail->commit, &is, err);
	tail->kind = is ? NB_TAIL_COMPLETE : NB_TAIL_UNKNOWN;
	return st;
}

/* ---- beside writers */

/*
 * Set *is if the last bytes of the file were a commit record that is damaged
 * now: two of the three things with which every commit record begins are still
 * there, namely its magic number and size, its signature, kind and version, and
 * its own offset (section 10.2).
 */
static enum nb_status ends_in_commit(const struct nb_archive *a, bool *is,
				     struct nb_error *err)
{
	static const uint8_t begins[] = {0x5b, 0x2a, 0x4d, 0x18,
					 0xf8, 0x07, 0,	   0};
	/* Kind C, version 1; the NUL of the literal is the reserved byte. */
	static const char signature[] = "nbarcC\1";
	uint64_t at = a->size - NB_COMMIT_SIZE;
	uint8_t p[24];
	enum nb_status st;

	*is = false;
	/* A shorter tail has no room for one: `at` lies in the commit. */
	if (at < a->commit.offset + NB_COMMIT_SIZE)
		return NB_OK;
	st = nb_file_read_at(a->file, a->path, at, p, sizeof(p), err);
	if (!st)
		*is = (memcmp(p, begins, 8) == 0) +
			      (memcmp(p + 8, signature, 8) == 0) +
			      (nb_le64(p + 16) == at) >=
		      2;
	return st;
}

/*
 * True if another process holds a writer's lock, which covers the whole file:
 * the tail is then an append that is going on. If that cannot be asked, none is
 * assumed.
 */
static bool being_written(struct nb_file file)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return !nb_file_is_far(file) && fcntl(file.fd, F_GETLK, &whole) == 0 &&
	       whole.l_type != F_UNLCK;
}

/*
 * True if the file has a later commit than the one that the archive shows, and
 * that one is among the commits before it: then a writer has appended, and
 * nothing of the tail is doubtful.
 */
static bool was_continued(const struct nb_archive *a, uint64_t size)
{
	struct nb_commit c;
	uint64_t at = size - NB_COMMIT_SIZE;

	if (at < end_of(a) || nb_commit_read(a->file, at, &c, NULL, NULL))
		return false;
	/* Commits become older from step to step, so that this ends. */
	while (c.previous > a->commit.offset)
		if (nb_commit_read(a->file, c.previous, &c, NULL, NULL))
			return false;
	return c.previous == a->commit.offset;
}

/* An append that is not finished may be going on: whether somebody holds the
 * lock of a file far away cannot be seen. */
static void pass_over_append(struct nb_archive *a, struct nb_tail *tail)
{
	if (tail->kind != NB_TAIL_PADDING && tail->kind != NB_TAIL_UNSEALED)
		return;
	tail->kind = NB_TAIL_NONE;
	a->size = end_of(a);
}

/*
 * Judge the tail at its present size. *settled is false if a writer came or
 * went meanwhile, so that what was read may be of different moments.
 */
static enum nb_status observe_once(struct nb_archive *a, struct nb_tail *tail,
				   bool *damaged_commit, bool *settled,
				   struct nb_error *err)
{
	uint64_t size = 0, after = 0;
	enum nb_status judged, st = nb_file_size(a->file, a->path, &size, err);

	tail->kind = NB_TAIL_NONE;
	*damaged_commit = false;
	*settled = true;
	if (st)
		return st;
	if (size <= end_of(a) || being_written(a->file) ||
	    was_continued(a, size)) {
		a->size = end_of(a);
		return NB_OK;
	}
	a->size = size;
	judged = nb_tail_judge(a, tail, err);
	if (!judged)
		judged = ends_in_commit(a, damaged_commit, err);
	st = nb_file_size(a->file, a->path, &after, err);
	*settled = !st && after == size && !being_written(a->file);
	if (nb_file_is_far(a->file))
		pass_over_append(a, tail);
	return st ? st : *settled ? judged : NB_OK;
}

/* A writer commits several times a second at most. A reader that meets one
 * this often in a row is given the archive without a judgement of its tail. */
#define OBSERVATIONS_MAX 1000

enum nb_status nb_tail_observe(struct nb_archive *a, struct nb_tail *tail,
			       bool *damaged_commit, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	bool settled = false;
	unsigned i;

	for (i = 0; !st && !settled && i < OBSERVATIONS_MAX; i++)
		st = observe_once(a, tail, damaged_commit, &settled, err);
	if (!st && !settled) {
		tail->kind = NB_TAIL_NONE;
		*damaged_commit = false;
	}
	return st;
}

/* ---- before an append and a rewrite */

enum nb_status nb_tail_refuse(const struct nb_archive *a,
			      const struct nb_tail *tail, struct nb_error *err)
{
	uint64_t end = end_of(a);

	if (tail->kind != NB_TAIL_UNKNOWN)
		return NB_OK;
	(void)nb_fail_at(err, NB_INVALID, end,
			 "%" PRIu64 " byte%s after the newest commit may be a "
			 "damaged commit; nothing is written, so that nbarc "
			 "repair or nbarc rescue can save its pages",
			 a->size - end, a->size - end == 1 ? "" : "s");
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
	struct nb_entry_key key = {{f->id, f->id_len}, f->revision};
	const struct nb_entry *e;

	return nb_trees_find(&a->finder, &key, false, NB_DETAIL_KEYS, &e,
			     NULL) == NB_OK;
}

/* Call o->torn with the pages of the tail that the newest commit does not have;
 * *torn is otherwise filled in. */
static enum nb_status report_torn(struct nb_archive *a, struct nb_torn *torn,
				  const struct nb_writer_options *o,
				  struct nb_error *err)
{
	struct nb_salvage *s;
	struct nb_torn_page *pages;
	enum nb_status st = nb_salvage_create(a->file, &a->shared, end_of(a),
					      a->size, NULL, NULL, &s, err);
	size_t i;

	if (st)
		return st;
	/* They borrow the identifiers of the salvage. */
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

/*
 * Write the head of the commit record, and see the archive as of that commit.
 */
static enum nb_status complete_commit(struct nb_archive *a,
				      const struct nb_commit *c,
				      struct nb_error *err)
{
	uint8_t p[NB_COMMIT_SIZE];
	enum nb_status st;

	nb_commit_put_head(p);
	st = nb_fd_write_at(a->file.fd, a->path, c->offset, p, NB_RECORD_HEAD,
			    err);
	if (!st && fsync(a->file.fd) != 0)
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
		st = report_torn(a, &torn, options, err);
	if (st)
		return st;
	if (tail.kind == NB_TAIL_COMPLETE)
		return complete_commit(a, &tail.commit, err);
	if (ftruncate(a->file.fd, (off_t)end_of(a)) != 0)
		return nb_fail_sys(err, a->path, "truncate");
	return NB_OK;
}

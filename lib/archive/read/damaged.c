/* SPDX-License-Identifier: Apache-2.0 */
/* Reading on where an archive is damaged (section 14): when to look for pages
 * by a walk, and what stands behind the newest commit. */
#include "archive/read/damaged.h"
#include "archive/catalogue/entry.h"
#include "archive/read/salvage.h"
#include "archive/read/tail.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/file.h"
#include "base/le.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

static void report(struct nb_archive *a, struct nb_error *err)
{
	nb_error_file(err, a->path);
	a->damage.report(a->damage.context, err);
}

enum nb_status nb_archive_salvage(struct nb_archive *a, struct nb_error *err)
{
	struct nb_error cause = *err;
	enum nb_status st;

	st = nb_salvage_create(a->fd, 0, a->size, NULL, NULL, &a->salvage, err);
	if (st)
		return st;
	if (a->salvage->count == 0) {
		/* Nothing of an archive is in it: what was wrong first counts.
		 */
		nb_salvage_free(a->salvage);
		a->salvage = NULL;
		*err = cause;
		return NB_INVALID;
	}
	a->end = a->size;
	a->commit.tree_count = 0; /* it may not be what a commit record says */
	report(a, &cause);
	err->status = NB_OK;
	return NB_OK;
}

static bool found(const struct nb_salvage *s, size_t i,
		  const struct nb_key *key)
{
	const struct nb_salvaged *f = &s->list[i];

	return f->id_len == key->id.len &&
	       memcmp(f->id, key->id.text, f->id_len) == 0 &&
	       (key->revision == UINT32_MAX || f->revision == key->revision);
}

enum nb_status nb_salvage_find(struct nb_archive *a, const struct nb_key *key,
			       const struct nb_entry **entry,
			       struct nb_error *err)
{
	size_t i = nb_salvage_seek(a->salvage, key);

	if (i < a->salvage->count && found(a->salvage, i, key))
		return nb_salvage_entry(a->salvage, i, entry, err);
	return nb_fail(err, NB_INVALID,
		       "%.*s: not found, but the archive is damaged: it may "
		       "have been lost",
		       (int)(key->id.len < 256 ? key->id.len : 256),
		       key->id.text);
}

/* ---- behind the newest commit */

/*
 * True when the last bytes of the file were a commit record: two of what it
 * begins with, its signature and its own offset are there.
 */
static enum nb_status ends_in_commit(const struct nb_archive *a, bool *is,
				     struct nb_error *err)
{
	static const uint8_t begins[] = {0x5b, 0x2a, 0x4d, 0x18,
					 0xf8, 0x03, 0,	   0};
	static const char signature[] = "nbarcC\1"; /* and a NUL */
	uint64_t at = a->size - NB_COMMIT_SIZE;
	uint8_t p[24];
	enum nb_status st;

	*is = false;
	if (at < a->commit.offset + NB_COMMIT_SIZE)
		return NB_OK;
	st = nb_fd_read_at(a->fd, a->path, at, p, sizeof(p), err);
	if (!st)
		*is = (memcmp(p, begins, 8) == 0) +
			      (memcmp(p + 8, signature, 8) == 0) +
			      (nb_le64(p + 16) == at) >=
		      2;
	return st;
}

/* A writer at work holds a lock on the file. */
static bool being_written(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

/* What was sealed may have been a commit: then what the newest one that is left
 * has is not the newest, and that must not go unsaid. */
static enum nb_status doubt_tail(struct nb_archive *a, struct nb_error *err)
{
	uint64_t end = a->commit.offset + NB_COMMIT_SIZE;
	struct nb_tail tail;
	struct nb_error doubt;
	enum nb_status st = nb_tail_judge(a, &tail, err);

	a->has_tail = tail.kind != NB_TAIL_PADDING;
	if (st || !a->has_tail || tail.kind == NB_TAIL_NONE ||
	    tail.kind == NB_TAIL_UNSEALED)
		return st;
	(void)nb_fail_at(&doubt, NB_INVALID, end,
			 "%" PRIu64 " bytes behind the newest commit may be a "
			 "commit that is damaged: pages can be older here than "
			 "they were",
			 a->size - end);
	report(a, &doubt);
	return NB_OK;
}

enum nb_status nb_tail_check(struct nb_archive *a, struct nb_error *err)
{
	uint64_t end = a->commit.offset + NB_COMMIT_SIZE;
	enum nb_status st;
	bool damaged;

	if (a->size == end || being_written(a->fd))
		return NB_OK;
	st = ends_in_commit(a, &damaged, err);
	if (st)
		return st;
	if (!damaged)
		return doubt_tail(a, err);
	(void)nb_fail_at(err, NB_INVALID, a->size - NB_COMMIT_SIZE,
			 "the newest commit record is damaged; what it "
			 "brought is looked for by a walk");
	return nb_archive_salvage(a, err);
}

static enum nb_status look_at_tail(struct nb_archive *a, struct nb_error *err)
{
	if (a->tail)
		return NB_OK;
	return nb_salvage_create(a->fd, a->commit.offset + NB_COMMIT_SIZE,
				 a->size, NULL, NULL, &a->tail, err);
}

static void report_tail(struct nb_archive *a, const struct nb_string *id)
{
	uint64_t end = a->commit.offset + NB_COMMIT_SIZE;
	struct nb_error err;

	(void)nb_fail_at(&err, NB_INVALID, end,
			 "%.*s stands behind the newest commit, in %" PRIu64
			 " bytes of an append that was not finished or is "
			 "damaged",
			 (int)(id->len < 64 ? id->len : 64), id->text,
			 a->size - end);
	report(a, &err);
}

enum nb_status nb_tail_find(struct nb_archive *a, const struct nb_key *key,
			    const struct nb_entry **entry, struct nb_error *err)
{
	enum nb_status st = look_at_tail(a, err);
	size_t i;

	if (st)
		return st;
	i = nb_salvage_seek(a->tail, key);
	if (i == a->tail->count || !found(a->tail, i, key))
		return nb_fail_at(
			err, NB_INVALID, a->commit.offset + NB_COMMIT_SIZE,
			"%.*s: not found, but the end of the archive "
			"is cut off or damaged: it may have been lost",
			(int)(key->id.len < 64 ? key->id.len : 64),
			key->id.text);
	report_tail(a, &key->id);
	a->end = a->size;
	err->status = NB_OK;
	return nb_salvage_entry(a->tail, i, entry, err);
}

enum nb_status nb_tail_warn(struct nb_archive *a,
			    const struct nb_string *prefix,
			    struct nb_error *err)
{
	struct nb_key key = {*prefix, UINT32_MAX};
	enum nb_status st = look_at_tail(a, err);
	size_t i;

	if (st)
		return st;
	i = nb_salvage_seek(a->tail, &key);
	for (; i < a->tail->count; i++) {
		const struct nb_salvaged *f = &a->tail->list[i];
		struct nb_string id = {f->id, f->id_len};

		if (f->id_len < prefix->len ||
		    memcmp(f->id, prefix->text, prefix->len) != 0)
			break;
		if (!nb_tail_committed(a, f))
			report_tail(a, &id);
	}
	return NB_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing a repaired copy with the damaged file
 * (format-spec/nbarc-format.md, section 17, "Repair").
 *
 * Where records were put back to their places, others may have stood there. The
 * parity vouches for what it protects and for nothing else, so that what counts
 * is what can be read: each revision of a page that a walk over the damaged
 * file finds is read in both.
 */
#include "archive/parity/changes.h"
#include "archive/frame/shared.h"
#include "archive/parity/readable.h"
#include "archive/record/commit.h"
#include "archive/record/note_record.h"
#include "archive/record/recover.h"
#include "archive/salvage/entry.h"
#include "archive/salvage/rows.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)1 << 20) /* bytes that are compared at a time */

/* ---- bytes */

enum nb_status nb_files_differ(int fd, uint64_t size, int other,
			       uint64_t other_size, bool *differ,
			       struct nb_error *err)
{
	uint8_t *data = malloc(2 * CHUNK);
	enum nb_status st = data ? NB_OK : nb_fail_mem(err);
	uint64_t at;

	*differ = size != other_size;
	for (at = 0; !st && !*differ && at < size; at += CHUNK) {
		size_t n = size - at < CHUNK ? (size_t)(size - at) : CHUNK;

		st = nb_fd_read_at(fd, NULL, at, data, n, err);
		if (!st)
			st = nb_fd_read_at(other, NULL, at, data + CHUNK, n,
					   err);
		*differ = !st && memcmp(data, data + CHUNK, n) != 0;
	}
	free(data);
	return st;
}

/* ---- pages */

/* The work, and whom to tell of it. */
struct comparison {
	struct nb_side old, copy;
	nb_parity_progress *progress;
	void *context;
};

/* Index of the same revision in the list of another walk, whose count stands
 * for none. */
static size_t find_same(const struct nb_salvage *s,
			const struct nb_entry_key *key)
{
	size_t i = nb_salvage_seek(s, key);
	struct nb_entry_key found;

	if (i == s->count)
		return i;
	found = nb_salvaged_key(&s->list[i]);
	return nb_key_compare(&found, key) == 0 ? i : s->count;
}

/* A revision, and where its page frame stands. */
struct place {
	uint64_t frame;
	uint32_t named; /* the frame as its leaf or the walk names it */
	size_t index;	/* in the list of the walk */
};

static int by_frame(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->frame != y->frame)
		return x->frame < y->frame ? -1 : 1;
	if (x->named != y->named)
		return x->named < y->named ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* All revisions of a walk in the order of their frames, so that each frame is
 * decoded once; NULL without memory. */
static struct place *order_revisions(const struct nb_salvage *s)
{
	struct place *list = nb_alloc(s->count, sizeof(*list));
	size_t i;

	for (i = 0; list && i < s->count; i++)
		list[i] = (struct place){nb_salvage_frame(s, i),
					 s->list[i].frame, i};
	if (list && s->count)
		qsort(list, s->count, sizeof(*list), by_frame);
	return list;
}

/* Set *lost if something of the revision with this index was readable and is no
 * longer; of one of which only the log is left, that it was there. `was` and
 * `is` are scratch. */
static enum nb_status compare_revision(struct comparison *c, size_t index,
				       struct nb_readable *was,
				       struct nb_readable *is, bool *lost,
				       struct nb_error *err)
{
	const struct nb_salvaged *row = &c->old.walk->list[index];
	struct nb_entry_key key = nb_salvaged_key(row);
	size_t same = find_same(c->copy.walk, &key);
	bool none = same == c->copy.walk->count;
	enum nb_status st = NB_OK;

	*lost = none;
	if (row->kind == NB_ROW_LOG)
		return NB_OK;
	st = nb_side_read(&c->old, index, was, err);
	if (!st && !none)
		st = nb_side_read(&c->copy, same, is, err);
	if (!st)
		*lost = nb_readable_lost(was, none ? NULL : is);
	return st;
}

/* NB_ABSENT if the caller wants to stop after so many revisions. */
static enum nb_status report_progress(const struct comparison *c, size_t count,
				      struct nb_error *err)
{
	const struct nb_salvage *s = c->old.walk;
	uint64_t done = s->end / s->count * count;

	return !c->progress || c->progress(c->context, done, s->end)
		       ? NB_OK
		       : nb_fail(err, NB_ABSENT, "stopped");
}

static enum nb_status count_pages(struct comparison *c, uint64_t *count,
				  struct nb_error *err)
{
	struct nb_readable was = {.entry = false}, is = {.entry = false};
	struct place *order = order_revisions(c->old.walk);
	enum nb_status st = order ? NB_OK : nb_fail_mem(err);
	size_t i;
	bool lost;

	for (i = 0; !st && i < c->old.walk->count; i++) {
		st = report_progress(c, i, err);
		if (!st)
			st = compare_revision(c, order[i].index, &was, &is,
					      &lost, err);
		*count += !st && lost;
	}
	free(order);
	nb_buf_free(&was.states);
	nb_buf_free(&is.states);
	return st;
}

/* ---- notes */

/* The records of the notes of a walk, by their hashes. */
struct digests {
	uint8_t (*list)[NB_SHA256_SIZE];
	size_t count;
};

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, NB_SHA256_SIZE);
}

static enum nb_status digest_notes(const struct nb_salvage *s,
				   struct digests *out, struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st = NB_OK;

	out->list = nb_alloc(s->note_count, sizeof(*out->list));
	if (!out->list)
		return nb_fail_mem(err);
	for (out->count = 0; !st && out->count < s->note_count; out->count++) {
		record.len = 0;
		st = nb_note_record_read(s->file, s->notes[out->count], s->end,
					 &record, err);
		if (!st)
			nb_sha256(record.data, record.len,
				  out->list[out->count]);
	}
	nb_buf_free(&record);
	if (!st && out->count)
		qsort(out->list, out->count, sizeof(*out->list), by_bytes);
	return st;
}

/* Count the notes of the old file that the copy lacks; one that occurs several
 * times counts once. */
static enum nb_status count_notes(const struct comparison *c, uint64_t *lost,
				  struct nb_error *err)
{
	struct digests was = {NULL, 0}, is = {NULL, 0};
	enum nb_status st = digest_notes(c->old.walk, &was, err);
	size_t i;

	if (!st)
		st = digest_notes(c->copy.walk, &is, err);
	for (i = 0; !st && i < was.count; i++)
		*lost += (i == 0 ||
			  by_bytes(was.list[i - 1], was.list[i]) != 0) &&
			 !bsearch(was.list[i], is.list, is.count,
				  sizeof(*is.list), by_bytes);
	free(was.list);
	free(is.list);
	return st;
}

/* ---- both */

enum nb_status nb_count_losses(struct nb_salvage *old, struct nb_file copy,
			       uint64_t size, nb_parity_progress *progress,
			       void *context, struct nb_losses *losses,
			       struct nb_error *err)
{
	struct comparison c = {.progress = progress, .context = context};
	struct nb_salvage *walk = NULL;
	struct nb_header header;
	struct nb_commit commit;
	struct nb_shared shared = {.file = copy};
	enum nb_status st = nb_header_read(copy, &header, err);

	*losses = (struct nb_losses){0, 0, false};
	if (!st)
		shared.size = header.shared;
	else if (st != NB_INVALID)
		return st;
	st = nb_salvage_create(copy, &shared, 0, size, NULL, NULL, &walk, err);
	if (!st)
		st = nb_side_open(&c.old, old, old->shared, err);
	if (!st)
		st = nb_side_open(&c.copy, walk, &shared, err);
	if (!st)
		c.copy.catalogued =
			nb_commit_find(copy, size, &commit, NULL) == NB_OK;
	if (!st)
		st = count_pages(&c, &losses->pages, err);
	if (!st)
		st = count_notes(&c, &losses->notes, err);
	if (!st) {
		nb_anchors_drop_copies(&walk->anchors);
		losses->moved = walk->anchors.moved;
	}
	nb_side_close(&c.old);
	nb_side_close(&c.copy);
	nb_salvage_free(walk);
	nb_shared_free(&shared);
	return st;
}

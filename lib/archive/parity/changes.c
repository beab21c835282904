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
#include "archive/check/problem.h"
#include "archive/frame/frame.h"
#include "archive/frame/shared.h"
#include "archive/frame/sources.h"
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

/* A file whose pages are read. */
struct side {
	struct nb_salvage *walk;
	/* Readers go by its catalogue, as it has a valid commit at its end. */
	bool catalogued;
	struct nb_frame_reader *frame;
	/* The record that was decoded last, or NULL: the pages of a frame share
	 * it. */
	struct nb_sources *sources;
	/* What could not be read is not tried again for each of its pages: of
	 * this frame, what reaches beyond so many bytes of its content; and
	 * this sources record. 0: none. */
	uint64_t bad_frame, bad_sources;
	uint32_t bad_from;
};

/* The work, and whom to tell of it. */
struct comparison {
	struct side old, copy;
	nb_parity_progress *progress;
	void *context;
};

/* What can be read of a revision. */
struct readable {
	bool entry; /* it is in the catalogue, with its hashes and titles */
	bool text;
	bool source;
	/* Which text and source. */
	uint8_t sha256[NB_SHA256_SIZE], source_sha256[NB_SHA256_SIZE];
	/* What is withdrawn: the state of the page, and those of its items. */
	struct nb_buf states;
};

static enum nb_status note_states(const struct nb_entry *e, struct nb_buf *out,
				  struct nb_error *err)
{
	uint32_t i;
	bool full = nb_buf_add(out, &e->state, sizeof(e->state)) != NB_OK;

	for (i = 0; !full && i < e->item_count; i++)
		full = nb_buf_add(out, &e->items[i].state,
				  sizeof(e->items[i].state)) != NB_OK;
	return full ? nb_fail_mem(err) : NB_OK;
}

/* Have the first `upto` bytes of the content of an entry's frame decoded. */
static enum nb_status need_content(struct side *s, const struct nb_entry *e,
				   uint32_t upto, const uint8_t **content,
				   struct nb_error *err)
{
	enum nb_status st;

	if (s->bad_frame == nb_entry_frame(e) && upto >= s->bad_from)
		return nb_fail(err, NB_INVALID, "damaged before");
	st = nb_frame_select(s->frame, e, s->walk->end, err);
	if (!st)
		st = nb_frame_need(s->frame, upto, content, err);
	if (st == NB_INVALID) {
		s->bad_frame = nb_entry_frame(e);
		s->bad_from = upto;
	}
	return st;
}

/* NB_INVALID if the document of an entry cannot be read. */
static enum nb_status read_text(struct side *s, const struct nb_entry *e,
				struct nb_error *err)
{
	const uint8_t *content = NULL;
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st =
		need_content(s, e, e->offset + e->len, &content, err);

	if (st)
		return st;
	nb_sha256(content + e->offset, e->len, digest);
	return memcmp(digest, e->sha256, NB_SHA256_SIZE) == 0
		       ? NB_OK
		       : nb_fail(err, NB_INVALID, "another document");
}

/* Decode the sources record of the entry's frame into s->sources. The frame's
 * own checksum is not compared: sources have their hashes. */
static enum nb_status decode_sources(struct side *s, const struct nb_entry *e,
				     struct nb_error *err)
{
	const uint8_t *content = NULL;
	enum nb_status st = nb_sources_read(s->walk->file, e, s->walk->end,
					    &s->sources, err);

	if (!st && nb_sources_need_frame(s->sources))
		st = need_content(s, e, e->content_size, &content, err);
	if (!st)
		st = nb_sources_decode(s->sources, content, e->content_size,
				       err);
	return st;
}

/* Have the sources record of the entry's frame in s->sources. */
static enum nb_status load_sources(struct side *s, const struct nb_entry *e,
				   struct nb_error *err)
{
	uint64_t at = nb_entry_sources(e);
	enum nb_status st;

	if (s->bad_sources == at)
		return nb_fail(err, NB_INVALID, "damaged before");
	if (s->sources && nb_sources_offset(s->sources) == at)
		return NB_OK;
	nb_sources_free(s->sources);
	st = decode_sources(s, e, err);
	if (!st)
		return NB_OK;
	nb_sources_free(s->sources);
	s->sources = NULL;
	if (st == NB_INVALID)
		s->bad_sources = at;
	return st;
}

/* NB_INVALID if what is stored beside the document cannot be read. */
static enum nb_status read_source(struct side *s, const struct nb_entry *e,
				  struct nb_error *err)
{
	struct nb_stored stored;
	enum nb_status st = load_sources(s, e, err);

	return st ? st : nb_sources_sound(s->sources, e, &stored, err);
}

/* Read the revision with this index in the list of the walk; damage is no
 * failure. */
static enum nb_status read_revision(struct side *s, size_t index,
				    struct readable *out, struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st = nb_salvage_entry(s->walk, index, &e, err);

	out->entry = out->text = out->source = false;
	out->states.len = 0;
	if (st)
		return nb_verify_fatal(st) ? st : NB_OK;
	out->entry = !s->walk->unknown && !s->walk->rebuilt &&
		     !s->walk->retitled && !s->walk->rehashed;
	memcpy(out->sha256, e->sha256, NB_SHA256_SIZE);
	memcpy(out->source_sha256, e->source_sha256, NB_SHA256_SIZE);
	st = note_states(e, &out->states, err);
	if (st || e->state == NB_STATE_PURGED ||
	    (s->catalogued && !nb_salvage_follows(s->walk, index)))
		return st;
	st = read_text(s, e, err);
	out->text = !st;
	if (nb_verify_fatal(st))
		return st;
	if (!nb_entry_is_stored(e))
		return NB_OK;
	st = read_source(s, e, err);
	out->source = !st;
	return nb_verify_fatal(st) ? st : NB_OK;
}

static bool is_same(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, NB_SHA256_SIZE) == 0;
}

/* True if what was withdrawn, or more, is withdrawn still. An older leaf that
 * occurs twice may say less than the one that counts. */
static bool are_withdrawn(const struct nb_buf *old, const struct nb_buf *now)
{
	size_t i;

	if (old->len != now->len)
		return false;
	for (i = 0; i < old->len; i++)
		if (now->data[i] < old->data[i])
			return false;
	return true;
}

/* True if something of a revision was readable and is no longer. */
static bool is_loss(const struct readable *old, const struct readable *now)
{
	if (old->text && !(now->text && is_same(old->sha256, now->sha256)))
		return true;
	if (old->source &&
	    !(now->source && is_same(old->source_sha256, now->source_sha256)))
		return true;
	return old->entry &&
	       !(now->entry && are_withdrawn(&old->states, &now->states));
}

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
	size_t index; /* in the list of the walk */
};

static int by_frame(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->frame != y->frame)
		return x->frame < y->frame ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* The `count` revisions of a walk in the order of their frames, so that each
 * frame is decoded once; NULL without memory. */
static struct place *order_revisions(const struct nb_salvage *s)
{
	struct place *list = nb_alloc(s->count, sizeof(*list));
	size_t i;

	for (i = 0; list && i < s->count; i++)
		list[i] = (struct place){nb_salvage_frame(s, i), i};
	if (list && s->count)
		qsort(list, s->count, sizeof(*list), by_frame);
	return list;
}

/* Set *lost if something of the revision with this index was readable and is no
 * longer; of one of which only the log is left, that it was there. `was` and
 * `is` are scratch. */
static enum nb_status compare_revision(struct comparison *c, size_t index,
				       struct readable *was,
				       struct readable *is, bool *lost,
				       struct nb_error *err)
{
	const struct nb_salvaged *row = &c->old.walk->list[index];
	struct nb_entry_key key = nb_salvaged_key(row);
	size_t same = find_same(c->copy.walk, &key);
	enum nb_status st = NB_OK;

	*lost = false;
	if (row->kind != NB_ROW_LOG)
		st = read_revision(&c->old, index, was, err);
	if (st)
		return st;
	if (same == c->copy.walk->count) {
		*lost = row->kind == NB_ROW_LOG || was->entry || was->text ||
			was->source;
		return NB_OK;
	}
	if (row->kind == NB_ROW_LOG)
		return NB_OK;
	st = read_revision(&c->copy, same, is, err);
	*lost = !st && is_loss(was, is);
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
	struct readable was = {.entry = false}, is = {.entry = false};
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
		*lost += (i == 0 || !is_same(was.list[i - 1], was.list[i])) &&
			 !bsearch(was.list[i], is.list, is.count,
				  sizeof(*is.list), by_bytes);
	free(was.list);
	free(is.list);
	return st;
}

/* ---- both */

/* A frame reader for the pages of a walk. */
static enum nb_status make_side(struct nb_salvage *walk,
				struct nb_shared *shared, struct side *side,
				struct nb_error *err)
{
	enum nb_status st =
		nb_frame_reader_create(walk->file, &side->frame, err);

	side->walk = walk;
	if (!st)
		nb_frame_share(side->frame, shared);
	return st;
}

static void free_side(struct side *s)
{
	nb_sources_free(s->sources);
	nb_frame_reader_free(s->frame);
}

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
		st = make_side(old, old->shared, &c.old, err);
	if (!st)
		st = make_side(walk, &shared, &c.copy, err);
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
	free_side(&c.old);
	free_side(&c.copy);
	nb_salvage_free(walk);
	nb_shared_free(&shared);
	return st;
}

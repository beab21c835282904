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
	struct nb_frame_reader *frame;
	/* The record that was decoded last, or NULL: the pages of a frame share
	 * it. */
	struct nb_sources *sources;
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
	/* What is withdrawn: the number and the states of the items follow that
	 * of the page. */
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

/* NB_INVALID if the document of an entry cannot be read. */
static enum nb_status read_text(const struct side *s, const struct nb_entry *e,
				struct nb_error *err)
{
	const uint8_t *content = NULL;
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st = nb_frame_select(s->frame, e, s->walk->end, err);

	if (!st)
		st = nb_frame_need(s->frame, e->offset + e->len, &content, err);
	if (st)
		return st;
	nb_sha256(content + e->offset, e->len, digest);
	return memcmp(digest, e->sha256, NB_SHA256_SIZE) == 0
		       ? NB_OK
		       : nb_fail(err, NB_INVALID, "another document");
}

/* Have the sources record of the entry's frame decoded in s->sources. */
static enum nb_status load_sources(struct side *s, const struct nb_entry *e,
				   struct nb_error *err)
{
	const uint8_t *content = NULL;
	enum nb_status st;

	if (s->sources && nb_sources_offset(s->sources) == nb_entry_sources(e))
		return NB_OK;
	nb_sources_free(s->sources);
	st = nb_sources_read(s->walk->file, e, s->walk->end, &s->sources, err);
	if (!st && nb_sources_need_frame(s->sources))
		st = nb_frame_select(s->frame, e, s->walk->end, err);
	if (!st && nb_sources_need_frame(s->sources))
		st = nb_frame_check(s->frame, &content, err);
	if (!st)
		st = nb_sources_decode(s->sources, content, e->content_size,
				       err);
	if (!st)
		return NB_OK;
	nb_sources_free(s->sources);
	s->sources = NULL;
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
	st = note_states(e, &out->states, err);
	if (st || e->state == NB_STATE_PURGED)
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

/* True if something of a revision was readable and is no longer. */
static bool is_loss(const struct readable *old, const struct readable *now)
{
	if ((old->text && !now->text) || (old->source && !now->source))
		return true;
	return old->entry &&
	       (!now->entry || old->states.len != now->states.len ||
		(now->states.len && memcmp(old->states.data, now->states.data,
					   now->states.len) != 0));
}

/* Index of the same revision in the list of another walk, whose count stands
 * for none. */
static size_t find_same(const struct nb_salvage *s,
			const struct nb_entry_key *key)
{
	size_t i = nb_salvage_seek(s, key);
	struct nb_entry_key found;

	if (i == s->count || s->list[i].kind == NB_ROW_LOG)
		return s->count;
	found = nb_salvaged_key(&s->list[i]);
	return nb_key_compare(&found, key) == 0 ? i : s->count;
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
 * longer. `was` and `is` are scratch. */
static enum nb_status compare_revision(struct comparison *c, size_t index,
				       struct readable *was,
				       struct readable *is, bool *lost,
				       struct nb_error *err)
{
	const struct nb_salvaged *row = &c->old.walk->list[index];
	struct nb_entry_key key = nb_salvaged_key(row);
	enum nb_status st = NB_OK;
	size_t same;

	*lost = false;
	if (row->kind == NB_ROW_LOG)
		return NB_OK;
	st = read_revision(&c->old, index, was, err);
	if (st || (!was->entry && !was->text && !was->source))
		return st;
	same = find_same(c->copy.walk, &key);
	*lost = same == c->copy.walk->count;
	if (*lost)
		return NB_OK;
	st = read_revision(&c->copy, same, is, err);
	*lost = !st && is_loss(was, is);
	return st;
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
	struct nb_shared shared = {.file = copy};
	enum nb_status st = nb_header_read(copy, &header, err);

	*losses = (struct nb_losses){0, 0};
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
		st = count_pages(&c, &losses->pages, err);
	if (!st && walk->note_count < old->note_count)
		losses->notes = old->note_count - walk->note_count;
	free_side(&c.old);
	free_side(&c.copy);
	nb_salvage_free(walk);
	nb_shared_free(&shared);
	return st;
}

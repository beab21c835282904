/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The notes that an archive keeps (format-spec/nbarc-format.md, section 18).
 *
 * A note stands in a segment of its own, or in the first segment of a file that
 * was rewritten. So the segments are looked through from the newest backwards,
 * and of most of them only the head of the first record is read. Whether a
 * signature is good is for the caller to find out.
 */
#include "archive/read/notes.h"
#include "archive/read/handle.h"
#include "archive/record/commit.h"
#include "archive/record/note.h"
#include "archive/record/note_record.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"

#include <nbarc/sign.h>

#include <stdlib.h>
#include <string.h>

/* What a note is compared with to find its commit. */
struct state {
	uint64_t size; /* page entries */
	uint8_t root[NB_SHA256_SIZE];
	uint64_t commit; /* the newest that has them */
};

/* The states of all commits, sorted by size and root. */
struct states {
	struct state *list;
	size_t count, cap;
	bool is_full; /* memory was lacking */
};

/* For qsort() and bsearch(). */
static int by_state(const void *a, const void *b)
{
	const struct state *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return memcmp(x->root, y->root, NB_SHA256_SIZE);
}

/*
 * Add the state of a commit; a visitor of nb_archive_commits(), which begins
 * with the newest. Commits of records alone, which follow each other, have one
 * state.
 */
static bool add_state(void *context, const struct nb_archive_info *info)
{
	struct states *s = context;
	struct state state = {.size = info->revisions, .commit = info->commits};
	struct state *grown;

	memcpy(state.root, info->root, NB_SHA256_SIZE);
	if (s->count > 0 && by_state(&s->list[s->count - 1], &state) == 0)
		return true;
	grown = nb_grow(s->list, &s->cap, s->count + 1, sizeof(*grown));
	s->is_full = !grown;
	if (!grown)
		return false;
	s->list = grown;
	s->list[s->count++] = state;
	return true;
}

static enum nb_status collect_states(struct nb_archive *a, struct states *s,
				     struct nb_error *err)
{
	enum nb_status st = nb_archive_commits(a, add_state, s, err);

	if (!st && s->is_full)
		st = nb_fail_mem(err);
	if (!st && s->count > 0)
		qsort(s->list, s->count, sizeof(*s->list), by_state);
	return st;
}

/* The newest commit that the checkpoint is of, or 0. */
static uint64_t commit_of(const struct states *s, const struct nb_checkpoint *c)
{
	struct state key = {.size = c->size};
	const struct state *found;

	memcpy(key.root, c->root, NB_SHA256_SIZE);
	found = s->count > 0 ? bsearch(&key, s->list, s->count,
				       sizeof(*s->list), by_state)
			     : NULL;
	return found ? found->commit : 0;
}

/* ---- the visit */

/* One visit of all notes. `more` becomes false when the visitor ends it. */
struct visit {
	const struct nb_archive *archive;
	struct states states;
	nb_note_visit *call;
	void *context;
	bool more;
};

/* Visit the structure at `place` if it is a note record. One that is not sound
 * is passed over, unless a newer version wrote it. */
static enum nb_status visit_record(struct visit *v,
				   const struct nb_place *place,
				   struct nb_error *err)
{
	const struct nb_archive *a = v->archive;
	struct nb_kept_note kept = {.offset = place->offset};
	struct nb_buf record = {0};
	struct nb_note *note = NULL;
	enum nb_status st;

	if (place->what != NB_PLACE_RECORD || place->kind != NB_RECORD_NOTE)
		return NB_OK;
	st = nb_record_read(a->file, place->offset, (uint32_t)place->size,
			    a->end, NB_RECORD_NOTE, NB_NOTE_RECORD_MAX, &record,
			    err);
	if (!st) {
		st = nb_note_decode(&record, place->offset, &note,
				    &kept.checkpoint, err);
		if (st == NB_INVALID || st == NB_LIMIT)
			st = NB_OK;
	}
	if (!st && note) {
		kept.note = note;
		kept.commit = commit_of(&v->states, &kept.checkpoint);
		v->more = v->call(v->context, &kept);
	}
	nb_note_free(note);
	nb_buf_free(&record);
	return st;
}

/* Set *may if there may be notes in the segment of a commit: if it is the first
 * of the file, or begins with one. */
static enum nb_status may_have_notes(const struct nb_archive *a,
				     const struct nb_commit *c, bool *may,
				     struct nb_error *err)
{
	uint8_t head[NB_RECORD_HEAD];
	struct nb_error own;
	uint32_t size;
	uint8_t kind;
	enum nb_status st;

	*may = !c->previous;
	if (*may)
		return NB_OK;
	st = nb_file_read_at(a->file, NULL, c->segment, head, sizeof(head),
			     err);
	if (!st)
		*may = !nb_record_head(head, c->segment, &kind, &size, &own) &&
		       kind == NB_RECORD_NOTE;
	return st;
}

/* Visit the notes in the segment of a commit. */
static enum nb_status visit_segment(struct visit *v, const struct nb_commit *c,
				    struct nb_error *err)
{
	struct nb_walk walk = {
		.file = v->archive->file, .at = c->segment, .end = c->offset};
	struct nb_place place;
	bool may;
	enum nb_status st = may_have_notes(v->archive, c, &may, err);

	while (!st && may && v->more && walk.at < walk.end) {
		st = nb_walk_next(&walk, &place, err);
		if (!st)
			st = visit_record(v, &place, err);
	}
	return st;
}

enum nb_status nb_archive_notes(struct nb_archive *a, nb_note_visit *visit,
				void *context, struct nb_error *err)
{
	struct visit v = {.archive = a,
			  .call = visit,
			  .context = context,
			  .more = !a->salvage};
	struct nb_commit c = a->commit;
	enum nb_status st = NB_OK;

	/* The chain is sound when the states have been collected. */
	if (v.more)
		st = collect_states(a, &v.states, err);
	while (!st && v.more) {
		st = visit_segment(&v, &c, err);
		if (st || !c.previous)
			break;
		st = nb_commit_read(a->file, c.previous, &c, NULL, err);
	}
	free(v.states.list);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* ---- the newest note */

/* The best note so far, a copy, and where its record is. */
struct newest {
	struct nb_note *note; /* owned */
	uint64_t size, offset;
	enum nb_status status; /* of copying */
	struct nb_error *err;
};

/* Keep the note if it is newer than the one before. */
static bool keep_newest(void *context, const struct nb_kept_note *kept)
{
	struct newest *n = context;
	uint64_t size = kept->checkpoint.size;

	if (!kept->commit ||
	    (n->note &&
	     (size < n->size || (size == n->size && kept->offset < n->offset))))
		return true;
	nb_note_free(n->note);
	n->size = size;
	n->offset = kept->offset;
	n->status = nb_note_copy(kept->note, &n->note, n->err);
	return !n->status;
}

/* Add the lines of a note with the same text. */
static bool merge_note(void *context, const struct nb_kept_note *kept)
{
	struct newest *n = context;

	if (nb_note_same_text(n->note, kept->note))
		n->status = nb_note_merge(n->note, kept->note, NULL, n->err);
	return !n->status;
}

enum nb_status nb_archive_complete_note(struct nb_archive *a,
					struct nb_note *note,
					struct nb_error *err)
{
	struct newest n = {.note = note, .err = err};
	enum nb_status st = nb_archive_notes(a, merge_note, &n, err);

	return st ? st : n.status;
}

enum nb_status nb_archive_newest_note(struct nb_archive *a,
				      struct nb_note **note,
				      struct nb_error *err)
{
	struct newest n = {.err = err};
	enum nb_status st = nb_archive_notes(a, keep_newest, &n, err);

	*note = NULL;
	if (!st)
		st = n.status;
	if (!st && !n.note)
		st = nb_fail(err, NB_ABSENT, "the archive has no note");
	if (!st)
		st = nb_archive_complete_note(a, n.note, err);
	if (st) {
		nb_note_free(n.note);
		nb_error_file(err, a->path);
		return st;
	}
	*note = n.note;
	return NB_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding page entries by a walk over the file (format-spec/nbarc-format.md,
 * section 14). entry.c reads them again, rebuild.c makes them anew.
 *
 * The walk, nb_scan_next(), gives every record whose checksum is right. Leaves
 * and page directories add their pages to the list, so that most pages are in
 * it twice; order.c then brings the two together.
 */
#include "archive/salvage/salvage.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/log/log_record.h"
#include "archive/record/commit.h"
#include "archive/record/displaced.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "archive/salvage/frames.h"
#include "archive/salvage/order.h"
#include "archive/salvage/rows.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"

#include <stdlib.h>
#include <string.h>

/* What the walk came to last. */
struct progress {
	struct nb_place before; /* the structure before the current one */
	uint8_t kind;		/* of the record before that */
	/* Index of the frame whose directory was read last, while nothing but
	 * its frame and sources may follow; otherwise NB_NO_FRAME. */
	uint32_t frame;
};

/* ---- the walk */

/* Add the entry that was decoded last, with the frame that it names. `from` is
 * the first claim of its leaf. */
static enum nb_status add_leaf_row(struct nb_salvage *s,
				   const struct nb_salvaged *proto, size_t from,
				   size_t place, struct nb_error *err)
{
	const struct nb_entry *e = &s->slot.entry;
	struct nb_salvaged row = *proto;
	size_t claims = s->frames.claim_count;
	enum nb_status st;

	row.revision = e->revision;
	row.place = (uint32_t)place;
	st = nb_salvage_add(s, &row, e->id.text, e->id.len, err);
	if (!st && e->state != NB_STATE_PURGED)
		st = nb_frames_claim(&s->frames, from, e,
				     s->list[s->count - 1].id,
				     &s->list[s->count - 1].frame, err);
	if (s->frames.claim_count > claims)
		s->memory += 2 * sizeof(struct nb_claim);
	return st;
}

/*
 * Add the entries of a leaf whose record is right, up to the first that is not.
 */
static enum nb_status add_leaf(struct nb_salvage *s,
			       const struct nb_buf *record,
			       const struct nb_salvaged *proto,
			       struct nb_error *err)
{
	struct nb_leaf *leaf = &s->leaf;
	size_t from = s->frames.claim_count;
	enum nb_status st =
		nb_leaf_decode(leaf, nb_frame_decoder(s->frame), record->data,
			       proto->size, proto->offset, UINT64_MAX, err);

	while (!st && leaf->index < leaf->count) {
		size_t place = leaf->index;

		st = nb_leaf_next(leaf, &s->slot, err);
		if (!st)
			st = add_leaf_row(s, proto, from, place, err);
		else if (err)
			err->offset = proto->offset;
	}
	return st;
}

/* Add the pages of a page directory, and the frame that follows it. */
static enum nb_status add_directory(struct nb_salvage *s,
				    struct nb_salvaged *proto,
				    struct progress *progress,
				    struct nb_error *err)
{
	struct nb_directory d;
	enum nb_status st = nb_directory_read(s->file, proto->offset,
					      proto->size, s->end, &d, err);
	struct nb_found_frame found = {
		.directory = proto->offset,
		.frame = proto->offset + proto->size,
		.frame_size = d.frame_size,
		.directory_size = proto->size,
		.content_size = d.content_size,
	};
	uint32_t i;

	if (!st)
		st = nb_frames_add(&s->frames, &found, err);
	if (!st)
		progress->frame = proto->frame =
			(uint32_t)(s->frames.found_count - 1);
	for (i = 0; !st && i < d.count; i++) {
		proto->revision = d.pages[i].revision;
		proto->place = i;
		st = nb_salvage_add(s, proto, d.pages[i].id, d.pages[i].id_len,
				    err);
	}
	nb_directory_free(&d);
	return st;
}

/*
 * A rescue gives its archive the time of the newest commit that it can read.
 * What a commit record says of the archive is of use even where it stands
 * elsewhere than it states; its place is then an anchor.
 */
static enum nb_status note_commit(struct nb_salvage *s,
				  const struct nb_buf *record,
				  const struct nb_place *place,
				  struct nb_error *err)
{
	struct nb_commit c;
	enum nb_status st;
	uint64_t stated;

	if (record->len < NB_COMMIT_STATED)
		return NB_OK;
	stated = nb_commit_stated(record->data);
	if (nb_commit_time(record->data) > s->time)
		s->time = nb_commit_time(record->data);
	st = nb_anchors_add(&s->anchors, stated, place->offset, err);
	/* Those of drafts are shorter. */
	if (st || record->len != NB_COMMIT_SIZE)
		return st;
	st = nb_commit_decode(record->data, stated, &c, err);
	if (!st && c.number > s->newest.number)
		s->newest = c;
	return st;
}

/* A rescue copies notes that are of the corpus of its archive. */
static enum nb_status add_note(struct nb_salvage *s,
			       const struct nb_place *place,
			       struct nb_error *err)
{
	uint64_t *grown = nb_grow(s->notes, &s->note_cap, s->note_count + 1,
				  sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	s->notes = grown;
	grown[s->note_count++] = place->offset;
	return NB_OK;
}

/*
 * Note a log record with keys. Each commit writes the last one of the log anew,
 * with all keys that it had and further ones, so that one which begins at the
 * same leaf replaces the one that was noted last.
 */
static enum nb_status note_log(struct nb_salvage *s,
			       const struct nb_buf *record,
			       const struct nb_place *place,
			       struct nb_error *err)
{
	struct nb_log_place noted, *grown;

	if (!nb_log_leaves_of(record->data, record->len, place->offset, &noted))
		return NB_OK;
	if (s->log_count && s->log[s->log_count - 1].first == noted.first &&
	    s->log[s->log_count - 1].count <= noted.count) {
		s->log[s->log_count - 1] = noted;
		return NB_OK;
	}
	grown = nb_grow(s->log, &s->log_cap, s->log_count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	s->log = grown;
	grown[s->log_count++] = noted;
	return NB_OK;
}

/* Note where a record of a parity set stands, and where it should. */
static enum nb_status note_parity(struct nb_salvage *s,
				  const struct nb_buf *record,
				  const struct nb_place *place,
				  struct nb_error *err)
{
	struct nb_parity_set set;
	uint64_t stated;

	if (record->len < NB_PARITY_HEAD + NB_RECORD_CHECK ||
	    !nb_set_read(record->data, &set, &stated))
		return NB_OK;
	return nb_anchors_add(&s->anchors, stated, place->offset, err);
}

/* Note the frame or the sources record that belong to the directory before
 * them. */
static void note_frame(struct nb_salvage *s, const struct nb_place *place,
		       const struct progress *progress)
{
	struct nb_found_frame *f = &s->frames.found[progress->frame];

	if (place->what == NB_PLACE_FRAME) {
		f->frame = place->offset;
		f->sound = place->sound;
	} else if (!f->sources) {
		f->sources = place->offset;
		f->sources_size = (uint32_t)place->size;
	}
}

/*
 * A leaf stands right after its hashes record: it states the place of that, and
 * so its own. In drafts of the format, the hashes records of several leaves
 * stand side by side.
 */
static enum nb_status note_leaf(struct nb_salvage *s,
				const struct nb_place *place,
				const struct progress *progress,
				struct nb_error *err)
{
	const struct nb_leaf *l = &s->leaf;
	const struct nb_place *before = &progress->before;

	if (progress->kind == NB_RECORD_HASHES ||
	    before->kind != NB_RECORD_HASHES ||
	    before->size != l->hashes_size ||
	    before->offset + before->size != place->offset)
		return NB_OK;
	return nb_anchors_add(&s->anchors, l->hashes_offset + l->hashes_size,
			      place->offset, err);
}

/* Take what is of use from a record whose checksum is right. NB_INVALID if its
 * contents are not. */
static enum nb_status add_record(struct nb_salvage *s,
				 const struct nb_buf *record,
				 const struct nb_place *place,
				 struct progress *progress,
				 struct nb_error *err)
{
	struct nb_salvaged proto = {.offset = place->offset,
				    .size = (uint32_t)place->size,
				    .kind = NB_ROW_DIRECTORY,
				    .frame = NB_NO_FRAME};
	enum nb_status st = NB_OK;

	switch (place->kind) {
	case NB_RECORD_HEADER:
		return nb_anchors_add(&s->anchors, 0, place->offset, err);
	case NB_RECORD_SHARED:
		/* It stands before all pages. */
		if (!s->frames.found_count)
			nb_shared_found(s->shared, place->offset, place->size);
		return NB_OK;
	case NB_RECORD_LEAF:
		proto.kind = NB_ROW_LEAF;
		st = add_leaf(s, record, &proto, err);
		return st ? st : note_leaf(s, place, progress, err);
	case NB_RECORD_DIRECTORY:
		return add_directory(s, &proto, progress, err);
	case NB_RECORD_COMMIT:
		return note_commit(s, record, place, err);
	case NB_RECORD_CHECKS:
	case NB_RECORD_PARITY:
		return note_parity(s, record, place, err);
	case NB_RECORD_LOG:
		return note_log(s, record, place, err);
	case NB_RECORD_NOTE:
		return add_note(s, place, err);
	default:
		return NB_OK;
	}
}

/* Take what is of use from a structure that the walk found. */
static enum nb_status add_place(struct nb_salvage *s,
				const struct nb_buf *record,
				const struct nb_place *place,
				struct progress *progress, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	bool sources = place->kind == NB_RECORD_SOURCES;

	if (place->what == NB_PLACE_FRAME || sources) {
		if (progress->frame != NB_NO_FRAME)
			note_frame(s, place, progress);
	} else {
		progress->frame = NB_NO_FRAME;
		if (place->what == NB_PLACE_RECORD)
			st = add_record(s, record, place, progress, err);
	}
	progress->kind = progress->before.kind;
	progress->before = *place;
	return st;
}

/* Note which run a structure is in. A page frame that has not the size of its
 * directory lost bytes, or got some: nothing follows from where it stands. */
static enum nb_status note_run(struct nb_salvage *s,
			       const struct nb_place *place, bool *follows,
			       struct nb_error *err)
{
	bool after = *follows;

	*follows = place->what == NB_PLACE_RECORD ||
		   (place->what == NB_PLACE_FRAME && place->sound);
	return *follows ? nb_runs_add(&s->runs, place->offset, place->size,
				      after, err)
			: NB_OK;
}

/* Walk from s->from to s->end. Damage is reported and walked around. */
static enum nb_status walk_over(struct nb_salvage *s,
				void (*report)(void *context,
					       const struct nb_error *err),
				void *context, struct nb_error *err)
{
	/* A walk over a tail may begin at a segment that is not sealed; its
	 * pages are worth finding. */
	struct nb_scan scan = {
		.walk = {.file = s->file, .at = s->from, .end = s->end},
		.append = s->from};
	struct progress progress = {.frame = NB_NO_FRAME};
	struct nb_place place;
	enum nb_status st = NB_OK;
	bool follows = false;

	while (!st && scan.walk.at < scan.walk.end) {
		st = nb_scan_next(&scan, &place, err);
		if (!st)
			st = note_run(s, &place, &follows, err);
		if (!st)
			st = add_place(s, &scan.record, &place, &progress, err);
		if (st != NB_INVALID)
			continue;
		if (report)
			report(context, err);
		st = NB_OK;
	}
	nb_scan_free(&scan);
	return st;
}

/* ---- making and freeing */

/*
 * True if the file is a draft of version 1: its header says so or, if that is
 * damaged, the first commit record that a walk comes to is shorter than those
 * of version 1.
 */
static bool is_draft(struct nb_file file, uint64_t end)
{
	struct nb_walk walk = {.file = file, .at = NB_HEADER_SIZE, .end = end};
	struct nb_header header;
	struct nb_place place;

	if (nb_header_read(file, &header, NULL) != NB_INVALID)
		return header.draft;
	while (walk.at < end && !nb_walk_next(&walk, &place, NULL))
		if (place.kind == NB_RECORD_COMMIT)
			return place.size < NB_COMMIT_SIZE;
	return false;
}

enum nb_status nb_salvage_create(
	struct nb_file file, struct nb_shared *shared, uint64_t from,
	uint64_t end, void (*report)(void *context, const struct nb_error *err),
	void *context, struct nb_salvage **salvage, struct nb_error *err)
{
	struct nb_salvage *s = nb_alloc(1, sizeof(*s));
	enum nb_status st;

	*salvage = NULL;
	if (!s)
		return nb_fail_mem(err);
	s->file = file;
	s->shared = shared;
	s->from = from;
	s->end = end;
	s->loaded = NB_NO_OFFSET;
	st = nb_frame_reader_create(file, &s->frame, err);
	if (st) {
		nb_salvage_free(s);
		return st;
	}
	nb_frame_share(s->frame, shared);
	s->leaves = (struct nb_leaves){.file = file,
				       .end = end,
				       .decoder = nb_frame_decoder(s->frame),
				       .anchors = &s->anchors};
	s->leaf.draft = s->leaves.draft = from == 0 && is_draft(file, end);
	s->rebuilder = (struct nb_rebuilder){
		.file = file, .end = end, .frame = s->frame};
	st = walk_over(s, report, context, err);
	if (!st)
		st = nb_salvage_order(s, err);
	if (st) {
		nb_salvage_free(s);
		return st;
	}
	*salvage = s;
	return NB_OK;
}

void nb_salvage_free(struct nb_salvage *s)
{
	if (!s)
		return;
	nb_leaf_free(&s->leaf);
	nb_leaves_free(&s->leaves);
	nb_directory_free(&s->directory);
	nb_sources_free(s->rebuilder.sources);
	nb_frame_reader_free(s->frame);
	nb_entry_slot_free(&s->slot);
	nb_entry_slot_free(&s->anew);
	nb_buf_free(&s->strings);
	nb_frames_free(&s->frames);
	nb_anchors_free(&s->anchors);
	nb_runs_free(&s->runs);
	nb_salvage_free_rows(s);
	free(s->log);
	free(s->notes);
	free(s);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding page entries by a walk over the file (format-spec/nbarc-format.md,
 * section 14). entry.c reads them again, rebuild.c makes them anew.
 *
 * The walk, nb_scan_next(), gives every record whose checksum is right. Leaves
 * and page directories add their pages to the list, so that most pages are in
 * it twice; sorting brings the two together, and the worse one is dropped. But
 * before, each frame that a leaf names is matched with a page directory of the
 * list, which says where the frame really is.
 */
#include "archive/salvage/salvage.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/record/commit.h"
#include "archive/record/displaced.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/signature.h"
#include "archive/record/walk.h"
#include "archive/salvage/frames.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"

#include <stdlib.h>
#include <string.h>

/* The most rows of the list that are looked at for the page directory of a
 * claim: revisions of a page, each in some leaves and a directory. An archive
 * has a few of them, a hostile file could have any number. */
#define ROWS_TRIED 256u

#define TEXT_BLOCK ((size_t)1 << 16) /* bytes of identifiers in a block */

/* A block of identifiers, which stay where they are. */
struct nb_salvage_text {
	struct nb_salvage_text *next;
	size_t used;
	char text[TEXT_BLOCK];
};

/* What the walk came to last. */
struct progress {
	struct nb_place before; /* the structure before the current one */
	/* Index of the frame whose directory was read last, while nothing but
	 * its frame and sources may follow; otherwise NB_NO_FRAME. */
	uint32_t frame;
};

/* ---- the list */

/* The key borrows the identifier of `f`. */
static struct nb_key key_of(const struct nb_salvaged *f)
{
	return (struct nb_key){{f->id, f->id_len}, f->revision};
}

/* Order by key; of one key the entry to be kept comes first: one from a leaf,
 * then the one that stands later in the file. */
static int by_key(const void *a, const void *b)
{
	const struct nb_salvaged *x = a, *y = b;
	struct nb_key kx = key_of(x), ky = key_of(y);
	int order = nb_key_compare(&kx, &ky);

	if (order)
		return order;
	if (x->leaf != y->leaf)
		return x->leaf ? -1 : 1;
	return (x->offset < y->offset) - (x->offset > y->offset);
}

/* A copy of an identifier that lives as long as the salvage; NULL if out of
 * memory. */
static const char *keep_id(struct nb_salvage *s, const char *id, size_t len)
{
	struct nb_salvage_text *block = s->ids;
	char *copy;

	if (!block || len > sizeof(block->text) - block->used) {
		block = malloc(sizeof(*block));
		if (!block)
			return NULL;
		block->next = s->ids;
		block->used = 0;
		s->ids = block;
	}
	copy = block->text + block->used;
	memcpy(copy, id, len);
	block->used += len;
	return copy;
}

/* Append a page to the list. `proto` says in which record it is, `place` where
 * in that record. */
static enum nb_status add_row(struct nb_salvage *s,
			      const struct nb_salvaged *proto, const char *id,
			      size_t id_len, uint32_t revision, size_t place,
			      struct nb_error *err)
{
	struct nb_salvaged *grown;
	const char *copy = keep_id(s, id, id_len);

	if (!copy)
		return nb_fail_mem(err);
	grown = nb_grow(s->list, &s->cap, s->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	s->list = grown;
	grown += s->count++;
	*grown = *proto;
	grown->id = copy;
	grown->id_len = (uint8_t)id_len;
	grown->revision = revision;
	grown->place = (uint32_t)place;
	return NB_OK;
}

/* ---- the walk */

/* Add the entry that was decoded last, with the frame that it names. `from` is
 * the first claim of its leaf. */
static enum nb_status add_leaf_row(struct nb_salvage *s,
				   const struct nb_salvaged *proto, size_t from,
				   size_t place, struct nb_error *err)
{
	const struct nb_entry *e = &s->slot.entry;
	enum nb_status st = add_row(s, proto, e->id.text, e->id.len,
				    e->revision, place, err);
	struct nb_salvaged *row = s->list + s->count - 1;

	if (!st && e->state != NB_STATE_PURGED)
		st = nb_frames_claim(&s->frames, from, e, row->id, &row->frame,
				     err);
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
	enum nb_status st = nb_directory_read(s->fd, proto->offset, proto->size,
					      s->end, &d, err);
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
	for (i = 0; !st && i < d.count; i++)
		st = add_row(s, proto, d.pages[i].id, d.pages[i].id_len,
			     d.pages[i].revision, i, err);
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
	uint64_t stated = nb_commit_stated(record->data);
	enum nb_status st = nb_commit_decode(record->data, stated, &c, err);

	if (!st)
		st = nb_anchors_add(&s->anchors, stated, place->offset, err);
	if (!st && c.time > s->time)
		s->time = c.time;
	if (!st && c.number > s->newest.number)
		s->newest = c;
	return st;
}

/* A rescue copies signatures that are of the corpus of its archive. */
static enum nb_status note_signature(struct nb_salvage *s,
				     const struct nb_place *place,
				     struct nb_error *err)
{
	uint64_t *grown = nb_grow(s->signatures, &s->signature_cap,
				  s->signature_count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	s->signatures = grown;
	grown[s->signature_count++] = place->offset;
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

/* A leaf stands right after its hashes record: it states the place of that, and
 * so its own. */
static enum nb_status note_leaf(struct nb_salvage *s,
				const struct nb_place *place,
				const struct nb_place *before,
				struct nb_error *err)
{
	const struct nb_leaf *l = &s->leaf;

	if (before->kind != NB_RECORD_HASHES ||
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
				    .frame = NB_NO_FRAME};
	enum nb_status st = NB_OK;

	switch (place->kind) {
	case NB_RECORD_HEADER:
		return nb_anchors_add(&s->anchors, 0, place->offset, err);
	case NB_RECORD_LEAF:
		proto.leaf = true;
		st = add_leaf(s, record, &proto, err);
		return st ? st : note_leaf(s, place, &progress->before, err);
	case NB_RECORD_DIRECTORY:
		return add_directory(s, &proto, progress, err);
	case NB_RECORD_COMMIT:
		return note_commit(s, record, place, err);
	case NB_RECORD_CHECKS:
	case NB_RECORD_PARITY:
		return note_parity(s, record, place, err);
	case NB_RECORD_SIGNATURE:
		if (nb_signature_sound(record->data, record->len))
			st = note_signature(s, place, err);
		return st;
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
	progress->before = *place;
	return st;
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
		.walk = {.fd = s->fd, .at = s->from, .end = s->end},
		.append = s->from};
	struct progress progress = {.frame = NB_NO_FRAME};
	struct nb_place place;
	enum nb_status st = NB_OK;

	while (!st && scan.walk.at < scan.walk.end) {
		st = nb_scan_next(&scan, &place, err);
		if (!st)
			st = add_place(s, &scan.record, &place, &progress, err);
		if (st != NB_INVALID && st != NB_UNSUPPORTED)
			continue;
		if (report)
			report(context, err);
		st = NB_OK;
	}
	nb_scan_free(&scan);
	return st;
}

/* ---- where the frames are */

/*
 * Find the page directory of a claim: one that lists the page of its first
 * entry, in this revision or in an older one that has the same document. One
 * that stands where the leaf says is taken at once, and otherwise one whose
 * frame is sound rather than another.
 */
static uint32_t find_directory(const struct nb_salvage *s,
			       const struct nb_claim *c)
{
	size_t i = nb_salvage_seek(s, &c->first), n;
	uint32_t best = NB_NO_FRAME;

	for (n = 0; n < ROWS_TRIED && i < s->count; n++, i++) {
		const struct nb_salvaged *f = &s->list[i];
		const struct nb_found_frame *d;

		if (f->id_len != c->first.id.len ||
		    memcmp(f->id, c->first.id.text, f->id_len) != 0)
			break;
		if (f->leaf ||
		    !nb_frames_match(&s->frames, c, f->frame, f->place))
			continue;
		d = &s->frames.found[f->frame];
		if (best == NB_NO_FRAME ||
		    (d->sound && (d->directory == c->stated ||
				  !s->frames.found[best].sound)))
			best = f->frame;
		if (d->sound && d->directory == c->stated)
			break;
	}
	return best;
}

/*
 * Match the claims with page directories; those are further anchors, from which
 * the places of the rest are inferred. The list is sorted and still has all
 * rows.
 */
static enum nb_status locate_frames(struct nb_salvage *s, struct nb_error *err)
{
	struct nb_frames *f = &s->frames;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < f->claim_count; i++) {
		struct nb_claim *c = &f->claims[i];

		c->found = find_directory(s, c);
		if (c->found != NB_NO_FRAME)
			st = nb_anchors_add(&s->anchors, c->stated,
					    f->found[c->found].directory, err);
	}
	nb_anchors_sort(&s->anchors);
	for (i = 0; !st && i < f->claim_count; i++)
		if (f->claims[i].found == NB_NO_FRAME)
			nb_frames_infer(s->fd, s->end, &s->anchors,
					&f->claims[i]);
	return st;
}

/*
 * True if the entry b, which has the key of a and follows it in the list, is to
 * be kept instead: both are from page directories, and only b's frame is sound.
 */
static bool is_better(const struct nb_salvage *s, const struct nb_salvaged *a,
		      const struct nb_salvaged *b)
{
	return !a->leaf && !s->frames.found[a->frame].sound &&
	       s->frames.found[b->frame].sound;
}

/* Keep the best entry of each key in the sorted list. */
static void drop_worse(struct nb_salvage *s)
{
	size_t i, kept = 0;

	if (s->count == 0)
		return;
	for (i = 1; i < s->count; i++) {
		struct nb_key a = key_of(&s->list[kept]);
		struct nb_key b = key_of(&s->list[i]);

		if (nb_key_compare(&a, &b) != 0)
			s->list[++kept] = s->list[i];
		else if (is_better(s, &s->list[kept], &s->list[i]))
			s->list[kept] = s->list[i];
	}
	s->count = kept + 1;
}

/* Sort the list, find out where the frames are, and leave each key once. */
static enum nb_status order_list(struct nb_salvage *s, struct nb_error *err)
{
	enum nb_status st;

	if (s->count)
		qsort(s->list, s->count, sizeof(*s->list), by_key);
	st = locate_frames(s, err);
	if (!st)
		drop_worse(s);
	return st;
}

enum nb_status nb_salvage_create(int fd, uint64_t from, uint64_t end,
				 void (*report)(void *context,
						const struct nb_error *err),
				 void *context, struct nb_salvage **salvage,
				 struct nb_error *err)
{
	struct nb_salvage *s = nb_alloc(1, sizeof(*s));
	enum nb_status st;

	*salvage = NULL;
	if (!s)
		return nb_fail_mem(err);
	s->fd = fd;
	s->from = from;
	s->end = end;
	s->loaded = NB_NO_OFFSET;
	st = nb_frame_reader_create(fd, &s->frame, err);
	s->rebuilder =
		(struct nb_rebuilder){.fd = fd, .end = end, .frame = s->frame};
	if (!st)
		st = walk_over(s, report, context, err);
	if (!st)
		st = order_list(s, err);
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
	nb_directory_free(&s->directory);
	nb_sources_free(s->rebuilder.sources);
	nb_frame_reader_free(s->frame);
	nb_entry_slot_free(&s->slot);
	nb_entry_slot_free(&s->anew);
	nb_buf_free(&s->strings);
	nb_frames_free(&s->frames);
	nb_anchors_free(&s->anchors);
	while (s->ids) {
		struct nb_salvage_text *next = s->ids->next;

		free(s->ids);
		s->ids = next;
	}
	free(s->signatures);
	free(s->list);
	free(s);
}

/* ---- looking up */

size_t nb_salvage_seek(const struct nb_salvage *s, const struct nb_key *key)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct nb_key here = key_of(&s->list[middle]);

		if (nb_key_compare(&here, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

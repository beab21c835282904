/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding page entries by a walk over the file (format-spec/nbarc-format.md,
 * section 14). rebuild.c makes an entry anew.
 *
 * The walk, nb_scan_next(), gives every record whose checksum is right. Leaves
 * and page directories add their pages to the list, so that most pages are in
 * it twice; sorting brings the two together, and the worse one is dropped.
 * Damage to the records beside a leaf, with its texts or hashes, only shows
 * when the entry is asked for: titles or hashes then come from an entry made
 * anew.
 */
#include "archive/read/salvage.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf.h"
#include "archive/catalogue/leaf_details.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/read/rebuild.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/signature.h"
#include "archive/record/walk.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

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

/* Append a page to the list. `proto` says in which record it is, `place` where
 * in that record. */
static enum nb_status add_entry(struct nb_salvage *s,
				const struct nb_salvaged *proto, const char *id,
				size_t id_len, uint32_t revision, size_t place,
				struct nb_error *err)
{
	struct nb_salvaged *grown;

	if (id_len >= sizeof(grown->id))
		return NB_OK; /* no page has so long an identifier */
	grown = nb_grow(s->list, &s->cap, s->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	s->list = grown;
	grown += s->count++;
	*grown = *proto;
	memcpy(grown->id, id, id_len);
	grown->id_len = (uint8_t)id_len;
	grown->revision = revision;
	grown->place = (uint32_t)place;
	return NB_OK;
}

/* ---- the walk */

/*
 * Add the entries of a leaf whose record is right, up to the first that is not.
 */
static enum nb_status add_leaf(struct nb_salvage *s,
			       const struct nb_buf *record,
			       const struct nb_salvaged *proto,
			       struct nb_error *err)
{
	struct nb_leaf *leaf = &s->leaf;
	const struct nb_entry *e = &s->slot.entry;
	enum nb_status st =
		nb_leaf_decode(leaf, nb_frame_decoder(s->frame), record->data,
			       proto->size, proto->offset, err);

	while (!st && leaf->index < leaf->count) {
		size_t place = leaf->index;

		st = nb_leaf_next(leaf, &s->slot, err);
		if (!st)
			st = add_entry(s, proto, e->id.text, e->id.len,
				       e->revision, place, err);
		else if (err)
			err->offset = proto->offset;
	}
	return st;
}

/* Add the pages of a page directory. */
static enum nb_status add_directory(struct nb_salvage *s,
				    const struct nb_salvaged *proto,
				    struct nb_error *err)
{
	struct nb_directory d;
	enum nb_status st = nb_directory_read(s->fd, proto->offset, proto->size,
					      s->end, &d, err);
	uint32_t i;

	for (i = 0; !st && i < d.count; i++)
		st = add_entry(s, proto, d.pages[i].id, d.pages[i].id_len,
			       d.pages[i].revision, i, err);
	nb_directory_free(&d);
	return st;
}

/* A rescue gives its archive the time of the newest commit that it can read. */
static enum nb_status note_commit(struct nb_salvage *s,
				  const struct nb_scan *scan,
				  const struct nb_place *place,
				  struct nb_error *err)
{
	struct nb_commit c;
	enum nb_status st =
		nb_commit_decode(scan->record.data, place->offset, &c, err);

	if (!st && c.time > s->time)
		s->time = c.time;
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

/* Take what is of use from a structure that the walk found. NB_INVALID if its
 * checksum is right but its contents are not. */
static enum nb_status add_record(struct nb_salvage *s,
				 const struct nb_scan *scan,
				 const struct nb_place *place,
				 struct nb_error *err)
{
	struct nb_salvaged proto = {.offset = place->offset,
				    .size = (uint32_t)place->size};

	if (place->what != NB_PLACE_RECORD)
		return NB_OK;
	proto.leaf = place->kind == NB_RECORD_LEAF;
	if (proto.leaf)
		return add_leaf(s, &scan->record, &proto, err);
	if (place->kind == NB_RECORD_DIRECTORY)
		return add_directory(s, &proto, err);
	if (place->kind == NB_RECORD_COMMIT)
		return note_commit(s, scan, place, err);
	if (place->kind == NB_RECORD_SIGNATURE &&
	    nb_signature_sound(scan->record.data, scan->record.len))
		return note_signature(s, place, err);
	return NB_OK;
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
	struct nb_place place;
	enum nb_status st = NB_OK;

	while (!st && scan.walk.at < scan.walk.end) {
		st = nb_scan_next(&scan, &place, err);
		if (!st)
			st = add_record(s, &scan, &place, err);
		if (st != NB_INVALID && st != NB_UNSUPPORTED)
			continue;
		if (report)
			report(context, err);
		st = NB_OK;
	}
	nb_scan_free(&scan);
	return st;
}

/* Sort the list, and keep the best entry of each key. */
static void sort_list(struct nb_salvage *s)
{
	size_t i, kept = 0;

	if (s->count == 0)
		return;
	qsort(s->list, s->count, sizeof(*s->list), by_key);
	for (i = 1; i < s->count; i++) {
		struct nb_key a = key_of(&s->list[kept]);
		struct nb_key b = key_of(&s->list[i]);

		if (nb_key_compare(&a, &b) != 0)
			s->list[++kept] = s->list[i];
	}
	s->count = kept + 1;
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
	st = nb_frame_reader_create(fd, &s->frame, err);
	if (!st)
		st = walk_over(s, report, context, err);
	if (st) {
		nb_salvage_free(s);
		return st;
	}
	sort_list(s);
	*salvage = s;
	return NB_OK;
}

void nb_salvage_free(struct nb_salvage *s)
{
	if (!s)
		return;
	nb_leaf_free(&s->leaf);
	nb_directory_free(&s->directory);
	nb_frame_reader_free(s->frame);
	nb_entry_slot_free(&s->slot);
	nb_entry_slot_free(&s->anew);
	nb_buf_free(&s->strings);
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

/* Have the leaf of `f` decoded in s->leaf. */
static enum nb_status load_leaf(struct nb_salvage *s,
				const struct nb_salvaged *f,
				struct nb_error *err)
{
	enum nb_status st;

	if (s->loaded == f->offset)
		return NB_OK;
	s->loaded = 0;
	st = nb_leaf_read(&s->leaf, s->fd, nb_frame_decoder(s->frame),
			  f->offset, f->size, s->end, false, err);
	if (!st)
		s->loaded = f->offset;
	return st;
}

/* Have the page directory of `f` decoded in s->directory. */
static enum nb_status load_directory(struct nb_salvage *s,
				     const struct nb_salvaged *f,
				     struct nb_error *err)
{
	enum nb_status st;

	if (s->loaded == f->offset)
		return NB_OK;
	s->loaded = 0;
	nb_directory_free(&s->directory);
	st = nb_directory_read(s->fd, f->offset, f->size, s->end, &s->directory,
			       err);
	if (!st)
		s->loaded = f->offset;
	return st;
}

/* Decode the entry with index `place` of the leaf that is loaded into s->slot.
 * Leaves are decoded forward only; entries are mostly asked for in order. */
static enum nb_status step_to(struct nb_salvage *s, uint32_t place,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (s->leaf.index > place)
		nb_leaf_rewind(&s->leaf);
	while (!st && s->leaf.index <= place)
		st = nb_leaf_next(&s->leaf, &s->slot, err);
	return st;
}

/* Make the entry of s->slot, which is from a leaf, anew from its document, in
 * s->anew. */
static enum nb_status make_anew(struct nb_salvage *s, struct nb_error *err)
{
	const struct nb_entry *e = &s->slot.entry;
	struct nb_directory d = {0};
	enum nb_status st = nb_directory_read(
		s->fd, e->directory, e->directory_size, s->end, &d, err);

	if (!st && e->page_index >= d.count)
		st = nb_fail_at(err, NB_INVALID, d.offset,
				"page directory: it lacks the page");
	if (!st)
		st = nb_rebuild_entry(s->fd, s->end, &d, e->page_index,
				      s->frame, &s->anew, &s->strings, err);
	nb_directory_free(&d);
	return st;
}

/*
 * Give the entry of s->slot, whose texts record is damaged, the titles of its
 * document. They stay empty if the page was purged or its frame is damaged too.
 */
static enum nb_status take_titles(struct nb_salvage *s, struct nb_error *err)
{
	static const struct nb_string none = {"", 0};
	struct nb_entry *e = &s->slot.entry;
	const struct nb_entry *from = &s->anew.entry;
	size_t i, j = 0;
	enum nb_status st;

	for (i = 0; i < e->item_count; i++)
		e->items[i].title = e->items[i].kicker = e->items[i].byline =
			none;
	if (e->state == NB_STATE_PURGED)
		return NB_OK;
	st = make_anew(s, err);
	/* Both lists are sorted by number; either may lack some of the other:
	 * items that were withdrawn or moved are no longer in the text. */
	for (i = 0; !st && i < e->item_count; i++) {
		struct nb_entry_item *item = &e->items[i];

		while (j < from->item_count &&
		       from->items[j].number < item->number)
			j++;
		if (j == from->item_count ||
		    from->items[j].number != item->number)
			continue;
		item->title = from->items[j].title;
		item->kicker = from->items[j].kicker;
		item->byline = from->items[j].byline;
	}
	return st == NB_INVALID ? NB_OK : st;
}

/*
 * Give the entry of s->slot, whose hashes record is damaged, the hash that its
 * document has and the source's hash that the document states. The frame's own
 * checksum vouches for the document. Nothing is left to be hashed of a purged
 * page: NB_INVALID.
 */
static enum nb_status take_hashes(struct nb_salvage *s, struct nb_error *err)
{
	struct nb_entry *e = &s->slot.entry;
	enum nb_status st;

	if (e->state == NB_STATE_PURGED)
		return NB_INVALID;
	st = make_anew(s, err);
	memcpy(e->sha256, s->anew.entry.sha256, NB_SHA256_SIZE);
	memcpy(e->source_sha256, s->anew.entry.source_sha256, NB_SHA256_SIZE);
	return st;
}

/* Read an entry from its leaf into s->slot, with titles and hashes from its
 * document where their records are damaged. */
static enum nb_status leaf_entry(struct nb_salvage *s,
				 const struct nb_salvaged *f,
				 struct nb_error *err)
{
	enum nb_status st = load_leaf(s, f, err);

	if (!st)
		st = step_to(s, f->place, err);
	if (st)
		return st;
	st = nb_leaf_texts(&s->leaf, s->fd, nb_frame_decoder(s->frame),
			   &s->slot, err);
	s->retitled = st == NB_INVALID;
	if (s->retitled)
		st = take_titles(s, err);
	if (!st)
		st = nb_leaf_hashes(&s->leaf, s->fd, &s->slot, err);
	s->rehashed = st == NB_INVALID;
	return s->rehashed ? take_hashes(s, err) : st;
}

/* Make an entry that no leaf has, in s->slot. */
static enum nb_status directory_entry(struct nb_salvage *s,
				      const struct nb_salvaged *f,
				      struct nb_error *err)
{
	enum nb_status st = load_directory(s, f, err);

	return st ? st
		  : nb_rebuild_entry(s->fd, s->end, &s->directory, f->place,
				     s->frame, &s->slot, &s->strings, err);
}

enum nb_status nb_salvage_entry(struct nb_salvage *s, size_t index,
				const struct nb_entry **entry,
				struct nb_error *err)
{
	const struct nb_salvaged *f = &s->list[index];
	enum nb_status st;

	*entry = NULL;
	s->rebuilt = !f->leaf;
	s->retitled = s->rehashed = false;
	st = f->leaf ? leaf_entry(s, f, err) : directory_entry(s, f, err);
	if (st)
		nb_error_about(err, f->id, f->id_len);
	else
		*entry = &s->slot.entry;
	return st;
}

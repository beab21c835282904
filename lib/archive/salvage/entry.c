/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the entries that a walk listed (format-spec/nbarc-format.md, section
 * 14).
 *
 * Damage to the records beside a leaf, with its texts or hashes, only shows
 * here: titles or hashes then come from an entry made anew. These records, and
 * the page frames, are read where they stand and not where the leaf says.
 */
#include "archive/salvage/entry.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/record/displaced.h"
#include "archive/record/record.h"
#include "archive/salvage/frames.h"
#include "archive/salvage/leaves.h"
#include "archive/salvage/rebuild.h"
#include "archive/salvage/rows.h"
#include "archive/salvage/salvage.h"
#include "base/error.h"
#include "base/file.h"

#include <string.h>

/* ---- the record of an entry */

/* Have the page directory of `f` decoded in s->directory. */
static enum nb_status load_directory(struct nb_salvage *s,
				     const struct nb_salvaged *f,
				     struct nb_error *err)
{
	enum nb_status st;

	if (s->loaded == f->offset)
		return NB_OK;
	s->loaded = NB_NO_OFFSET;
	nb_directory_free(&s->directory);
	st = nb_directory_read(s->file, f->offset, f->size, s->end,
			       &s->directory, err);
	if (!st)
		s->loaded = f->offset;
	return st;
}

/* ---- what is lost from the catalogue */

/* Make the entry of s->slot, which is from a leaf, anew from its document, in
 * s->anew. */
static enum nb_status make_anew(struct nb_salvage *s, struct nb_error *err)
{
	return nb_rebuild_entry(&s->rebuilder, &s->slot.entry, &s->anew,
				&s->strings, err);
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
 * checksum vouches for the document. They are zeros if the document is damaged
 * too or was purged: what else the leaf says of the page, its state first of
 * all, is known even so.
 */
static enum nb_status take_hashes(struct nb_salvage *s, struct nb_error *err)
{
	struct nb_entry *e = &s->slot.entry;
	enum nb_status st = NB_INVALID;

	memset(e->sha256, 0, NB_SHA256_SIZE);
	memset(e->source_sha256, 0, NB_SHA256_SIZE);
	if (e->state != NB_STATE_PURGED)
		st = make_anew(s, err);
	if (st)
		return st == NB_INVALID ? NB_OK : st;
	memcpy(e->sha256, s->anew.entry.sha256, NB_SHA256_SIZE);
	memcpy(e->source_sha256, s->anew.entry.source_sha256, NB_SHA256_SIZE);
	return NB_OK;
}

/* ---- entries */

/* Read an entry from its leaf into s->slot, with titles and hashes from its
 * document where their records are damaged. */
static enum nb_status leaf_entry(struct nb_salvage *s,
				 const struct nb_salvaged *f,
				 struct nb_error *err)
{
	struct nb_kept_leaf *leaf;
	enum nb_status st =
		nb_leaves_get(&s->leaves, f->offset, f->size, &leaf, err);

	if (!st)
		st = nb_leaves_entry(&s->leaves, leaf, f->place, &s->slot, err);
	if (st)
		return st;
	if (f->frame != NB_NO_FRAME)
		nb_frames_place(&s->frames, f->frame, &s->slot.entry);
	st = nb_leaves_texts(&s->leaves, leaf, &s->slot, err);
	s->retitled = st == NB_INVALID;
	if (s->retitled)
		st = take_titles(s, err);
	if (!st)
		st = nb_leaves_hashes(&s->leaves, leaf, &s->slot, err);
	s->rehashed = st == NB_INVALID;
	return s->rehashed ? take_hashes(s, err) : st;
}

/* Make an entry that no leaf has, in s->slot. */
static enum nb_status directory_entry(struct nb_salvage *s,
				      const struct nb_salvaged *f,
				      struct nb_error *err)
{
	struct nb_entry place = {.state = NB_STATE_PRESENT};
	const struct nb_directory_page *page;
	enum nb_status st = load_directory(s, f, err);

	if (st)
		return st;
	page = &s->directory.pages[f->place];
	place.id = (struct nb_string){page->id, page->id_len};
	place.revision = page->revision;
	place.page_index = f->place;
	place.offset = page->offset;
	place.len = page->len;
	nb_frames_place_found(&s->frames.found[f->frame], &place);
	return nb_rebuild_entry(&s->rebuilder, &place, &s->slot, &s->strings,
				err);
}

/* Read an entry that a leaf has, or make one that a page directory lists. */
static enum nb_status found_entry(struct nb_salvage *s,
				  const struct nb_salvaged *f,
				  struct nb_error *err)
{
	s->rebuilt = f->kind == NB_ROW_DIRECTORY;
	return s->rebuilt ? directory_entry(s, f, err) : leaf_entry(s, f, err);
}

/*
 * An entry of which only the key is known. If it is the newest of its page, it
 * may have withdrawn the page: a withdrawal takes its place, with the document
 * of the revision before it. An older one is lost.
 */
static enum nb_status lost_entry(struct nb_salvage *s, size_t index,
				 struct nb_error *err)
{
	static const char why[] = "its newest entry is lost, which may have "
				  "withdrawn it";
	const struct nb_salvaged *f = &s->list[index], *older = f + 1;
	struct nb_entry *e = &s->slot.entry;
	enum nb_status st = NB_INVALID;

	if (index && nb_salvaged_same_page(f - 1, f))
		return nb_fail_at(err, NB_INVALID, f->offset,
				  "its entry is lost");
	while (older < s->list + s->count && older->kind == NB_ROW_LOG &&
	       nb_salvaged_same_page(f, older))
		older++;
	if (older == s->list + s->count || !nb_salvaged_same_page(f, older))
		return nb_fail_at(err, NB_INVALID, f->offset,
				  "its entry is lost");
	st = found_entry(s, older, err);
	if (st)
		return st;
	s->unknown = true;
	e->revision = f->revision;
	if (e->state == NB_STATE_PRESENT) {
		e->state = NB_STATE_WITHDRAWN;
		e->reason = (struct nb_string){why, sizeof(why) - 1};
	}
	return NB_OK;
}

uint64_t nb_salvage_frame(const struct nb_salvage *s, size_t index)
{
	const struct nb_salvaged *f = &s->list[index];
	const struct nb_claim *claim;

	if (f->frame == NB_NO_FRAME)
		return 0;
	if (f->kind == NB_ROW_DIRECTORY)
		return s->frames.found[f->frame].frame;
	claim = &s->frames.claims[f->frame];
	return claim->found == NB_NO_FRAME
		       ? claim->frame
		       : s->frames.found[claim->found].frame;
}

bool nb_salvage_follows(const struct nb_salvage *s, size_t index)
{
	const struct nb_salvaged *f = &s->list[index];
	const struct nb_found_frame *frame;
	const struct nb_claim *claim;

	if (f->kind != NB_ROW_LEAF || f->frame == NB_NO_FRAME)
		return true;
	claim = &s->frames.claims[f->frame];
	if (claim->found == NB_NO_FRAME)
		return true;
	frame = &s->frames.found[claim->found];
	return frame->directory != claim->stated ||
	       (frame->frame == frame->directory + frame->directory_size &&
		(!frame->sources ||
		 frame->sources == frame->frame + frame->frame_size));
}

bool nb_salvage_locate(const struct nb_salvage *s, struct nb_entry *e)
{
	struct nb_entry_key key = {e->id, e->revision};
	size_t i = nb_salvage_seek(s, &key);
	const struct nb_salvaged *f = &s->list[i];

	if (i == s->count || f->revision != key.revision ||
	    f->id_len != e->id.len ||
	    memcmp(f->id, e->id.text, f->id_len) != 0 ||
	    f->frame == NB_NO_FRAME)
		return false;
	if (f->kind == NB_ROW_LEAF)
		nb_frames_place(&s->frames, f->frame, e);
	else
		nb_frames_place_found(&s->frames.found[f->frame], e);
	return true;
}

enum nb_status nb_salvage_entry(struct nb_salvage *s, size_t index,
				const struct nb_entry **entry,
				struct nb_error *err)
{
	const struct nb_salvaged *f = &s->list[index];
	enum nb_status st;

	*entry = NULL;
	s->unknown = s->rebuilt = s->retitled = s->rehashed = false;
	st = f->kind == NB_ROW_LOG ? lost_entry(s, index, err)
				   : found_entry(s, f, err);
	if (st)
		nb_error_about(err, f->id, f->id_len);
	else
		*entry = &s->slot.entry;
	return st;
}

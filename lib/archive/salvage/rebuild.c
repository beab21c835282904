/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page entry anew (format-spec/nbarc-format.md, section 14). Without a
 * catalogue there is no hash to check a document with, so the whole frame is
 * decoded and its own checksum vouches for it; the hash in the entry is
 * computed from the document.
 */
#include "archive/salvage/rebuild.h"
#include "archive/catalogue/document.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "base/error.h"
#include "base/sha256.h"

#include <string.h>

/* Set what is known of the page; the entry was all zeros. */
static void set_place(const struct nb_entry *place, struct nb_entry *e)
{
	e->id = place->id;
	e->revision = place->revision;
	e->state = NB_STATE_PRESENT;
	e->directory = place->directory;
	e->directory_size = place->directory_size;
	e->page_index = place->page_index;
	e->frame_size = place->frame_size;
	e->content_size = place->content_size;
	e->sources = place->sources;
	e->sources_size = place->sources_size;
	e->offset = place->offset;
	e->len = place->len;
}

/* Have the sources of the entry's frame decoded, whose content this is. */
static enum nb_status load_sources(struct nb_rebuilder *r,
				   const struct nb_entry *e,
				   const uint8_t *content, struct nb_error *err)
{
	enum nb_status st;

	if (r->sources && nb_sources_offset(r->sources) == nb_entry_sources(e))
		return NB_OK;
	nb_sources_free(r->sources);
	r->sources = NULL;
	st = nb_sources_read(r->file, e, r->end, &r->sources, err);
	if (!st)
		st = nb_sources_decode(r->sources, content, e->content_size,
				       err);
	if (!st)
		return NB_OK;
	nb_sources_free(r->sources);
	r->sources = NULL;
	return st;
}

/*
 * Set e->has_source and e->has_decisions if the sources record is whole and has
 * these: a source must have the length and hash that the document states. A
 * source that is damaged is not kept and is no failure; one that a newer
 * version wrote is.
 */
static enum nb_status keep_source(struct nb_rebuilder *r,
				  const uint8_t *content, struct nb_entry *e,
				  struct nb_error *err)
{
	struct nb_stored stored = {.form = NB_FORM_NONE};
	enum nb_status st = NB_INVALID;

	e->has_source = e->has_decisions = false;
	if (e->sources_size)
		st = load_sources(r, e, content, err);
	if (!st)
		st = nb_sources_stored(r->sources, e->page_index, &stored, err);
	if (!st) {
		e->has_source = stored.form != NB_FORM_NONE;
		e->has_decisions = stored.decisions_len > 0;
		st = nb_sources_sound(r->sources, e, &stored, err);
	}
	if (st)
		e->has_source = e->has_decisions = false;
	if (!nb_entry_is_stored(e))
		e->sources = e->sources_size = 0;
	return st == NB_UNSUPPORTED || st == NB_NOMEM ? st : NB_OK;
}

enum nb_status nb_rebuild_entry(struct nb_rebuilder *r,
				const struct nb_entry *place,
				struct nb_entry_slot *slot,
				struct nb_buf *strings, struct nb_error *err)
{
	/* The memory of the slot outlives the entry that was in it. */
	struct nb_entry_item *items = slot->entry.items;
	struct nb_entry *e = &slot->entry;
	const uint8_t *content, *doc;
	enum nb_status st;

	memset(e, 0, sizeof(*e));
	e->items = items;
	set_place(place, e);
	st = nb_frame_select(r->frame, e, r->end, err);
	/* To the end, for the frame's checksum: there is no other. */
	if (!st)
		st = nb_frame_check(r->frame, &content, err);
	if (st)
		return st;
	doc = content + e->offset;
	nb_sha256(doc, e->len, e->sha256);
	st = nb_document_entry(doc, e, &slot->item_cap, strings, err);
	if (!st)
		return keep_source(r, content, e, err);
	nb_error_about(err, e->id.text, e->id.len);
	/* err has an offset in the document; a report needs one in the file. */
	if (err)
		err->offset = nb_entry_frame(e);
	return st;
}

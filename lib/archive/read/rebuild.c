/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page entry anew (format-spec/nbarc-format.md, section 14). Without a
 * catalogue there is no hash to check a document with, so the whole frame is
 * decoded and its own checksum vouches for it; the hash in the entry is
 * computed from the document.
 */
#include "archive/read/rebuild.h"
#include "archive/catalogue/document.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* ---- place */

/* Set what the page directory says of the page; the entry was all zeros. */
static void set_place(const struct nb_directory *d, uint32_t index,
		      struct nb_entry *e)
{
	const struct nb_directory_page *p = &d->pages[index];

	e->id = (struct nb_string){p->id, p->id_len};
	e->revision = p->revision;
	e->state = NB_STATE_PRESENT;
	e->directory = d->offset;
	e->directory_size = d->size;
	e->page_index = index;
	e->frame_size = d->frame_size;
	e->content_size = d->content_size;
	e->offset = p->offset;
	e->len = p->len;
}

/* Set e->sources_size to the size of the sources record that follows the frame,
 * or to 0 if none does. Only the head of the record is checked here. */
static enum nb_status sources_size(int fd, uint64_t end, struct nb_entry *e,
				   struct nb_error *err)
{
	uint64_t at = e->directory + e->directory_size + e->frame_size;
	uint8_t head[NB_RECORD_HEAD], kind;
	uint32_t size;
	enum nb_status st;

	e->sources_size = 0;
	if (at > end || end - at < NB_RECORD_LEAST)
		return NB_OK;
	st = nb_fd_read_at(fd, NULL, at, head, sizeof(head), err);
	if (!st && nb_record_head(head, at, &kind, &size, NULL) == NB_OK &&
	    kind == NB_RECORD_SOURCES && size <= end - at)
		e->sources_size = size;
	return st;
}

/* ---- source */

/*
 * Set e->has_source if the sources record is whole and has the source that the
 * document was made from: one with the length and hash that the document
 * states. A source that is damaged is not kept and is no failure.
 */
static void keep_source(int fd, uint64_t end, const uint8_t *content,
			struct nb_entry *e)
{
	struct nb_sources *sources = NULL;
	struct nb_buf source = {0};
	uint8_t digest[NB_SHA256_SIZE];

	e->has_source = false;
	if (e->sources_size &&
	    nb_sources_read(fd, e, end, content, &sources, NULL) == NB_OK &&
	    nb_sources_get(sources, e->page_index, &source, NULL) == NB_OK) {
		nb_sha256(source.data, source.len, digest);
		e->has_source =
			source.len == e->source_len &&
			memcmp(digest, e->source_sha256, NB_SHA256_SIZE) == 0;
	}
	if (!e->has_source)
		e->sources_size = 0;
	nb_buf_free(&source);
	nb_sources_free(sources);
}

enum nb_status nb_rebuild_entry(int fd, uint64_t end,
				const struct nb_directory *d, uint32_t index,
				struct nb_frame_reader *frame,
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
	set_place(d, index, e);
	st = nb_frame_select(frame, e, end, err);
	/* To the end, for the frame's checksum: there is no other. */
	if (!st)
		st = nb_frame_check(frame, &content, err);
	if (!st)
		st = sources_size(fd, end, e, err);
	if (st)
		return st;
	doc = content + e->offset;
	nb_sha256(doc, e->len, e->sha256);
	st = nb_document_entry(doc, e, &slot->item_cap, strings, err);
	if (!st) {
		keep_source(fd, end, content, e);
		return NB_OK;
	}
	nb_error_about(err, e->id.text, e->id.len);
	/* err has an offset in the document; a report needs one in the file. */
	if (err)
		err->offset = e->directory + e->directory_size;
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/read/rebuild.h"
#include "archive/document.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* ---- place */

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

/* The size of the sources record that follows the frame; 0: there is none. */
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
 * The source itself, when its record is whole and it is the one that the
 * document was made from.
 */
static void keep_source(int fd, uint64_t end, const uint8_t *content,
			struct nb_entry *e)
{
	struct nb_sources *sources = NULL;
	struct nb_buf source = {0};
	uint8_t digest[32];

	e->has_source = false;
	if (e->sources_size &&
	    nb_sources_read(fd, e, end, content, &sources, NULL) == NB_OK &&
	    nb_sources_get(sources, e->page_index, &source, NULL) == NB_OK) {
		nb_sha256(source.data, source.len, digest);
		e->has_source = source.len == e->source_len &&
				memcmp(digest, e->source_sha256, 32) == 0;
	}
	if (!e->has_source)
		e->sources_size = 0;
	nb_buf_free(&source);
	nb_sources_free(sources);
}

/* ---- items */

static enum nb_status add_string(struct nb_buf *strings,
				 const struct nb_buf *text,
				 struct nb_string *out)
{
	/* Until all are there: the buffer may move. */
	out->text = NULL;
	out->len = text->len;
	return nb_buf_add(strings, text->data, text->len);
}

static enum nb_status set_item(const uint8_t *doc,
			       const struct nb_tei_item *from,
			       struct nb_entry_item *to, struct nb_buf *strings,
			       struct nb_error *err)
{
	struct nb_tei_words words;
	enum nb_status st =
		nb_tei_words(doc + from->offset, from->len, &words, err);

	memset(to, 0, sizeof(*to));
	to->number = (uint16_t)from->number;
	to->kind = (uint8_t)from->kind;
	if (from->withdrawn) {
		/* Like the entry of a purged item: it has no place. */
		to->state = NB_STATE_WITHDRAWN;
	} else {
		to->offset = (uint32_t)from->offset;
		to->len = (uint32_t)from->len;
	}
	to->characters = (uint32_t)words.characters;
	if (st && err)
		err->offset = from->offset;
	if (!st && (add_string(strings, &words.title, &to->title) ||
		    add_string(strings, &words.kicker, &to->kicker) ||
		    add_string(strings, &words.byline, &to->byline)))
		st = nb_fail_mem(err);
	nb_tei_words_free(&words);
	return st;
}

static const char *point(struct nb_string *s, const char *at)
{
	s->text = at;
	return at + s->len;
}

/* The strings are in the buffer one after the other. */
static void point_to_strings(struct nb_entry *e, const struct nb_buf *strings)
{
	const char *at = strings->data ? (const char *)strings->data : "";
	size_t i;

	for (i = 0; i < e->item_count; i++) {
		at = point(&e->items[i].title, at);
		at = point(&e->items[i].kicker, at);
		at = point(&e->items[i].byline, at);
	}
}

static int by_number(const void *a, const void *b)
{
	const struct nb_tei_item *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static enum nb_status set_items(const uint8_t *doc, struct nb_entry *e,
				size_t *cap, struct nb_buf *strings,
				struct nb_error *err)
{
	struct nb_tei tei;
	enum nb_status st = nb_tei_scan(doc, e->len, &tei, err);
	struct nb_entry_item *grown;
	size_t i;

	e->item_count = 0;
	if (!st && tei.item_count > NB_PAGE_ITEMS_MAX)
		st = nb_fail(err, NB_INVALID, "too many items");
	if (!st) {
		grown = nb_grow(e->items, cap, tei.item_count + 1,
				sizeof(*grown));
		if (grown)
			e->items = grown;
		else
			st = nb_fail_mem(err);
	}
	if (!st && tei.item_count > 1)
		qsort(tei.items, tei.item_count, sizeof(*tei.items), by_number);
	for (i = 0; !st && i < tei.item_count; i++) {
		st = set_item(doc, &tei.items[i], &e->items[i], strings, err);
		if (!st && i && tei.items[i].number == tei.items[i - 1].number)
			st = nb_fail_at(err, NB_INVALID, tei.items[i].offset,
					"two items have the number %u",
					tei.items[i].number);
	}
	if (!st) {
		e->item_count = tei.item_count;
		e->head_len = (uint32_t)tei.head_len;
		e->tail_offset = (uint32_t)tei.tail_offset;
		point_to_strings(e, strings);
	}
	nb_tei_free(&tei);
	return st;
}

static enum nb_status set_origin(const uint8_t *doc, struct nb_entry *e,
				 struct nb_error *err)
{
	struct nb_source source;
	char id[NB_ID_MAX];
	enum nb_status st = nb_tei_origin(doc, e->len, id, &source, err);

	if (!st &&
	    (strlen(id) != e->id.len || memcmp(id, e->id.text, e->id.len) != 0))
		st = nb_fail(err, NB_INVALID, "the document is of page %s", id);
	e->source_len = source.bytes;
	memcpy(e->source_sha256, source.sha256, 32);
	return st;
}

enum nb_status nb_document_entry(const uint8_t *document,
				 struct nb_entry *entry, size_t *cap,
				 struct nb_buf *strings, struct nb_error *err)
{
	enum nb_status st = set_origin(document, entry, err);

	strings->len = 0;
	return st ? st : set_items(document, entry, cap, strings, err);
}

enum nb_status nb_rebuild_entry(int fd, uint64_t end,
				const struct nb_directory *d, uint32_t index,
				struct nb_frame_reader *frame,
				struct nb_entry_slot *slot,
				struct nb_buf *strings, struct nb_error *err)
{
	struct nb_entry_item *items = slot->entry.items;
	struct nb_entry *e = &slot->entry;
	const uint8_t *content, *doc;
	enum nb_status st;

	memset(e, 0, sizeof(*e));
	e->items = items;
	set_place(d, index, e);
	st = nb_frame_select(frame, e, end, err);
	/* All of it, for the frame's checksum: there is no other. */
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
	if (err)
		err->offset = e->directory + e->directory_size;
	return st;
}

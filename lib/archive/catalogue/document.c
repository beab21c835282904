/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page entry from the page's document (format-spec/nbarc-format.md,
 * section 14).
 *
 * The document is read twice: its header names the page and the source, its
 * body has the items, which are listed by number wherever they stand.
 */
#include "archive/catalogue/document.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* Append a text to the buffer. Only the length of *out is set: the buffer may
 * still move, and point_to_strings() sets the place in the end. */
static enum nb_status add_string(struct nb_buf *strings,
				 const struct nb_buf *text,
				 struct nb_string *out)
{
	out->text = NULL;
	out->len = text->len;
	return nb_buf_add(strings, text->data, text->len);
}

/* Fill in one item, in the order of strings that point_to_strings() expects. */
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
		/* Its text was purged, so that it has no place. */
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
		    add_string(strings, &words.byline, &to->byline) ||
		    add_string(strings, &words.authors, &to->authors)))
		st = nb_fail_mem(err);
	nb_tei_words_free(&words);
	return st;
}

/* Let the string begin at `at`; returns where it ends. */
static const char *take_place(struct nb_string *s, const char *at)
{
	s->text = at;
	return at + s->len;
}

/* Give all strings their places: they stand in the buffer in order, without
 * gaps. */
static void point_to_strings(struct nb_entry *e, const struct nb_buf *strings)
{
	const char *at = strings->data ? (const char *)strings->data : "";
	size_t i;

	for (i = 0; i < e->item_count; i++) {
		at = take_place(&e->items[i].title, at);
		at = take_place(&e->items[i].kicker, at);
		at = take_place(&e->items[i].byline, at);
		at = take_place(&e->items[i].authors, at);
	}
}

/* For qsort(3). */
static int by_number(const void *a, const void *b)
{
	const struct nb_tei_item *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* Scan the body for items and fill them in, sorted by number. */
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
		st = nb_fail(err, NB_INVALID,
			     "the document has too many items");
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
		e->has_authors = true;
		e->head_len = (uint32_t)tei.head_len;
		e->tail_offset = (uint32_t)tei.tail_offset;
		point_to_strings(e, strings);
	}
	nb_tei_free(&tei);
	return st;
}

/* Take length and hash of the source from the header, which must name
 * the page. */
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
	memcpy(e->source_sha256, source.sha256, NB_SHA256_SIZE);
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

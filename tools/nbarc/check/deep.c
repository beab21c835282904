/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing a document with what is said of it (deep.h). */
#include "check/deep.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <nbarc/ingest.h>
#include <nbarc/tei.h>

#include "base/error.h"

/* Fill err for a document that is not as its entry says. */
static enum nb_status differs(struct nb_error *err, const struct nb_entry *e,
			      const char *what)
{
	return nb_fail_at(err, NB_INVALID, e->directory, "%.*s: %s",
			  (int)e->id.len, e->id.text, what);
}

/* True if entry and document agree about an item. One whose text was purged has
 * no place in the entry, and a gap in the document. */
static bool same_item(const struct nb_entry_item *item,
		      const struct nb_tei_item *found)
{
	if (item->number != found->number || item->kind != found->kind)
		return false;
	if (found->withdrawn)
		return item->state == NB_STATE_WITHDRAWN && item->len == 0;
	return item->offset == found->offset && item->len == found->len;
}

/* True if the catalogue has this text, which may be empty in both. */
static bool same_text(const struct nb_string *s, const struct nb_buf *text)
{
	return s->len == text->len &&
	       (!s->len || memcmp(s->text, text->data, s->len) == 0);
}

/*
 * Check that the catalogue says of an item what its text says. Neither the hash
 * of the document nor the Merkle root vouches for titles, authors and numbers
 * of characters, which lists and citations take from the catalogue. A catalogue
 * without the column of the authors says nothing of them.
 */
static enum nb_status check_words(const struct nb_entry *e,
				  const struct nb_entry_item *item,
				  const uint8_t *document, struct nb_error *err)
{
	struct nb_tei_words w;
	enum nb_status st =
		nb_tei_words(document + item->offset, item->len, &w, err);

	if (!st && (!same_text(&item->title, &w.title) ||
		    !same_text(&item->kicker, &w.kicker) ||
		    !same_text(&item->byline, &w.byline) ||
		    item->characters != w.characters ||
		    (e->has_authors && !same_text(&item->authors, &w.authors))))
		st = differs(err, e,
			     "the catalogue has other titles, authors or "
			     "numbers of characters than the document");
	nb_tei_words_free(&w);
	return st;
}

/* Check that the catalogue has the items of the document: both lists are sorted
 * by number. One that has moved is in the catalogue only. */
static enum nb_status check_items(const struct nb_entry *e,
				  const uint8_t *document, struct nb_error *err)
{
	struct nb_tei tei;
	enum nb_status st = nb_tei_scan(document, e->len, &tei, err);
	size_t i, present = 0;
	bool same = true;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		if (item->state == NB_STATE_MOVED)
			continue;
		same = same && present < tei.item_count &&
		       same_item(item, &tei.items[present]);
		present++;
		if (same && item->len)
			st = check_words(e, item, document, err);
	}
	if (!st &&
	    (!same || present != tei.item_count ||
	     e->head_len != tei.head_len || e->tail_offset != tei.tail_offset))
		st = differs(err, e,
			     "the catalogue has other items than the "
			     "document");
	nb_tei_free(&tei);
	return st;
}

/* Check that the document names its page and its source. */
static enum nb_status check_origin(const struct nb_entry *e,
				   const uint8_t *document,
				   struct nb_error *err)
{
	struct nb_source origin;
	char id[NB_ID_MAX];
	enum nb_status st = nb_tei_origin(document, e->len, id, &origin, err);

	if (st)
		return st;
	if (strlen(id) != e->id.len || memcmp(id, e->id.text, e->id.len) != 0)
		return differs(err, e, "the document is of another page");
	if (origin.bytes != e->source_len ||
	    memcmp(origin.sha256, e->source_sha256, NB_SHA256_SIZE) != 0)
		return differs(err, e, "the document is of another source");
	return NB_OK;
}

enum nb_status nbarc_check_deep(const struct nbarc_deep *how,
				const struct nb_entry *e,
				const uint8_t *document,
				const struct nb_buf *source,
				struct nb_error *err)
{
	char id[NB_ID_MAX];
	enum nb_status st;

	(void)snprintf(id, sizeof(id), "%.*s", (int)e->id.len, e->id.text);
	st = how->validate(document, e->len, id, err);
	if (st == NB_UNSUPPORTED)
		st = err->status = NB_INVALID;
	if (!st)
		st = check_origin(e, document, err);
	if (!st)
		st = check_items(e, document, err);
	if (!st && source)
		st = nb_compare_source(document, e->len, source->data,
				       source->len, how->markup, err);
	if (st == NB_UNSUPPORTED)
		return NB_OK; /* nothing to compare with */
	if (st && err->offset == NB_NO_OFFSET) {
		err->offset = e->directory;
		nb_error_about(err, e->id.text, e->id.len);
	}
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collecting entries in columns and making the records of a leaf
 * (format-spec/nbarc-format.md, sections 7.2 to 7.4).
 *
 * Values are put into the columns as differences from what leaf.c will expect;
 * the two files must agree on the order of values and on each expectation.
 */
#include "archive/catalogue/leaf_writer.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "base/varint.h"

#include <nbarc/id.h>

#include <string.h>

/*
 * Bytes that the strings of one entry may have together: half the limit of a
 * content, so that the other half is left for whatever else the content holds.
 */
#define STRINGS_MAX (NB_NODE_MAX / 2)

static enum nb_status put_byte(struct nb_leaf_writer *w, enum nb_column c,
			       unsigned v)
{
	uint8_t b = (uint8_t)v;

	return nb_buf_add(&w->columns[c], &b, 1);
}

static enum nb_status put_number(struct nb_leaf_writer *w, enum nb_column c,
				 uint64_t v)
{
	uint8_t p[NB_VARINT_MAX];

	return nb_buf_add(&w->columns[c], p, nb_varint_put(p, v));
}

static enum nb_status put_difference(struct nb_leaf_writer *w, enum nb_column c,
				     uint64_t value, uint64_t expected)
{
	return put_number(w, c, nb_zigzag(value - expected));
}

/* Append a string and a NUL. A NUL inside it, which no text of a document can
 * have, becomes a space. */
static enum nb_status put_string(struct nb_buf *to, const struct nb_string *s)
{
	size_t start = to->len, i;
	enum nb_status st = nb_buf_add(to, s->text, s->len);

	if (!st)
		st = nb_buf_add(to, "", 1);
	for (i = start; !st && i + 1 < to->len; i++)
		if (to->data[i] == 0)
			to->data[i] = ' ';
	return st;
}

/* ---- page entries */

/* Identifier, revision and commit. */
static enum nb_status put_key(struct nb_leaf_writer *w,
			      const struct nb_entry *e)
{
	size_t shared = 0;
	enum nb_status st;

	while (shared < w->id_len && shared < e->id.len &&
	       w->id[shared] == e->id.text[shared])
		shared++;
	st = put_byte(w, NB_COL_SHARED, (unsigned)shared);
	if (!st)
		st = put_byte(w, NB_COL_REST, (unsigned)(e->id.len - shared));
	if (!st)
		st = nb_buf_add(&w->columns[NB_COL_ID], e->id.text + shared,
				e->id.len - shared);
	memcpy(w->id, e->id.text, e->id.len);
	w->id_len = e->id.len;
	if (!st)
		st = put_number(w, NB_COL_REVISION, e->revision);
	return st ? st : put_number(w, NB_COL_COMMIT, e->commit);
}

/* Form, name and reason of an entry. */
static enum nb_status put_form(struct nb_leaf_writer *w,
			       const struct nb_entry *e)
{
	struct nb_string name = e->name;
	unsigned form = e->state;
	enum nb_status st = NB_OK;

	if (e->has_source)
		form |= NB_FORM_SOURCE;
	if (e->has_decisions)
		form |= NB_FORM_DECISIONS;
	if (e->state == NB_STATE_PURGED && e->formerly == NB_STATE_WITHDRAWN)
		form |= NB_FORM_WITHDRAWN;
	if (name.len)
		form |= NB_FORM_NAME;
	if (name.len >= e->id.len &&
	    memcmp(name.text, e->id.text, e->id.len) == 0) {
		form |= NB_FORM_NAME_ID;
		name.text += e->id.len;
		name.len -= e->id.len;
	}
	if (e->reason.len)
		form |= NB_FORM_REASON;
	if (form & NB_FORM_NAME)
		st = put_string(&w->columns[NB_COL_NAME], &name);
	if (!st && e->reason.len)
		st = put_string(&w->columns[NB_COL_REASON], &e->reason);
	return st ? st : put_byte(w, NB_COL_FORM, form);
}

/*
 * Find the entry's frame in the table, or add it there; *index is its index
 * from 1. Consecutive entries mostly have the same frame, which is tried first.
 */
static enum nb_status find_frame(struct nb_leaf_writer *w,
				 const struct nb_entry *e, uint32_t *index)
{
	struct nb_buf *table = &w->columns[NB_COL_FRAMES];
	uint8_t p[NB_FRAME_FIELDS];
	size_t n = table->len / NB_FRAME_FIELDS;

	nb_put64(p, e->directory);
	nb_put32(p + 8, e->directory_size);
	nb_put64(p + 12, e->frame_size);
	nb_put32(p + 20, e->content_size);
	nb_put32(p + 24, e->sources_size);
	*index = w->frame;
	if (w->frame && memcmp(table->data + (w->frame - 1) * NB_FRAME_FIELDS,
			       p, NB_FRAME_FIELDS) == 0)
		return NB_OK;
	for (*index = 1; *index <= n; ++*index)
		if (memcmp(table->data + (*index - 1) * NB_FRAME_FIELDS, p,
			   NB_FRAME_FIELDS) == 0)
			return NB_OK;
	return nb_buf_add(table, p, NB_FRAME_FIELDS);
}

/* Frame, page index, document offset and head length. */
static enum nb_status put_place(struct nb_leaf_writer *w,
				const struct nb_entry *e)
{
	uint32_t index;
	enum nb_status st = find_frame(w, e, &index);

	if (!st)
		st = put_number(w, NB_COL_FRAME, index == w->frame ? 0 : index);
	if (index != w->frame) {
		w->next_index = 0;
		w->next_offset = 0;
	}
	w->frame = index;
	if (!st)
		st = put_difference(w, NB_COL_INDEX, e->page_index,
				    w->next_index);
	if (!st)
		st = put_difference(w, NB_COL_OFFSET, e->offset,
				    w->next_offset);
	w->next_index = e->page_index + 1;
	return st ? st : put_number(w, NB_COL_HEAD, e->head_len);
}

/* ---- items */

static unsigned item_form(const struct nb_entry_item *item)
{
	unsigned form = item->kind | (unsigned)item->state
					     << NB_ITEM_STATE_SHIFT;

	if (item->kind == NB_ITEM_LAST_KIND)
		form = NB_ITEM_OF_LAST_KIND | item->state;
	form |= item->title.len ? NB_ITEM_TITLE : 0;
	form |= item->kicker.len ? NB_ITEM_KICKER : 0;
	form |= item->byline.len ? NB_ITEM_BYLINE : 0;
	return form | (item->reason.len ? NB_ITEM_REASON : 0);
}

/* Title, kicker and byline go to the texts record, the reason to its column. */
static enum nb_status put_strings(struct nb_leaf_writer *w,
				  const struct nb_entry_item *item,
				  struct nb_buf *texts)
{
	enum nb_status st = NB_OK;

	if (item->title.len)
		st = put_string(texts, &item->title);
	if (!st && item->kicker.len)
		st = put_string(texts, &item->kicker);
	if (!st && item->byline.len)
		st = put_string(texts, &item->byline);
	if (!st && item->reason.len)
		st = put_string(&w->columns[NB_COL_REASON], &item->reason);
	return st;
}

/* The authors of an item, whose list has a NUL at its end. */
static enum nb_status put_authors(struct nb_leaf_writer *w,
				  const struct nb_entry_item *item)
{
	uint8_t p[NB_VARINT_MAX];
	enum nb_status st =
		nb_buf_add(&w->authors, p, nb_varint_put(p, item->authors.len));

	return st ? st
		  : nb_buf_add(&w->authors, item->authors.text,
			       item->authors.len);
}

/* The values of one item but its strings. *end is where the text before it
 * ends, as in get_item() of leaf.c. */
static enum nb_status put_item(struct nb_leaf_writer *w,
			       const struct nb_entry *e,
			       const struct nb_entry_item *item, uint64_t *end)
{
	unsigned before = item == e->items ? 0 : item[-1].number;
	enum nb_status st =
		put_number(w, NB_COL_NUMBER, item->number - before - 1);

	if (!st)
		st = put_byte(w, NB_COL_ITEM_FORM, item_form(item));
	if (!st)
		st = put_number(w, NB_COL_CHARACTERS, item->characters);
	if (st || e->state == NB_STATE_PURGED)
		return st;
	st = put_difference(w, NB_COL_LENGTH, item->len,
			    NB_ITEM_MARKUP + (uint64_t)NB_ITEM_CHARACTER *
						     item->characters);
	if (!st)
		st = put_difference(w, NB_COL_PLACE, item->offset,
				    item->len ? *end : 0);
	if (item->len)
		*end = (uint64_t)item->offset + item->len;
	return st;
}

/* All items, and what is expected to follow from them: source length, tail
 * offset and remainder. */
static enum nb_status put_items(struct nb_leaf_writer *w,
				const struct nb_entry *e, struct nb_buf *texts)
{
	uint64_t end = e->head_len, characters = 0;
	enum nb_status st = put_number(w, NB_COL_ITEMS, e->item_count);
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		st = put_item(w, e, &e->items[i], &end);
		if (!st)
			st = put_strings(w, &e->items[i], texts);
		if (!st)
			st = put_authors(w, &e->items[i]);
		characters += e->items[i].characters;
	}
	if (!st)
		st = put_difference(w, NB_COL_SOURCE, e->source_len,
				    NB_ITEM_CHARACTER * characters);
	if (!st && e->state != NB_STATE_PURGED)
		st = put_difference(w, NB_COL_TAIL, e->tail_offset, end);
	if (e->state != NB_STATE_PURGED)
		w->next_offset = (uint64_t)e->offset + e->len;
	return st ? st
		  : put_number(w, NB_COL_REMAINDER, e->len - e->tail_offset);
}

/* ---- entries and leaves */

/* Add the bytes of a string to *sum; false when it is too long for a reader. */
static bool add_length(const struct nb_string *s, size_t *sum)
{
	*sum += s->len + 1;
	return s->len <= UINT16_MAX;
}

/* True if the strings of an item are UTF-8, as they must be. Name and reason of
 * a page come from nbarc itself, or were checked. */
static bool is_text(const struct nb_entry_item *item)
{
	const struct nb_string *const strings[] = {
		&item->title, &item->kicker, &item->byline, &item->authors};
	size_t i;

	for (i = 0; i < sizeof(strings) / sizeof(*strings); i++)
		if (strings[i]->len &&
		    nb_utf8_invalid(strings[i]->text, strings[i]->len) !=
			    strings[i]->len)
			return false;
	return true;
}

enum nb_status nb_leaf_fits(const struct nb_entry *e, struct nb_error *err)
{
	size_t sum = 0, i;

	if (e->id.len > UINT8_MAX || !add_length(&e->name, &sum) ||
	    !add_length(&e->reason, &sum) || e->item_count > NB_PAGE_ITEMS_MAX)
		return nb_fail(err, NB_LIMIT, "page entry is too large");
	for (i = 0; i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		if (!add_length(&item->title, &sum) ||
		    !add_length(&item->kicker, &sum) ||
		    !add_length(&item->byline, &sum) ||
		    !add_length(&item->authors, &sum) ||
		    !add_length(&item->reason, &sum))
			return nb_fail(err, NB_LIMIT,
				       "item %u: a string is too long",
				       item->number);
		if (!is_text(item))
			return nb_fail(err, NB_USAGE,
				       "item %u: a string is not UTF-8",
				       item->number);
		if (item->authors.len &&
		    item->authors.text[item->authors.len - 1])
			return nb_fail(err, NB_USAGE,
				       "item %u: its authors do not end with a "
				       "NUL",
				       item->number);
	}
	return sum > STRINGS_MAX
		       ? nb_fail(err, NB_LIMIT, "page entry is too large")
		       : NB_OK;
}

enum nb_status nb_leaf_add(struct nb_leaf_writer *w, const struct nb_entry *e,
			   struct nb_buf *texts, struct nb_error *err)
{
	enum nb_status st = nb_leaf_fits(e, err);

	/* What a reader would reject must not be written. */
	if (!st)
		st = nb_entry_check(e, err);
	if (st)
		return st;
	st = put_key(w, e);
	if (!st)
		st = put_form(w, e);
	if (!st && e->state == NB_STATE_PURGED)
		st = put_number(w, NB_COL_PURGED, e->purged);
	else if (!st)
		st = put_place(w, e);
	if (!st)
		st = put_items(w, e, texts);
	if (!st)
		st = nb_buf_add(&w->hashes, e->sha256, NB_SHA256_SIZE);
	if (!st)
		st = nb_buf_add(&w->hashes, e->source_sha256, NB_SHA256_SIZE);
	if (st)
		return nb_fail_mem(err);
	w->no_authors = w->no_authors || !e->has_authors;
	w->count++;
	return NB_OK;
}

size_t nb_leaf_size(const struct nb_leaf_writer *w)
{
	size_t n = w->hashes.len + w->authors.len;
	int i;

	for (i = 0; i < NB_COLUMNS; i++)
		n += w->columns[i].len;
	return n;
}

/* Append the columns from `i` up to, not including, `to`, each after
 * its size. */
static enum nb_status join_columns(struct nb_leaf_writer *w, int i, int to,
				   struct nb_buf *content)
{
	enum nb_status st = NB_OK;
	uint8_t p[NB_VARINT_MAX];

	for (; !st && i < to; i++) {
		const struct nb_buf *c = &w->columns[i];

		st = nb_buf_add(content, p, nb_varint_put(p, c->len));
		if (!st)
			st = nb_buf_add(content, c->data, c->len);
	}
	return st;
}

/* Append the further column of authors, unless some are not known. */
static enum nb_status join_authors(const struct nb_leaf_writer *w,
				   struct nb_buf *content)
{
	uint8_t p[NB_VARINT_MAX];
	enum nb_status st;

	if (w->no_authors)
		return NB_OK;
	st = nb_buf_add(content, p, nb_varint_put(p, NB_TAG_AUTHORS));
	if (!st)
		st = nb_buf_add(content, p, nb_varint_put(p, w->authors.len));
	return st ? st : nb_buf_add(content, w->authors.data, w->authors.len);
}

/* Empty the columns, and expect of the next entry what a reader will expect of
 * the first one of a leaf. */
static void begin_leaf(struct nb_leaf_writer *w)
{
	int i;

	for (i = 0; i < NB_COLUMNS; i++)
		w->columns[i].len = 0;
	w->hashes.len = w->authors.len = 0;
	w->no_authors = false;
	w->count = 0;
	w->id_len = 0;
	w->frame = 0;
	w->next_index = 0;
	w->next_offset = 0;
}

/* Make the whole hashes record. */
static enum nb_status put_hashes(const struct nb_leaf_writer *w,
				 struct nb_buf *record, struct nb_error *err)
{
	enum nb_status st = nb_record_begin(record, NB_RECORD_HASHES);

	if (!st)
		st = nb_buf_add(record, w->hashes.data, w->hashes.len);
	return st ? nb_fail_mem(err) : nb_record_end(record, NB_NODE_MAX, err);
}

enum nb_status nb_leaf_end(struct nb_leaf_writer *w, size_t from, size_t to,
			   struct nb_buf *record, struct nb_buf *content,
			   struct nb_buf *hashes, struct nb_error *err)
{
	enum nb_status st = nb_record_begin(record, NB_RECORD_LEAF);
	size_t keys;

	if (!st)
		st = join_columns(w, 0, NB_KEY_COLUMNS, content);
	keys = content->len;
	if (!st)
		st = join_columns(w, NB_KEY_COLUMNS, NB_COLUMNS, content);
	if (!st)
		st = join_authors(w, content);
	if (!st)
		st = nb_add32(record, w->count);
	if (!st) /* the size of the keys' frame: nb_leaf_end_keys() */
		st = nb_add32(record, 0);
	if (!st)
		st = nb_add32(record, (uint32_t)keys);
	if (!st)
		st = nb_add32(record, (uint32_t)(content->len - keys));
	if (!st) /* places of the records beside it: nb_leaf_refer() */
		st = nb_add_zeros(record, 24);
	if (!st)
		st = nb_add32(record, (uint32_t)from);
	if (!st)
		st = nb_add32(record, (uint32_t)(to - from));
	st = st ? nb_fail_mem(err) : put_hashes(w, hashes, err);
	begin_leaf(w);
	return st;
}

size_t nb_leaf_keys(const struct nb_buf *record)
{
	return nb_le32(record->data + NB_LEAF_KEYS + 4);
}

enum nb_status nb_leaf_end_keys(struct nb_buf *record, struct nb_error *err)
{
	nb_put32(record->data + NB_LEAF_KEYS,
		 (uint32_t)(record->len - NB_LEAF_HEAD));
	/* The check itself covers the places of other records, and so is made
	 * by nb_leaf_refer(). */
	return nb_add_zeros(record, NB_RECORD_CHECK) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_leaf_refer(struct nb_buf *record,
			     const struct nb_written *hashes,
			     const struct nb_written *texts,
			     struct nb_error *err)
{
	uint8_t *p = record->data + NB_LEAF_BESIDE, digest[NB_SHA256_SIZE];
	size_t keys;

	nb_put64(p, hashes->offset);
	nb_put32(p + 16, hashes->size);
	/* Without strings of its own the leaf names no texts record, not even
	 * the one of its neighbours. */
	if (nb_le32(p + 28)) {
		nb_put64(p + 8, texts->offset);
		nb_put32(p + 20, texts->size);
	} else {
		nb_put32(p + 24, 0);
	}
	/* The check of the keys covers the head, whose size nb_record_end()
	 * would set only later. */
	nb_put32(record->data + 4, (uint32_t)record->len);
	keys = NB_LEAF_HEAD + nb_le32(record->data + NB_LEAF_KEYS);
	nb_sha256(record->data, keys, digest);
	memcpy(record->data + keys, digest, NB_RECORD_CHECK);
	return nb_record_end(record, NB_NODE_MAX, err);
}

void nb_leaf_writer_free(struct nb_leaf_writer *w)
{
	int i;

	for (i = 0; i < NB_COLUMNS; i++)
		nb_buf_free(&w->columns[i]);
	nb_buf_free(&w->hashes);
	nb_buf_free(&w->authors);
}

enum nb_status nb_texts_begin(size_t content_len, struct nb_buf *record,
			      struct nb_error *err)
{
	enum nb_status st = nb_record_begin(record, NB_RECORD_TEXTS);

	if (!st)
		st = nb_add32(record, (uint32_t)content_len);
	if (!st)
		st = nb_add_zeros(record, 12);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the texts record and the hashes record of a leaf
 * (format-spec/nbarc-format.md, sections 7.3 and 7.4). */
#include "archive/catalogue/leaf_details.h"
#include "archive/catalogue/leaf.h"
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/utf8.h"
#include "base/le.h"

#include <stdbool.h>
#include <string.h>

/* ---- texts */

/* NB_INVALID for the leaf, at its offset, with what is wrong. */
static enum nb_status bad_at(const struct nb_leaf *l, struct nb_error *err,
			     const char *what)
{
	return nb_fail_at(err, NB_INVALID, l->offset, "catalogue leaf: %s",
			  what);
}

/* Decode a texts record whose checksum is right. */
static enum nb_status decode_texts(struct nb_leaf *l,
				   const struct nb_buf *record,
				   struct nb_zdecoder *decoder,
				   struct nb_error *err)
{
	uint32_t end = nb_record_body_end(record->data, (uint32_t)record->len);
	uint32_t content;

	if (end < NB_TEXTS_HEAD)
		return nb_fail(err, NB_INVALID, "texts record is too short");
	content = nb_le32(record->data + 16);
	if (content == 0 || content > NB_NODE_MAX)
		return nb_fail(err, NB_INVALID,
			       "texts record: its fields are invalid");
	return nb_zframe_decompress(decoder, record->data + NB_TEXTS_HEAD,
				    end - NB_TEXTS_HEAD, NULL, 0, content,
				    NB_NODE_WINDOW_LOG, &l->texts, err);
}

/* Load the texts record of the leaf, unless it is loaded: leaves that share one
 * are read one after the other. */
static enum nb_status load_texts(struct nb_leaf *l, struct nb_file file,
				 struct nb_zdecoder *decoder,
				 struct nb_error *err)
{
	struct nb_buf record = {0};
	uint32_t size = l->texts_size;
	enum nb_status st;

	if (l->loaded == l->texts_offset && l->loaded_size == size)
		return NB_OK;
	l->loaded = 0;
	l->texts.len = 0;
	st = nb_record_read(file, l->texts_offset, size, l->beside_end,
			    NB_RECORD_TEXTS, NB_NODE_MAX, &record, err);
	if (!st)
		st = decode_texts(l, &record, decoder, err);
	if (st && err)
		err->offset = l->texts_offset;
	if (!st) {
		l->loaded = l->texts_offset;
		l->loaded_size = size;
	}
	nb_buf_free(&record);
	return st;
}

/*
 * True if the strings that the items have are UTF-8 and fill their place
 * exactly. If they do not, any of them may be that of another item. All strings
 * of the leaf are counted, whichever entry is current.
 */
static bool strings_fill(struct nb_leaf *l)
{
	struct nb_values strings = l->strings;
	const struct nb_values *forms = &l->start[NB_COL_ITEM_FORM];
	const uint8_t *form;
	size_t count = 0;
	bool is;

	for (form = forms->p; form < forms->end; form++)
		count += nb_item_strings(*form);
	for (; count && !l->bad; count--)
		(void)nb_leaf_string(l, &strings);
	is = !l->bad && strings.p == strings.end;
	l->bad = false;
	return is &&
	       (!l->texts_len || nb_utf8_invalid((const char *)l->strings.p,
						 l->texts_len) == l->texts_len);
}

/* Find the strings of this leaf in its texts record, and check them as
 * a whole. */
static enum nb_status find_strings(struct nb_leaf *l, struct nb_file file,
				   struct nb_zdecoder *decoder,
				   struct nb_error *err)
{
	enum nb_status st;

	l->strings = (struct nb_values){NULL, NULL};
	if (l->texts_size) {
		st = load_texts(l, file, decoder, err);
		if (st)
			return st;
		if (l->texts_from > l->texts.len ||
		    l->texts_len > l->texts.len - l->texts_from)
			return bad_at(l, err, "its texts exceed their record");
		l->strings.p = l->texts.data + l->texts_from;
		l->strings.end = l->strings.p + l->texts_len;
	}
	if (!strings_fill(l))
		return bad_at(l, err, "its texts do not fit its items");
	l->strings_found = true;
	return NB_OK;
}

/* Take the strings that an item of this form has. */
static void get_texts(struct nb_leaf *l, unsigned form,
		      struct nb_entry_item *item)
{
	if (form & NB_ITEM_TITLE)
		item->title = nb_leaf_string(l, &l->strings);
	if (form & NB_ITEM_KICKER)
		item->kicker = nb_leaf_string(l, &l->strings);
	if (form & NB_ITEM_BYLINE)
		item->byline = nb_leaf_string(l, &l->strings);
}

enum nb_status nb_leaf_texts(struct nb_leaf *l, struct nb_file file,
			     struct nb_zdecoder *decoder,
			     struct nb_entry_slot *slot, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	/* The forms of the current entry were just taken from their column. */
	const uint8_t *forms = l->at[NB_COL_ITEM_FORM].p - e->item_count;
	enum nb_status st;
	size_t i;

	if (!l->strings_found) {
		st = find_strings(l, file, decoder, err);
		if (st)
			return st;
	}
	for (; l->skip; l->skip--)
		(void)nb_leaf_string(l, &l->strings);
	for (i = 0; l->own && i < e->item_count; i++)
		get_texts(l, forms[i], &e->items[i]);
	l->own = 0;
	return NB_OK;
}

/* ---- hashes */

enum nb_status nb_leaf_hashes(struct nb_leaf *l, struct nb_file file,
			      struct nb_entry_slot *slot, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	const uint8_t *p;
	enum nb_status st = NB_OK;

	/* They may have been read with the leaf. */
	if (!l->hashes.len)
		st = nb_record_read(file, l->hashes_offset, l->hashes_size,
				    l->beside_end, NB_RECORD_HASHES,
				    NB_NODE_MAX, &l->hashes, err);
	else if (!l->hashes_checked)
		st = nb_record_check(l->hashes.data, l->hashes_size,
				     NB_RECORD_HASHES, l->hashes_offset, err);
	if (!st && nb_record_body_end(l->hashes.data, l->hashes_size) !=
			   NB_RECORD_HEAD + (uint64_t)NB_LEAF_HASHES * l->count)
		st = nb_fail_at(err, NB_INVALID, l->hashes_offset,
				"hashes record: it has another size than its "
				"leaf");
	if (st) {
		l->hashes.len = 0;
		return st;
	}
	l->hashes_checked = true;
	p = l->hashes.data + NB_RECORD_HEAD +
	    (size_t)(l->index - 1) * NB_LEAF_HASHES;
	memcpy(e->sha256, p, NB_SHA256_SIZE);
	memcpy(e->source_sha256, p + NB_SHA256_SIZE, NB_SHA256_SIZE);
	return NB_OK;
}

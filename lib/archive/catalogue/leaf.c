/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading leaves (format-spec/nbarc-format.md, section 7.2).
 *
 * The record is checked and its two frames are decompressed; then the columns
 * are found, and entries are decoded by taking one value from each of them. The
 * functions that take a value cannot fail: where there is none, or it is too
 * large, they give 0 and set leaf->bad, which nb_leaf_next() looks at once for
 * the entire entry.
 */
#include "archive/catalogue/leaf.h"
#include "archive/catalogue/entry.h"
#include "archive/frame/zframe.h"
#include "archive/record/columns.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "base/varint.h"

#include <nbarc/id.h>

#include <string.h>

#define STATE_MASK 3u /* of an item's state, after the shift */

static const struct nb_string nothing = {"", 0};

/* NB_INVALID for the leaf, with what is wrong. */
static enum nb_status bad(struct nb_error *err, const char *what)
{
	return nb_fail(err, NB_INVALID, "catalogue leaf: %s", what);
}

/* ---- the record */

/* Read from p where the records beside the leaf are. Both must end at or before
 * l->beside_end. */
static enum nb_status read_beside(struct nb_leaf *l, const uint8_t *p,
				  struct nb_error *err)
{
	uint64_t end = l->beside_end;
	uint32_t texts_end;

	l->hashes_offset = nb_le64(p);
	l->texts_offset = nb_le64(p + 8);
	l->hashes_size = nb_le32(p + 16);
	l->texts_size = nb_le32(p + 20);
	l->texts_from = nb_le32(p + 24);
	l->texts_len = nb_le32(p + 28);
	if (l->hashes_offset > end || l->hashes_size > end - l->hashes_offset ||
	    l->hashes_size <
		    NB_RECORD_LEAST + (uint64_t)NB_LEAF_HASHES * l->count)
		return bad(err, "the place of its hashes record is invalid");
	if (l->texts_offset > end || l->texts_size > end - l->texts_offset ||
	    (!l->texts_size && (l->texts_offset || l->texts_len)) ||
	    __builtin_add_overflow(l->texts_from, l->texts_len, &texts_end))
		return bad(err, "the place of its texts record is invalid");
	return NB_OK;
}

/* Sizes in bytes of the two frames of columns, and of their contents. */
struct frames {
	uint32_t keys, keys_content, rest, rest_content;
};

/* Bytes of the record before the check of the keys, for
 * nb_record_read_part(). */
static uint64_t keys_part(const uint8_t *head)
{
	return (uint64_t)NB_LEAF_HEAD + nb_le32(head + NB_LEAF_KEYS);
}

/* True if the check of the keys is right. A whole record has a checksum as
 * well, but a writer may have made them disagree. */
static bool keys_sound(const uint8_t *record)
{
	size_t n = (size_t)keys_part(record);
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(record, n, digest);
	return memcmp(digest, record + n, NB_RECORD_CHECK) == 0;
}

/* Read and check the fields before the frames. Counts are bounded by what a
 * record or a content can hold, before anything is allocated for them. */
static enum nb_status leaf_fields(struct nb_leaf *l, const uint8_t *p,
				  uint32_t size, struct frames *f,
				  struct nb_error *err)
{
	uint32_t end = nb_record_body_end(p, size);

	if (end < NB_LEAF_LEAST - NB_RECORD_CHECK)
		return bad(err, "too short");
	size = end - (NB_LEAF_LEAST - NB_RECORD_CHECK);
	l->count = nb_le32(p + 16);
	f->keys = nb_le32(p + NB_LEAF_KEYS);
	f->keys_content = nb_le32(p + NB_LEAF_KEYS + 4);
	f->rest_content = nb_le32(p + NB_LEAF_KEYS + 8);
	if (l->count == 0 || l->count > NB_NODE_MAX / NB_LEAF_HASHES ||
	    f->keys > size || f->keys_content == 0 ||
	    f->keys_content > NB_NODE_MAX || f->rest_content == 0 ||
	    f->rest_content > NB_NODE_MAX)
		return bad(err, "its counts are out of range");
	f->rest = size - f->keys;
	if (!l->keys_only && !keys_sound(p))
		return bad(err, "the check of its keys does not match");
	return read_beside(l, p + NB_LEAF_BESIDE, err);
}

/* True if the strings of a column are UTF-8. Each ends with a NUL, so they are
 * if the column is. */
static bool is_text(const struct nb_values *s)
{
	size_t len = (size_t)(s->end - s->p);

	return !len || nb_utf8_invalid((const char *)s->p, len) == len;
}

/* Decompress the frames, of which the first stands at p, and find their
 * columns. */
static enum nb_status decode_frames(struct nb_leaf *l,
				    struct nb_zdecoder *decoder,
				    const uint8_t *p, const struct frames *f,
				    struct nb_error *err)
{
	const struct nb_values *table = &l->start[NB_COL_FRAMES];
	struct nb_further authors = {.tag = NB_TAG_AUTHORS};
	enum nb_status st = nb_zframe_decompress(
		decoder, p, f->keys, NULL, 0, f->keys_content,
		NB_NODE_WINDOW_LOG, &l->keys, err);

	if (!st)
		st = nb_columns_split(&l->keys, l->start, NB_KEY_COLUMNS, NULL,
				      "catalogue leaf", err);
	if (st || l->keys_only)
		return st;
	p += f->keys + NB_RECORD_CHECK;
	st = nb_zframe_decompress(decoder, p, f->rest, NULL, 0, f->rest_content,
				  NB_NODE_WINDOW_LOG, &l->rest, err);
	if (!st)
		st = nb_columns_split(&l->rest, l->start + NB_KEY_COLUMNS,
				      NB_COLUMNS - NB_KEY_COLUMNS, &authors,
				      "catalogue leaf", err);
	l->has_authors = !st && authors.found;
	l->all_authors = authors.values;
	if (!st && (size_t)(table->end - table->p) % NB_FRAME_FIELDS)
		st = bad(err, "its table of frames is cut off");
	if (!st && (!is_text(&l->start[NB_COL_NAME]) ||
		    !is_text(&l->start[NB_COL_REASON])))
		st = bad(err, "a string is not UTF-8");
	return st;
}

/* Load the leaf from its record, or from the part of it that has the keys when
 * only these are wanted. */
static enum nb_status fill_leaf(struct nb_leaf *l, struct nb_zdecoder *decoder,
				const uint8_t *record, uint32_t size,
				uint64_t offset, struct nb_error *err)
{
	struct frames frames = {0};
	enum nb_status st = leaf_fields(l, record, size, &frames, err);

	if (!st)
		st = decode_frames(l, decoder, record + NB_LEAF_HEAD, &frames,
				   err);
	if (st && err)
		err->offset = offset;
	if (st)
		l->count = 0;
	else
		l->offset = offset;
	nb_leaf_rewind(l);
	return st;
}

/* Forget what is loaded; the buffers and the texts stay for the next leaf. */
static void empty_leaf(struct nb_leaf *l, bool keys_only)
{
	l->offset = 0;
	l->count = l->index = 0;
	l->keys_only = keys_only;
	l->has_authors = false;
	l->keys.len = l->rest.len = l->hashes.len = 0;
	l->hashes_checked = false;
}

enum nb_status nb_leaf_decode(struct nb_leaf *l, struct nb_zdecoder *decoder,
			      const uint8_t *record, uint32_t size,
			      uint64_t offset, uint64_t beside_end,
			      struct nb_error *err)
{
	empty_leaf(l, false);
	l->beside_end = beside_end;
	return fill_leaf(l, decoder, record, size, offset, err);
}

/*
 * Keep the `size` bytes that were read in front of the leaf if they are where
 * the leaf has its hashes record. The checksum is compared when an entry needs
 * its hashes: damage there does not concern anybody else.
 */
static enum nb_status keep_hashes(struct nb_leaf *l, const uint8_t *record,
				  uint32_t size, struct nb_error *err)
{
	if (size != l->hashes_size || size != l->offset - l->hashes_offset)
		return NB_OK;
	return nb_buf_add(&l->hashes, record, size) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_leaf_read(struct nb_leaf *l, struct nb_file file,
			    struct nb_zdecoder *decoder,
			    const struct nb_pointer *at, uint64_t end,
			    enum nb_leaf_part part, struct nb_error *err)
{
	uint32_t before = part == NB_LEAF_WITH_HASHES ? at->hashes_size : 0;
	struct nb_buf record = {0};
	enum nb_status st;

	empty_leaf(l, part == NB_LEAF_KEYS_ONLY);
	l->beside_end = at->offset;
	if (part == NB_LEAF_KEYS_ONLY)
		st = nb_record_read_part(file, at->offset, at->size, end,
					 NB_RECORD_LEAF, keys_part, &record,
					 err);
	else
		st = nb_record_read_after(file, before, at->offset, at->size,
					  end, NB_RECORD_LEAF, NB_NODE_MAX,
					  &record, err);
	if (!st)
		st = fill_leaf(l, decoder, record.data + before, at->size,
			       at->offset, err);
	if (!st && before)
		st = keep_hashes(l, record.data, before, err);
	nb_buf_free(&record);
	return st;
}

void nb_leaf_rewind(struct nb_leaf *l)
{
	memcpy(l->at, l->start, sizeof(l->at));
	l->authors = l->all_authors;
	l->index = 0;
	l->bad = false;
	l->id_len = 0;
	l->frame = NULL;
	l->next_index = 0;
	l->next_offset = 0;
	l->strings_found = false;
	l->skip = l->own = 0;
}

void nb_leaf_free(struct nb_leaf *l)
{
	nb_buf_free(&l->hashes);
	nb_buf_free(&l->keys);
	nb_buf_free(&l->rest);
	nb_buf_free(&l->name);
	nb_buf_free(&l->texts);
}

/* ---- values: what is cut off or too large is 0, and sets l->bad */

static uint8_t take_byte(struct nb_leaf *l, enum nb_column c)
{
	struct nb_values *s = &l->at[c];

	if (s->p != s->end)
		return *s->p++;
	l->bad = true;
	return 0;
}

static uint64_t take_number64(struct nb_leaf *l, enum nb_column c)
{
	struct nb_values *s = &l->at[c];
	uint64_t v;

	/* Most numbers have one byte. */
	if (s->p != s->end && *s->p < 0x80)
		return *s->p++;
	if (nb_varint_get(&s->p, s->end, &v))
		return v;
	l->bad = true;
	return 0;
}

/* v, which must be below 2^32. */
static uint32_t limit32(struct nb_leaf *l, uint64_t v)
{
	if (v <= UINT32_MAX)
		return (uint32_t)v;
	l->bad = true;
	return 0;
}

static uint32_t take_number(struct nb_leaf *l, enum nb_column c)
{
	return limit32(l, take_number64(l, c));
}

/* Take a difference from the expected `value`, and return the value itself. */
static uint32_t take_expected(struct nb_leaf *l, enum nb_column c,
			      uint64_t value)
{
	return limit32(l, value + nb_unzigzag(take_number64(l, c)));
}

struct nb_string nb_leaf_string(struct nb_leaf *l, struct nb_values *s)
{
	size_t left = (size_t)(s->end - s->p);
	const uint8_t *nul = left ? memchr(s->p, 0, left) : NULL;
	struct nb_string out = nothing;

	if (!nul || nul - s->p > UINT16_MAX) {
		l->bad = true;
		return out;
	}
	out.text = (const char *)s->p;
	out.len = (size_t)(nul - s->p);
	s->p = nul + 1;
	return out;
}

/* Take the authors of an item: a list of strings after the bytes of all. */
static struct nb_string take_authors(struct nb_leaf *l)
{
	struct nb_values *s = &l->authors;
	struct nb_string out = nothing;
	uint64_t len;

	if (!nb_varint_get(&s->p, s->end, &len) || len > UINT16_MAX ||
	    len > (size_t)(s->end - s->p) || (len && s->p[len - 1] != 0) ||
	    nb_utf8_invalid((const char *)s->p, (size_t)len) != len) {
		l->bad = true;
		return out;
	}
	if (len)
		out = (struct nb_string){(const char *)s->p, (size_t)len};
	s->p += len;
	return out;
}

/* ---- page entries */

/* Take identifier and revision. The identifier shares its beginning with that
 * of the entry before, which is in the other half of l->ids. */
static enum nb_status get_key(struct nb_leaf *l, struct nb_entry *e,
			      struct nb_error *err)
{
	struct nb_entry_key before = {{l->ids[~l->index & 1], l->id_len},
				      l->revision},
			    here;
	size_t shared = take_byte(l, NB_COL_SHARED),
	       rest = take_byte(l, NB_COL_REST);
	char *id = l->ids[l->index & 1];
	struct nb_values *s = &l->at[NB_COL_ID];

	if (shared > l->id_len || shared + rest > UINT8_MAX ||
	    rest > (size_t)(s->end - s->p))
		return bad(err, "an identifier is cut off");
	memcpy(id, before.id.text, shared);
	if (rest)
		memcpy(id + shared, s->p, rest);
	s->p += rest;
	e->id = (struct nb_string){id, shared + rest};
	e->revision = take_number(l, NB_COL_REVISION);
	here = (struct nb_entry_key){e->id, e->revision};
	if (l->index && nb_key_compare(&before, &here) >= 0)
		return bad(err, "entries are not in order");
	if (!nb_id_is_page(e->id.text, e->id.len))
		return bad(err, "an identifier is not an XML name");
	l->id_len = e->id.len;
	l->revision = e->revision;
	return NB_OK;
}

/* Take what depends on the form alone, whose bits must go together. */
static enum nb_status get_state(struct nb_leaf *l, struct nb_entry *e,
				unsigned form, struct nb_error *err)
{
	unsigned known =
		NB_FORM_STATE | NB_FORM_NAME | NB_FORM_NAME_ID | NB_FORM_REASON;

	e->state = form & NB_FORM_STATE;
	known |= e->state == NB_STATE_PURGED
			 ? NB_FORM_WITHDRAWN
			 : NB_FORM_SOURCE | NB_FORM_DECISIONS;
	if (e->state > NB_STATE_PURGED || (form & ~known) ||
	    (form & (NB_FORM_NAME | NB_FORM_NAME_ID)) == NB_FORM_NAME_ID)
		return bad(err, "the form of an entry is unknown");
	e->has_source = (form & NB_FORM_SOURCE) != 0;
	e->has_decisions = (form & NB_FORM_DECISIONS) != 0;
	e->formerly = (form & NB_FORM_WITHDRAWN) ? NB_STATE_WITHDRAWN
						 : NB_STATE_PRESENT;
	e->unpurged = false;
	e->commit = take_number(l, NB_COL_COMMIT);
	e->purged = e->state == NB_STATE_PURGED
			    ? take_number64(l, NB_COL_PURGED)
			    : 0;
	return NB_OK;
}

/* Give the entry no place, as a purged one has. */
static void no_place(struct nb_entry *e)
{
	e->directory = e->frame_size = 0;
	e->directory_size = e->content_size = e->sources_size = 0;
	e->page_index = e->offset = e->head_len = e->tail_offset = 0;
}

/* Take the frame, and where in its content the document begins. Frame 0 means
 * that of the entry before. */
static enum nb_status get_place(struct nb_leaf *l, struct nb_entry *e,
				struct nb_error *err)
{
	const struct nb_values *table = &l->start[NB_COL_FRAMES];
	uint32_t which = take_number(l, NB_COL_FRAME);
	const uint8_t *p;

	if (which) {
		if (which > (size_t)(table->end - table->p) / NB_FRAME_FIELDS)
			return bad(err, "a frame is not in the table");
		l->frame = table->p + (size_t)(which - 1) * NB_FRAME_FIELDS;
		l->next_index = 0;
		l->next_offset = 0;
	}
	p = l->frame;
	if (!p)
		return bad(err, "the first entry has no frame");
	e->directory = nb_le64(p);
	e->directory_size = nb_le32(p + 8);
	e->frame_size = nb_le64(p + 12);
	e->content_size = nb_le32(p + 20);
	e->sources_size = nb_le32(p + 24);
	e->page_index = take_expected(l, NB_COL_INDEX, l->next_index);
	e->offset = take_expected(l, NB_COL_OFFSET, l->next_offset);
	e->head_len = take_number(l, NB_COL_HEAD);
	l->next_index = e->page_index + 1;
	return NB_OK;
}

/* Take the values of one item but its strings. *end is where the text before it
 * ends, and becomes where its own does. */
static void get_item(struct nb_leaf *l, const struct nb_entry *e,
		     struct nb_entry_item *item, uint64_t *end)
{
	uint64_t before = item == e->items ? 0 : item[-1].number;
	uint32_t n = limit32(l, before + 1 + take_number(l, NB_COL_NUMBER));
	unsigned form = take_byte(l, NB_COL_ITEM_FORM);

	l->bad = l->bad || n > NB_PAGE_ITEMS_MAX;
	item->number = (uint16_t)n;
	item->kind = form & NB_ITEM_KIND;
	item->state = (uint8_t)(form >> NB_ITEM_STATE_SHIFT & STATE_MASK);
	if ((form & NB_ITEM_OF_LAST_KIND) == NB_ITEM_OF_LAST_KIND) {
		item->state = item->kind;
		item->kind = NB_ITEM_LAST_KIND;
	}
	item->characters = take_number(l, NB_COL_CHARACTERS);
	item->title = item->kicker = item->byline = item->reason = nothing;
	item->authors = l->has_authors ? take_authors(l) : nothing;
	l->own += nb_item_strings(form);
	if (form & NB_ITEM_REASON)
		item->reason = nb_leaf_string(l, &l->at[NB_COL_REASON]);
	item->offset = item->len = 0;
	if (e->state == NB_STATE_PURGED)
		return;
	item->len = take_expected(l, NB_COL_LENGTH,
				  NB_ITEM_MARKUP + (uint64_t)NB_ITEM_CHARACTER *
							   item->characters);
	item->offset = take_expected(l, NB_COL_PLACE, item->len ? *end : 0);
	if (item->len)
		*end = (uint64_t)item->offset + item->len;
}

/* Take the items, and the source length, which is expected to follow from their
 * characters. *end becomes where the last text ends. */
static enum nb_status get_items(struct nb_leaf *l, struct nb_entry_slot *slot,
				uint64_t *end, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	uint32_t count = take_number(l, NB_COL_ITEMS), i;
	struct nb_entry_item *grown;
	uint64_t sum = 0;

	if (count > NB_PAGE_ITEMS_MAX)
		return bad(err, "an entry has too many items");
	grown = nb_grow(e->items, &slot->item_cap, count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	e->items = grown;
	*end = e->head_len;
	for (i = 0; i < count; i++) {
		get_item(l, e, &e->items[i], end);
		sum += e->items[i].characters;
	}
	e->item_count = count;
	e->source_len = NB_ITEM_CHARACTER * sum +
			nb_unzigzag(take_number64(l, NB_COL_SOURCE));
	return NB_OK;
}

/* Take name and reason. A name that begins with the identifier is stored
 * without it and put together in l->name. */
static enum nb_status get_name(struct nb_leaf *l, struct nb_entry *e,
			       unsigned form, struct nb_error *err)
{
	e->name = e->reason = nothing;
	if (form & NB_FORM_NAME)
		e->name = nb_leaf_string(l, &l->at[NB_COL_NAME]);
	if (form & NB_FORM_REASON)
		e->reason = nb_leaf_string(l, &l->at[NB_COL_REASON]);
	if (!(form & NB_FORM_NAME_ID))
		return NB_OK;
	l->name.len = 0;
	if (nb_buf_add(&l->name, e->id.text, e->id.len) ||
	    nb_buf_add(&l->name, e->name.text, e->name.len))
		return nb_fail_mem(err);
	e->name = (struct nb_string){(const char *)l->name.data, l->name.len};
	return NB_OK;
}

/* True if no column has values left, as must be after the last entry. The table
 * of frames is looked up, not used up. */
static bool used_up(const struct nb_leaf *l)
{
	int i, end = l->keys_only ? NB_KEY_COLUMNS : NB_COLUMNS;

	for (i = 0; i < end; i++)
		if (i != NB_COL_FRAMES && l->at[i].p != l->at[i].end)
			return false;
	return !l->has_authors || l->authors.p == l->authors.end;
}

/* Take everything that follows the keys. */
static enum nb_status get_rest(struct nb_leaf *l, struct nb_entry_slot *slot,
			       unsigned form, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	enum nb_status st = NB_OK;
	uint64_t end = 0;

	no_place(e);
	if (e->state != NB_STATE_PURGED)
		st = get_place(l, e, err);
	if (!st)
		st = get_name(l, e, form, err);
	if (!st)
		st = get_items(l, slot, &end, err);
	if (st)
		return st;
	if (e->state != NB_STATE_PURGED)
		e->tail_offset = take_expected(l, NB_COL_TAIL, end);
	e->len = limit32(l, (uint64_t)e->tail_offset +
				    take_number(l, NB_COL_REMAINDER));
	if (e->state != NB_STATE_PURGED || l->draft)
		l->next_offset = (uint64_t)e->offset + e->len;
	memset(e->sha256, 0, NB_SHA256_SIZE);
	memset(e->source_sha256, 0, NB_SHA256_SIZE);
	return NB_OK;
}

enum nb_status nb_leaf_next(struct nb_leaf *l, struct nb_entry_slot *slot,
			    struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	unsigned form = take_byte(l, NB_COL_FORM);
	enum nb_status st;

	/* Strings of the entry before that nobody asked for are skipped when
	 * some are. */
	l->skip += l->own;
	l->own = 0;
	e->item_count = 0;
	e->has_authors = l->has_authors;
	st = get_key(l, e, err);
	if (!st)
		st = get_state(l, e, form, err);
	if (!st && !l->keys_only)
		st = get_rest(l, slot, form, err);
	if (!st && l->bad)
		st = bad(err, "a value is cut off or out of range");
	if (!st && !l->keys_only)
		st = nb_entry_check(e, err);
	if (st)
		return st;
	l->index++;
	if (l->index == l->count && !used_up(l))
		return bad(err, "values are left over in its columns");
	return NB_OK;
}

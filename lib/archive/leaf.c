/* SPDX-License-Identifier: Apache-2.0 */
/* Reading leaves and texts records (section 7). */
#include "archive/leaf.h"
#include "archive/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/varint.h"

#include <nbarc/tei.h>

#include <string.h>

static const struct nb_string nothing = {"", 0};

static enum nb_status bad(struct nb_error *err, const char *what)
{
	return nb_fail(err, NB_INVALID, "catalogue leaf: %s", what);
}

/* ---- the record */

/* Where the records beside the leaf are, which lie before it. */
static enum nb_status beside(struct nb_leaf *l, const uint8_t *p,
			     uint64_t offset, struct nb_error *err)
{
	uint32_t texts_end;

	l->hashes_offset = nb_le64(p);
	l->texts_offset = nb_le64(p + 8);
	l->hashes_size = nb_le32(p + 16);
	l->texts_size = nb_le32(p + 20);
	l->texts_from = nb_le32(p + 24);
	l->texts_len = nb_le32(p + 28);
	if (l->hashes_offset > offset ||
	    l->hashes_size > offset - l->hashes_offset ||
	    l->hashes_size !=
		    NB_RECORD_LEAST + (uint64_t)NB_LEAF_HASHES * l->count)
		return bad(err, "its hashes record lies elsewhere");
	if (l->texts_offset > offset ||
	    l->texts_size > offset - l->texts_offset ||
	    (!l->texts_size && (l->texts_offset || l->texts_len)) ||
	    __builtin_add_overflow(l->texts_from, l->texts_len, &texts_end))
		return bad(err, "its texts record lies elsewhere");
	return NB_OK;
}

/* Read the fields before the content. */
static enum nb_status leaf_fields(struct nb_leaf *l, const uint8_t *p,
				  uint32_t size, uint64_t offset,
				  uint32_t *content_size, struct nb_error *err)
{
	if (size < NB_LEAF_HEAD + NB_RECORD_CHECK)
		return bad(err, "too short");
	l->count = nb_le32(p + 16);
	*content_size = nb_le32(p + 20);
	if (l->count == 0 || l->count > NB_NODE_MAX / NB_LEAF_HASHES ||
	    *content_size == 0 || *content_size > NB_NODE_MAX)
		return bad(err, "its counts are out of range");
	return beside(l, p + NB_LEAF_BESIDE, offset, err);
}

/* Find the columns in the content. */
static enum nb_status split(struct nb_leaf *l, struct nb_error *err)
{
	const uint8_t *p = l->content.data, *end = p + l->content.len;
	uint64_t size;
	int i;

	for (i = 0; i < NB_COLUMNS; i++) {
		if (!nb_varint_get(&p, end, &size) || size > (size_t)(end - p))
			return bad(err, "a column exceeds its content");
		l->start[i] = (struct nb_values){p, p + size};
		p += size;
	}
	if (p != end)
		return bad(err, "bytes are left over behind its columns");
	if ((l->start[0].end - l->start[0].p) % NB_FRAME_FIELDS)
		return bad(err, "its table of frames is cut off");
	return NB_OK;
}

enum nb_status nb_leaf_decode(struct nb_leaf *l, struct nb_zdecoder *decoder,
			      const uint8_t *record, uint32_t size,
			      uint64_t offset, struct nb_error *err)
{
	uint32_t content_size = 0;
	enum nb_status st;

	l->offset = 0;
	l->count = l->index = 0;
	l->content.len = l->hashes.len = 0;
	st = leaf_fields(l, record, size, offset, &content_size, err);
	if (!st)
		st = nb_zframe_decompress(decoder, record + NB_LEAF_HEAD,
					  size - NB_LEAF_HEAD - NB_RECORD_CHECK,
					  NULL, 0, content_size,
					  NB_NODE_WINDOW_LOG, &l->content, err);
	if (!st)
		st = split(l, err);
	if (st && err)
		err->offset = offset;
	if (st)
		l->count = 0;
	else
		l->offset = offset;
	nb_leaf_rewind(l);
	return st;
}

void nb_leaf_rewind(struct nb_leaf *l)
{
	memcpy(l->at, l->start, sizeof(l->at));
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
	nb_buf_free(&l->content);
	nb_buf_free(&l->name);
	nb_buf_free(&l->texts);
}

/* ---- values: what is cut off or too large is 0, and l->bad says so */

static uint8_t byte(struct nb_leaf *l, enum nb_column c)
{
	struct nb_values *s = &l->at[c];

	if (s->p != s->end)
		return *s->p++;
	l->bad = true;
	return 0;
}

static uint64_t number64(struct nb_leaf *l, enum nb_column c)
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

static uint32_t in32(struct nb_leaf *l, uint64_t v)
{
	if (v <= UINT32_MAX)
		return (uint32_t)v;
	l->bad = true;
	return 0;
}

static uint32_t number(struct nb_leaf *l, enum nb_column c)
{
	return in32(l, number64(l, c));
}

/* A value that is given by its difference from what is expected. */
static uint32_t expected(struct nb_leaf *l, enum nb_column c, uint64_t value)
{
	return in32(l, value + nb_unzigzag(number64(l, c)));
}

/* A string that ends with a NUL. */
static struct nb_string string(struct nb_leaf *l, struct nb_values *s)
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

/* ---- page entries */

/* The identifier, which shares its beginning with the one before. */
static enum nb_status get_key(struct nb_leaf *l, struct nb_entry *e,
			      struct nb_error *err)
{
	struct nb_key before = {{l->ids[~l->index & 1], l->id_len},
				l->revision},
		      here;
	size_t shared = byte(l, NB_COL_SHARED), rest = byte(l, NB_COL_REST);
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
	e->revision = number(l, NB_COL_REVISION);
	here = (struct nb_key){e->id, e->revision};
	if (l->index && nb_key_compare(&before, &here) >= 0)
		return bad(err, "entries are not in order");
	if (nb_id_level(e->id.text, e->id.len) != NB_ID_PAGE)
		return bad(err, "an identifier is not a page's");
	l->id_len = e->id.len;
	l->revision = e->revision;
	return NB_OK;
}

static enum nb_status get_state(struct nb_leaf *l, struct nb_entry *e,
				unsigned form, struct nb_error *err)
{
	unsigned known =
		NB_FORM_STATE | NB_FORM_NAME | NB_FORM_NAME_ID | NB_FORM_REASON;

	e->state = form & NB_FORM_STATE;
	known |= e->state == NB_STATE_PURGED ? NB_FORM_WITHDRAWN
					     : NB_FORM_SOURCE;
	if (e->state > NB_STATE_PURGED || (form & ~known) ||
	    (form & (NB_FORM_NAME | NB_FORM_NAME_ID)) == NB_FORM_NAME_ID)
		return bad(err, "the form of an entry is unknown");
	e->has_source = (form & NB_FORM_SOURCE) != 0;
	e->formerly = (form & NB_FORM_WITHDRAWN) ? NB_STATE_WITHDRAWN
						 : NB_STATE_PRESENT;
	e->unpurged = false;
	e->commit = number(l, NB_COL_COMMIT);
	e->purged =
		e->state == NB_STATE_PURGED ? number64(l, NB_COL_PURGED) : 0;
	return NB_OK;
}

static void no_place(struct nb_entry *e)
{
	e->directory = e->frame_size = 0;
	e->directory_size = e->content_size = e->sources_size = 0;
	e->page_index = e->offset = e->head_len = e->tail_offset = 0;
}

/* The frame, and where in it the document begins. */
static enum nb_status get_place(struct nb_leaf *l, struct nb_entry *e,
				struct nb_error *err)
{
	const struct nb_values *table = &l->start[NB_COL_FRAMES];
	uint32_t which = number(l, NB_COL_FRAME);
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
	e->page_index = expected(l, NB_COL_INDEX, l->next_index);
	e->offset = expected(l, NB_COL_OFFSET, l->next_offset);
	e->head_len = number(l, NB_COL_HEAD);
	l->next_index = e->page_index + 1;
	return NB_OK;
}

/* Number, form and size of the next item; *end is where the text before it
 * ends. */
static void get_item(struct nb_leaf *l, const struct nb_entry *e,
		     struct nb_entry_item *item, uint64_t *end)
{
	uint64_t before = item == e->items ? 0 : item[-1].number;
	uint32_t n = in32(l, before + 1 + number(l, NB_COL_NUMBER));
	unsigned form = byte(l, NB_COL_ITEM_FORM);

	l->bad = l->bad || n > NB_PAGE_ITEMS_MAX;
	item->number = (uint16_t)n;
	item->kind = form & NB_ITEM_KIND;
	item->state = (uint8_t)(form >> NB_ITEM_STATE_SHIFT & 3);
	item->characters = number(l, NB_COL_CHARACTERS);
	item->title = item->kicker = item->byline = item->reason = nothing;
	l->own += (form >> 4 & 1) + (form >> 5 & 1) + (form >> 6 & 1);
	if (form & NB_ITEM_REASON)
		item->reason = string(l, &l->at[NB_COL_REASON]);
	item->offset = item->len = 0;
	if (e->state == NB_STATE_PURGED)
		return;
	item->len = expected(l, NB_COL_LENGTH,
			     NB_ITEM_MARKUP + (uint64_t)NB_ITEM_CHARACTER *
						      item->characters);
	item->offset = expected(l, NB_COL_PLACE, item->len ? *end : 0);
	if (item->len)
		*end = (uint64_t)item->offset + item->len;
}

static enum nb_status get_items(struct nb_leaf *l, struct nb_entry_slot *slot,
				uint64_t *end, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	uint32_t count = number(l, NB_COL_ITEMS), i;
	uint64_t sum = 0;

	if (count > NB_PAGE_ITEMS_MAX)
		return bad(err, "too many items");
	e->items = nb_grow(e->items, &slot->item_cap, count + 1,
			   sizeof(*e->items));
	if (!e->items) {
		slot->item_cap = 0;
		return nb_fail_mem(err);
	}
	*end = e->head_len;
	for (i = 0; i < count; i++) {
		get_item(l, e, &e->items[i], end);
		sum += e->items[i].characters;
	}
	e->item_count = count;
	e->source_len = NB_ITEM_CHARACTER * sum +
			nb_unzigzag(number64(l, NB_COL_SOURCE));
	return NB_OK;
}

static enum nb_status get_name(struct nb_leaf *l, struct nb_entry *e,
			       unsigned form, struct nb_error *err)
{
	e->name = e->reason = nothing;
	if (form & NB_FORM_NAME)
		e->name = string(l, &l->at[NB_COL_NAME]);
	if (form & NB_FORM_REASON)
		e->reason = string(l, &l->at[NB_COL_REASON]);
	if (!(form & NB_FORM_NAME_ID))
		return NB_OK;
	l->name.len = 0;
	if (nb_buf_add(&l->name, e->id.text, e->id.len) ||
	    nb_buf_add(&l->name, e->name.text, e->name.len))
		return nb_fail_mem(err);
	e->name = (struct nb_string){(const char *)l->name.data, l->name.len};
	return NB_OK;
}

/* After the last entry nothing may be left in the columns. */
static bool used_up(const struct nb_leaf *l)
{
	int i;

	for (i = NB_COL_SHARED; i < NB_COLUMNS; i++)
		if (l->at[i].p != l->at[i].end)
			return false;
	return true;
}

/* What follows the key. */
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
		e->tail_offset = expected(l, NB_COL_TAIL, end);
	e->len =
		in32(l, (uint64_t)e->tail_offset + number(l, NB_COL_REMAINDER));
	l->next_offset = (uint64_t)e->offset + e->len;
	memset(e->sha256, 0, 32);
	memset(e->source_sha256, 0, 32);
	return NB_OK;
}

enum nb_status nb_leaf_next(struct nb_leaf *l, bool keys,
			    struct nb_entry_slot *slot, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	unsigned form = byte(l, NB_COL_FORM);
	enum nb_status st;

	l->skip += l->own;
	l->own = 0;
	e->item_count = 0;
	st = get_key(l, e, err);
	if (!st)
		st = get_state(l, e, form, err);
	if (!st && !keys)
		st = get_rest(l, slot, form, err);
	if (!st && l->bad)
		st = bad(err, "a value is cut off or out of range");
	if (!st && !keys)
		st = nb_entry_check(e, err);
	if (st)
		return st;
	l->index++;
	if (l->index == l->count && !keys && !used_up(l))
		return bad(err, "values are left over in its columns");
	return NB_OK;
}

/* ---- texts */

static enum nb_status bad_at(const struct nb_leaf *l, struct nb_error *err,
			     const char *what)
{
	return nb_fail_at(err, NB_INVALID, l->offset, "catalogue leaf: %s",
			  what);
}

static enum nb_status load_texts(struct nb_leaf *l, int fd,
				 struct nb_zdecoder *decoder,
				 struct nb_error *err)
{
	struct nb_buf record = {0};
	uint32_t size = l->texts_size, content = 0;
	enum nb_status st;

	if (l->loaded == l->texts_offset && l->loaded_size == size)
		return NB_OK;
	l->loaded = 0;
	l->texts.len = 0;
	st = nb_record_read(fd, l->texts_offset, size, l->offset,
			    NB_RECORD_TEXTS, NB_NODE_MAX, &record, err);
	if (!st && size < NB_TEXTS_HEAD + NB_RECORD_CHECK)
		st = nb_fail(err, NB_INVALID, "texts record: too short");
	if (!st) {
		content = nb_le32(record.data + 16);
		if (content == 0 || content > NB_NODE_MAX ||
		    !nb_reserved_zero(record.data + 20, 12))
			st = nb_fail(err, NB_INVALID,
				     "texts record: its fields are wrong");
	}
	if (!st)
		st = nb_zframe_decompress(
			decoder, record.data + NB_TEXTS_HEAD,
			size - NB_TEXTS_HEAD - NB_RECORD_CHECK, NULL, 0,
			content, NB_NODE_WINDOW_LOG, &l->texts, err);
	if (st && err)
		err->offset = l->texts_offset;
	if (!st) {
		l->loaded = l->texts_offset;
		l->loaded_size = size;
	}
	nb_buf_free(&record);
	return st;
}

/* Do the strings that the items have fill their place? If not, any of them may
 * be another one's. */
static bool filled(struct nb_leaf *l)
{
	struct nb_values strings = l->strings;
	const struct nb_values *forms = &l->start[NB_COL_ITEM_FORM];
	const uint8_t *form;
	size_t count = 0;
	bool is;

	for (form = forms->p; form < forms->end; form++)
		count += (size_t)(*form >> 4 & 1) + (*form >> 5 & 1) +
			 (*form >> 6 & 1);
	for (; count && !l->bad; count--)
		(void)string(l, &strings);
	is = !l->bad && strings.p == strings.end;
	l->bad = false;
	return is;
}

/* Find the strings of this leaf. */
static enum nb_status find_strings(struct nb_leaf *l, int fd,
				   struct nb_zdecoder *decoder,
				   struct nb_error *err)
{
	enum nb_status st;

	l->strings = (struct nb_values){NULL, NULL};
	if (l->texts_size) {
		st = load_texts(l, fd, decoder, err);
		if (st)
			return st;
		if (l->texts_from > l->texts.len ||
		    l->texts_len > l->texts.len - l->texts_from)
			return bad_at(l, err, "its texts exceed their record");
		l->strings.p = l->texts.data + l->texts_from;
		l->strings.end = l->strings.p + l->texts_len;
	}
	if (!filled(l))
		return bad_at(l, err, "its texts do not fill their place");
	l->strings_found = true;
	return NB_OK;
}

/* The strings of an item, whose form is at *form. */
static void get_texts(struct nb_leaf *l, unsigned form,
		      struct nb_entry_item *item)
{
	if (form & NB_ITEM_TITLE)
		item->title = string(l, &l->strings);
	if (form & NB_ITEM_KICKER)
		item->kicker = string(l, &l->strings);
	if (form & NB_ITEM_BYLINE)
		item->byline = string(l, &l->strings);
}

enum nb_status nb_leaf_texts(struct nb_leaf *l, int fd,
			     struct nb_zdecoder *decoder,
			     struct nb_entry_slot *slot, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	const uint8_t *forms = l->at[NB_COL_ITEM_FORM].p - e->item_count;
	enum nb_status st;
	size_t i;

	if (!l->strings_found) {
		st = find_strings(l, fd, decoder, err);
		if (st)
			return st;
	}
	for (; l->skip; l->skip--)
		(void)string(l, &l->strings);
	for (i = 0; l->own && i < e->item_count; i++)
		get_texts(l, forms[i], &e->items[i]);
	l->own = 0;
	return NB_OK;
}

/* ---- hashes */

enum nb_status nb_leaf_hashes(struct nb_leaf *l, int fd,
			      struct nb_entry_slot *slot, struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	const uint8_t *p;
	enum nb_status st = NB_OK;

	if (!l->hashes.len)
		st = nb_record_read(fd, l->hashes_offset, l->hashes_size,
				    l->offset, NB_RECORD_HASHES, NB_NODE_MAX,
				    &l->hashes, err);
	if (st) {
		l->hashes.len = 0;
		return st;
	}
	p = l->hashes.data + NB_RECORD_HEAD +
	    (size_t)(l->index - 1) * NB_LEAF_HASHES;
	memcpy(e->sha256, p, 32);
	memcpy(e->source_sha256, p + 32, 32);
	return NB_OK;
}

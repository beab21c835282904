/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/entry.h"
#include "archive/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

#define ENTRY_FIXED 144u
#define ITEM_FIXED 24u
#define FLAG_SOURCE 1u
#define FLAG_WITHDRAWN 2u /* of a purged entry: it was */

int nb_string_compare(const struct nb_string *a, const struct nb_string *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int order = n ? memcmp(a->text, b->text, n) : 0;

	if (order)
		return order;
	return (a->len > b->len) - (a->len < b->len);
}

int nb_key_compare(const struct nb_key *a, const struct nb_key *b)
{
	int order = nb_string_compare(&a->id, &b->id);

	if (order)
		return order;
	return (a->revision < b->revision) - (a->revision > b->revision);
}

uint8_t nb_entry_proven(const struct nb_entry *e)
{
	return e->unpurged ? e->formerly : e->state;
}

bool nb_entry_as_of(struct nb_entry *e, uint64_t upto)
{
	if (upto == 0)
		return true;
	e->unpurged = e->state == NB_STATE_PURGED && e->purged > upto;
	return e->commit <= upto;
}

/* ---- encoding */

static enum nb_status add_string(struct nb_buf *out, const struct nb_string *s)
{
	return nb_buf_add(out, s->text, s->len);
}

static bool item_fits(const struct nb_entry_item *item)
{
	return item->title.len <= UINT16_MAX &&
	       item->kicker.len <= UINT16_MAX &&
	       item->byline.len <= UINT16_MAX && item->reason.len <= UINT16_MAX;
}

static enum nb_status encode_item(const struct nb_entry_item *item,
				  struct nb_buf *out)
{
	uint8_t p[ITEM_FIXED];
	enum nb_status st;

	nb_put16(p, item->number);
	p[2] = item->kind;
	p[3] = item->state;
	nb_put32(p + 4, item->offset);
	nb_put32(p + 8, item->len);
	nb_put32(p + 12, item->characters);
	nb_put16(p + 16, (uint16_t)item->title.len);
	nb_put16(p + 18, (uint16_t)item->kicker.len);
	nb_put16(p + 20, (uint16_t)item->byline.len);
	nb_put16(p + 22, (uint16_t)item->reason.len);
	st = nb_buf_add(out, p, sizeof(p));
	if (!st)
		st = add_string(out, &item->title);
	if (!st)
		st = add_string(out, &item->kicker);
	if (!st)
		st = add_string(out, &item->byline);
	return st ? st : add_string(out, &item->reason);
}

static void put_fixed(const struct nb_entry *e, uint8_t p[ENTRY_FIXED])
{
	memset(p, 0, ENTRY_FIXED);
	p[4] = e->state;
	p[5] = e->has_source ? FLAG_SOURCE : 0;
	if (e->state == NB_STATE_PURGED && e->formerly == NB_STATE_WITHDRAWN)
		p[5] |= FLAG_WITHDRAWN;
	p[6] = (uint8_t)e->id.len;
	nb_put32(p + 8, e->revision);
	nb_put32(p + 12, e->commit);
	nb_put64(p + 16,
		 e->state == NB_STATE_PURGED ? e->purged : e->directory);
	nb_put32(p + 24, e->directory_size);
	nb_put32(p + 28, e->page_index);
	nb_put64(p + 32, e->frame_size);
	nb_put32(p + 40, e->content_size);
	nb_put32(p + 44, e->offset);
	nb_put32(p + 48, e->len);
	nb_put32(p + 52, e->head_len);
	nb_put32(p + 56, e->tail_offset);
	nb_put32(p + 60, e->sources_size);
	nb_put64(p + 64, e->source_len);
	memcpy(p + 72, e->sha256, 32);
	memcpy(p + 104, e->source_sha256, 32);
	nb_put16(p + 136, (uint16_t)e->item_count);
	nb_put16(p + 138, (uint16_t)e->name.len);
	nb_put16(p + 140, (uint16_t)e->reason.len);
}

enum nb_status nb_entry_encode(const struct nb_entry *e, struct nb_buf *out,
			       struct nb_error *err)
{
	uint8_t p[ENTRY_FIXED];
	size_t start = out->len, i;
	enum nb_status st;

	if (e->id.len > UINT8_MAX || e->name.len > UINT16_MAX ||
	    e->reason.len > UINT16_MAX || e->item_count > NB_PAGE_ITEMS_MAX)
		return nb_fail(err, NB_LIMIT, "page entry is too large");
	put_fixed(e, p);
	st = nb_buf_add(out, p, sizeof(p));
	if (!st)
		st = add_string(out, &e->id);
	if (!st)
		st = add_string(out, &e->name);
	if (!st)
		st = add_string(out, &e->reason);
	for (i = 0; !st && i < e->item_count; i++) {
		if (!item_fits(&e->items[i]))
			return nb_fail(err, NB_LIMIT,
				       "item %u: a string is too long",
				       e->items[i].number);
		st = encode_item(&e->items[i], out);
	}
	if (st)
		return nb_fail_mem(err);
	if (out->len - start > NB_NODE_MAX / 2)
		return nb_fail(err, NB_LIMIT, "page entry is too large");
	nb_put32(out->data + start, (uint32_t)(out->len - start));
	return NB_OK;
}

/* ---- decoding */

/* Take n bytes at *at of an entry of `size` bytes. */
static bool take(const uint8_t *p, size_t size, size_t *at, size_t n,
		 struct nb_string *s)
{
	if (n > size - *at)
		return false;
	s->text = (const char *)p + *at;
	s->len = n;
	*at += n;
	return true;
}

static enum nb_status bad(struct nb_error *err, const char *what)
{
	return nb_fail(err, NB_INVALID, "page entry: %s", what);
}

static bool item_in_place(const struct nb_entry *e,
			  const struct nb_entry_item *item)
{
	if (e->state == NB_STATE_PURGED || item->state == NB_STATE_MOVED)
		return item->len == 0;
	/* The text of a withdrawn item may have been purged. */
	if (item->state == NB_STATE_WITHDRAWN && item->len == 0)
		return true;
	return item->offset >= e->head_len && item->offset <= e->tail_offset &&
	       item->len <= e->tail_offset - item->offset;
}

static enum nb_status decode_item(const uint8_t *p, size_t size, size_t *at,
				  const struct nb_entry *e,
				  struct nb_entry_item *item,
				  struct nb_error *err)
{
	const uint8_t *q = p + *at;

	if (ITEM_FIXED > size - *at)
		return bad(err, "cut off inside an item");
	*at += ITEM_FIXED;
	item->number = nb_le16(q);
	item->kind = q[2];
	item->state = q[3];
	item->offset = nb_le32(q + 4);
	item->len = nb_le32(q + 8);
	item->characters = nb_le32(q + 12);
	if (item->number == 0 || item->number > NB_PAGE_ITEMS_MAX ||
	    item->kind > NB_KIND_NOTICE || item->state > NB_STATE_MOVED)
		return bad(err, "an item's number, kind or state is invalid");
	if (!item_in_place(e, item))
		return bad(err, "an item lies outside its document");
	if (!take(p, size, at, nb_le16(q + 16), &item->title) ||
	    !take(p, size, at, nb_le16(q + 18), &item->kicker) ||
	    !take(p, size, at, nb_le16(q + 20), &item->byline) ||
	    !take(p, size, at, nb_le16(q + 22), &item->reason))
		return bad(err, "a string of an item exceeds the entry");
	return NB_OK;
}

static int by_offset(const void *a, const void *b)
{
	const struct nb_entry_item *x = *(struct nb_entry_item *const *)a;
	const struct nb_entry_item *y = *(struct nb_entry_item *const *)b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

enum nb_status nb_entry_order(const struct nb_entry *e,
			      const struct nb_entry_item ***items,
			      size_t *count, struct nb_error *err)
{
	const struct nb_entry_item **list =
		nb_alloc(e->item_count, sizeof(struct nb_entry_item *));
	size_t i;

	*items = list;
	*count = 0;
	if (!list)
		return nb_fail_mem(err);
	for (i = 0; i < e->item_count; i++)
		if (e->items[i].len)
			list[(*count)++] = &e->items[i];
	qsort(list, *count, sizeof(struct nb_entry_item *), by_offset);
	return NB_OK;
}

/* Items that keep their numbers stand in the document in another order. */
static enum nb_status check_overlap(const struct nb_entry *e,
				    struct nb_error *err)
{
	const struct nb_entry_item **list;
	uint32_t end = e->head_len;
	size_t i, n;
	enum nb_status st = nb_entry_order(e, &list, &n, err);

	for (i = 0; !st && i < n; i++) {
		if (list[i]->offset < end)
			st = bad(err, "items overlap");
		end = list[i]->offset + list[i]->len;
	}
	free(list);
	return st;
}

static enum nb_status decode_items(const uint8_t *p, size_t size, size_t *at,
				   struct nb_entry_slot *slot, size_t count,
				   struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	uint32_t end = e->head_len;
	bool rising = true;
	size_t i;

	if (count > NB_PAGE_ITEMS_MAX)
		return bad(err, "too many items");
	e->items = nb_grow(e->items, &slot->item_cap, count + 1,
			   sizeof(*e->items));
	if (!e->items) {
		slot->item_cap = 0;
		return nb_fail_mem(err);
	}
	for (i = 0; i < count; i++) {
		struct nb_entry_item *item = &e->items[i];
		enum nb_status st = decode_item(p, size, at, e, item, err);

		if (st)
			return st;
		if (i && item->number <= item[-1].number)
			return bad(err, "items are not in order");
		if (!item->len)
			continue;
		rising = rising && item->offset >= end;
		end = item->offset + item->len;
	}
	e->item_count = count;
	return rising ? NB_OK : check_overlap(e, err);
}

static void get_fixed(const uint8_t *p, struct nb_entry *e)
{
	e->state = p[4];
	e->has_source = (p[5] & FLAG_SOURCE) != 0;
	e->formerly =
		(p[5] & FLAG_WITHDRAWN) ? NB_STATE_WITHDRAWN : NB_STATE_PRESENT;
	e->unpurged = false;
	e->revision = nb_le32(p + 8);
	e->commit = nb_le32(p + 12);
	e->directory = nb_le64(p + 16);
	e->purged = 0;
	if (e->state == NB_STATE_PURGED) {
		e->purged = e->directory;
		e->directory = 0;
	}
	e->directory_size = nb_le32(p + 24);
	e->page_index = nb_le32(p + 28);
	e->frame_size = nb_le64(p + 32);
	e->content_size = nb_le32(p + 40);
	e->offset = nb_le32(p + 44);
	e->len = nb_le32(p + 48);
	e->head_len = nb_le32(p + 52);
	e->tail_offset = nb_le32(p + 56);
	e->sources_size = nb_le32(p + 60);
	e->source_len = nb_le64(p + 64);
	memcpy(e->sha256, p + 72, 32);
	memcpy(e->source_sha256, p + 104, 32);
}

/* A purged entry has no place, and says which commit purged it. */
static enum nb_status check_purged(const uint8_t *p, const struct nb_entry *e,
				   struct nb_error *err)
{
	if (e->purged == 0 || e->has_source || !nb_reserved_zero(p + 24, 24) ||
	    !nb_reserved_zero(p + 52, 12))
		return bad(err, "a purged entry has a place");
	return NB_OK;
}

static enum nb_status check_fixed(const uint8_t *p, const struct nb_entry *e,
				  struct nb_error *err)
{
	unsigned flags = FLAG_SOURCE;

	if (e->state == NB_STATE_PURGED)
		flags |= FLAG_WITHDRAWN;
	if (e->state > NB_STATE_PURGED || (p[5] & ~flags) || p[7] ||
	    !nb_reserved_zero(p + 142, 2))
		return bad(err, "reserved bytes are not zero");
	if (e->revision == 0)
		return bad(err, "revision 0");
	if (e->state == NB_STATE_PURGED)
		return check_purged(p, e, err);
	if (e->content_size > NB_CONTENT_MAX || e->offset > e->content_size ||
	    e->len > e->content_size - e->offset)
		return bad(err, "the document lies outside its frame");
	if (e->head_len > e->tail_offset || e->tail_offset > e->len)
		return bad(err, "head and tail lie outside the document");
	if (e->page_index >= NB_FRAME_PAGES_MAX)
		return bad(err, "page index is out of range");
	return NB_OK;
}

enum nb_status nb_entry_decode(const uint8_t *p, size_t len,
			       struct nb_entry_slot *slot, size_t *size,
			       struct nb_error *err)
{
	struct nb_entry *e = &slot->entry;
	size_t n, at = ENTRY_FIXED;
	enum nb_status st;

	*size = 0;
	e->item_count = 0;
	if (len < ENTRY_FIXED)
		return bad(err, "cut off");
	n = nb_le32(p);
	if (n < ENTRY_FIXED || n > len)
		return bad(err, "its size exceeds the node");
	get_fixed(p, e);
	st = check_fixed(p, e, err);
	if (st)
		return st;
	if (!take(p, n, &at, p[6], &e->id) ||
	    !take(p, n, &at, nb_le16(p + 138), &e->name) ||
	    !take(p, n, &at, nb_le16(p + 140), &e->reason))
		return bad(err, "a string exceeds the entry");
	if (nb_id_level(e->id.text, e->id.len) != NB_ID_PAGE)
		return bad(err, "its identifier is not a page's");
	st = decode_items(p, n, &at, slot, nb_le16(p + 136), err);
	if (st)
		return st;
	if (at != n)
		return bad(err, "bytes left over at its end");
	*size = n;
	return NB_OK;
}

void nb_entry_slot_free(struct nb_entry_slot *slot)
{
	free(slot->entry.items);
	slot->entry.items = NULL;
	slot->item_cap = 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Page entries of a segment, group by group, and which of them have changed
 * (format-spec/nbarc-index.md, section 5). */
#include "index/groups.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/varint.h"

#include <nbarc/id.h>

#include <string.h>

/* ---- changed pages */

uint32_t nb_index_change(const char *id, size_t len)
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(id, len, digest);
	return nb_le32(digest);
}

enum nb_status nb_index_changed(struct nb_index_reader *r, uint32_t change,
				bool *changed, struct nb_error *err)
{
	const struct nb_index_segment *s = r->segment;
	size_t low = 0, high = s->changed_count;
	enum nb_status st;

	*changed = false;
	if (high && r->changed.len == 0) {
		st = nb_index_load(&s->blocks, &r->cache, s->changed,
				   4 * (uint64_t)s->changed_count, &r->changed,
				   err);
		if (st) {
			r->changed.len = 0;
			return st;
		}
	}
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		uint32_t v = nb_le32(r->changed.data + 4 * mid);

		if (v == change)
			*changed = true;
		if (v == change)
			break;
		if (v < change)
			low = mid + 1;
		else
			high = mid;
	}
	return NB_OK;
}

/* ---- page entries */

/* Give the entry of a group in the table, which is read as a whole when it is
 * needed first: the place of its content, and the number of its first document.
 */
static enum nb_status group_entry(struct nb_index_reader *r, uint32_t index,
				  uint64_t *at, uint64_t *doc,
				  struct nb_error *err)
{
	const struct nb_index_segment *s = r->segment;
	uint64_t size = NB_INDEX_GROUP_ENTRY * ((uint64_t)s->group_count + 1);
	enum nb_status st = NB_OK;
	const uint8_t *p;

	if (r->group_table.len == 0)
		st = nb_index_load(&s->blocks, &r->cache, s->groups, size,
				   &r->group_table, err);
	if (st) {
		r->group_table.len = 0;
		return st;
	}
	p = r->group_table.data + (size_t)NB_INDEX_GROUP_ENTRY * index;
	*at = nb_le64(p);
	*doc = nb_le64(p + 8);
	return *doc > s->documents ? nb_index_damaged(r, err) : NB_OK;
}

enum nb_status nb_index_group_of(struct nb_index_reader *r, uint32_t doc,
				 uint32_t *index, struct nb_error *err)
{
	uint32_t low = 0, high = r->segment->group_count;
	uint64_t at, first;
	enum nb_status st;

	/* The last group whose first document is not beyond `doc`. */
	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		st = group_entry(r, mid, &at, &first, err);
		if (st)
			return st;
		if (first <= doc)
			low = mid;
		else
			high = mid;
	}
	*index = low;
	return high ? NB_OK : nb_index_damaged(r, err);
}

enum nb_status nb_index_group_place(struct nb_index_reader *r, uint32_t index,
				    uint64_t *from, uint64_t *to,
				    struct nb_error *err)
{
	uint64_t doc;
	enum nb_status st = group_entry(r, index, from, &doc, err);

	if (!st)
		st = group_entry(r, index + 1, to, &doc, err);
	return !st && *from > *to ? nb_index_damaged(r, err) : st;
}

/* Decode a page entry; `before` is the one before it, or itself. */
static bool decode_page(const uint8_t **p, const uint8_t *end,
			const struct nb_index_page *before,
			struct nb_index_page *page)
{
	uint64_t revision;
	size_t shared, rest;

	if (end - *p < 2)
		return false;
	shared = (*p)[0];
	rest = (*p)[1];
	*p += 2;
	if (shared > before->id_len || shared + rest > UINT8_MAX ||
	    rest > (size_t)(end - *p))
		return false;
	memmove(page->id, before->id, shared);
	memcpy(page->id + shared, *p, rest);
	page->id_len = (uint8_t)(shared + rest);
	*p += rest;
	if (!nb_varint_get(p, end, &revision) || revision > UINT32_MAX)
		return false;
	page->revision = (uint32_t)revision;
	return true;
}

/* Decode the numbers of the items of a page; *st is NB_NOMEM if memory is
 * lacking. */
static bool decode_items(const uint8_t **p, const uint8_t *end,
			 struct nb_index_group *g, struct nb_index_page *page,
			 enum nb_status *st)
{
	uint64_t count, gap, number = 0;
	uint16_t *grown;

	if (!nb_varint_get(p, end, &count) || count > (uint64_t)(end - *p))
		return false;
	grown = nb_grow(g->numbers, &g->cap, g->docs + (size_t)count + 1,
			sizeof(*grown));
	if (!grown) {
		*st = NB_NOMEM;
		return false;
	}
	g->numbers = grown;
	page->first_item = g->docs;
	page->items = (uint32_t)count;
	for (; count > 0; count--) {
		if (!nb_varint_get(p, end, &gap) || gap > UINT16_MAX ||
		    (number += gap + 1) > UINT16_MAX)
			return false;
		g->numbers[g->docs++] = (uint16_t)number;
	}
	return true;
}

/* Decode the content of a group. */
static enum nb_status decode_group(struct nb_index_reader *r,
				   struct nb_index_group *g,
				   struct nb_error *err)
{
	const uint8_t *p = r->content.data, *end = p + r->content.len;
	static const struct nb_index_page none;
	enum nb_status st = NB_OK;
	uint32_t i;

	g->docs = 0;
	for (i = 0; i < g->count; i++)
		if (!decode_page(&p, end, i ? &g->pages[i - 1] : &none,
				 &g->pages[i]) ||
		    (!r->segment->grain &&
		     !decode_items(&p, end, g, &g->pages[i], &st)))
			return st ? nb_fail_mem(err) : nb_index_damaged(r, err);
	return p == end ? NB_OK : nb_index_damaged(r, err);
}

enum nb_status nb_index_page_check(const struct nb_index_reader *r,
				   const struct nb_index_page *p,
				   struct nb_error *err)
{
	return nb_id_is_page(p->id, p->id_len) ? NB_OK
					       : nb_index_damaged(r, err);
}

enum nb_status nb_index_group_read(struct nb_index_reader *r, uint32_t index,
				   struct nb_index_group *g,
				   struct nb_error *err)
{
	uint64_t from, to, first, next, left;
	enum nb_status st = group_entry(r, index, &from, &first, err);

	if (!st)
		st = group_entry(r, index + 1, &to, &next, err);
	if (!st && (from > to || first > next))
		st = nb_index_damaged(r, err);
	if (!st)
		st = nb_index_load(&r->segment->blocks, &r->cache, from,
				   to - from, &r->content, err);
	if (st)
		return st;
	g->first = (uint64_t)index * NB_INDEX_GROUP;
	left = r->segment->entries - g->first;
	g->count = left < NB_INDEX_GROUP ? (uint32_t)left : NB_INDEX_GROUP;
	g->first_doc = (uint32_t)first;
	st = decode_group(r, g, err);
	if (!st && g->docs != next - first)
		st = nb_index_damaged(r, err);
	return st;
}

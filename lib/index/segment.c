/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Characters and lists of a segment (format-spec/nbarc-index.md, section 5).
 *
 * Nothing is believed before it was checked: a list of n documents of at most
 * n is at least that long in memory, so that the number of documents, which
 * nb_index_segment_check() compares with the size of the segment, is the bound
 * of everything.
 */
#include "index/segment.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/varint.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a chunk that are read at first: dictionaries of rare characters are
 * shorter. */
#define HEAD_FIRST 1024u

enum nb_status nb_index_damaged(const struct nb_index_reader *r,
				struct nb_error *err)
{
	return nb_fail_at(err, NB_INVALID, r->segment->blocks.offset,
			  "index: a segment contradicts itself");
}

/* Does a table of so many entries stand in the content? */
static bool table_fits(uint64_t size, uint64_t at, uint64_t entries,
		       unsigned bytes)
{
	return at <= size && entries <= (size - at) / bytes;
}

uint64_t nb_index_documents(const struct nb_index_segment *s)
{
	uint64_t first = s->blocks.first;

	return (first + s->entries - 1) / s->grain - first / s->grain + 1;
}

enum nb_status nb_index_segment_check(const struct nb_index_segment *s,
				      struct nb_error *err)
{
	uint64_t size = s->blocks.count * NB_INDEX_CONTENT;
	uint64_t groups = (s->entries + NB_INDEX_GROUP - 1) / NB_INDEX_GROUP;

	/* A document takes a byte at least, and so does a page entry. */
	if (s->entries == 0 || s->entries > size || s->documents > size ||
	    s->chars % 8 != 0 || groups != s->group_count ||
	    !table_fits(size, s->chars, (uint64_t)s->char_count + 1, 8) ||
	    !table_fits(size, s->groups, (uint64_t)s->group_count + 1,
			NB_INDEX_GROUP_ENTRY) ||
	    !table_fits(size, s->changed, s->changed_count, 4) ||
	    (s->grain && s->documents != nb_index_documents(s)))
		return nb_fail_at(err, NB_INVALID, s->blocks.offset,
				  "index: the sizes of a segment do not fit");
	return NB_OK;
}

enum nb_status nb_index_list_room(struct nb_index_list *l, size_t count)
{
	uint32_t *grown = nb_grow(l->docs, &l->cap, count, sizeof(*grown));

	if (grown)
		l->docs = grown;
	return grown ? NB_OK : NB_NOMEM;
}

void nb_index_reader_free(struct nb_index_reader *r)
{
	nb_index_cache_free(&r->cache);
	nb_buf_free(&r->table);
	nb_buf_free(&r->head);
	nb_buf_free(&r->content);
	nb_buf_free(&r->group_table);
	nb_buf_free(&r->changed);
	free(r->own.docs);
	free(r->chunk.others);
	free(r->chunk.counts);
	free(r->chunk.lens);
}

/* ---- the table of characters */

/* Entries of the table that are read at once from afar: 40 KiB. */
#define TABLE_PART 5120u

/* Read an entry of the table of characters; the one after the last has the end
 * of the chunks. Entries do not reach from one block into the next. */
static enum nb_status table_entry(struct nb_index_reader *r, uint64_t index,
				  uint64_t *value, struct nb_error *err)
{
	uint64_t at = r->segment->chars + 8 * index;
	uint64_t block = at / NB_INDEX_CONTENT;
	enum nb_status st = NB_OK;

	if (r->table.len == 0 || r->table_at != block)
		st = nb_index_load(&r->segment->blocks, &r->cache,
				   block * NB_INDEX_CONTENT, NB_INDEX_CONTENT,
				   &r->table, err);
	if (st)
		r->table.len = 0;
	else
		*value = nb_le64(r->table.data + at % NB_INDEX_CONTENT);
	r->table_at = block;
	return st;
}

enum nb_status nb_index_char(struct nb_index_reader *r, uint32_t rank,
			     uint32_t *c, uint64_t *from, uint64_t *to,
			     struct nb_error *err)
{
	const uint64_t mask = ((uint64_t)1 << NB_INDEX_OFFSET_BITS) - 1;
	uint64_t entry = 0, next = 0;
	enum nb_status st = table_entry(r, rank, &entry, err);

	if (!st)
		st = table_entry(r, (uint64_t)rank + 1, &next, err);
	*c = (uint32_t)(entry >> NB_INDEX_OFFSET_BITS);
	*from = entry & mask;
	*to = next & mask;
	return !st && *from >= *to ? nb_index_damaged(r, err) : st;
}

/* A search in the table comes to a part that is worth one request rather than
 * several: tell the file, once. */
static void expect_entries(const struct nb_index_reader *r, uint32_t low,
			   uint32_t high, bool *told)
{
	if (!*told && high - low <= TABLE_PART) {
		nb_index_expect(&r->segment->blocks,
				r->segment->chars + 8 * (uint64_t)low,
				8 * (uint64_t)(high - low));
		*told = true;
	}
}

enum nb_status nb_index_rank(struct nb_index_reader *r, uint32_t c,
			     uint32_t *rank, struct nb_error *err)
{
	uint32_t low = 0, high = r->segment->char_count;
	uint64_t entry;
	bool told = false;
	enum nb_status st;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		expect_entries(r, low, high, &told);
		st = table_entry(r, mid, &entry, err);
		if (st)
			return st;
		entry >>= NB_INDEX_OFFSET_BITS;
		if (entry == c) {
			*rank = mid;
			return NB_OK;
		}
		if (entry < c)
			low = mid + 1;
		else
			high = mid;
	}
	return NB_ABSENT;
}

/* ---- chunks */

/* Make room for the dictionary of `pairs` pairs. */
static enum nb_status chunk_room(struct nb_index_chunk *c, size_t pairs)
{
	uint32_t **arrays[3] = {&c->others, &c->counts, &c->lens};
	size_t cap = c->cap, i;

	for (i = 0; i < 3; i++) {
		uint32_t *grown;

		cap = c->cap;
		grown = nb_grow(*arrays[i], &cap, pairs + 1, sizeof(*grown));
		if (!grown)
			return NB_NOMEM;
		*arrays[i] = grown;
	}
	c->cap = cap;
	return NB_OK;
}

/* Decode the numbers of documents, and the sizes of long lists, whose sum is
 * known. */
static bool decode_counts(struct nb_bit_reader *bits, struct nb_index_chunk *c)
{
	uint32_t pairs = c->begins + c->ends, i;
	uint64_t longs = 0;

	for (i = 1; i <= pairs; i++) {
		c->counts[i] = nb_bits_get_number(bits);
		if (c->counts[i] > c->counts[0])
			return false;
	}
	for (i = 0; i <= pairs; i++) {
		c->lens[i] = c->counts[i] < NB_INDEX_LONG
				     ? 0
				     : nb_bits_get_number(bits) - 1;
		longs += c->lens[i];
	}
	return !bits->bad && longs == c->end - c->longs;
}

/* Decode the dictionary in r->head, from the byte `from` on. */
static enum nb_status decode_chunk(struct nb_index_reader *r, size_t from,
				   size_t len, struct nb_error *err)
{
	struct nb_bit_reader bits = nb_bits_of(&r->head, from, from + len);
	uint32_t own = nb_bits_get_number(&bits), n = r->segment->char_count;
	struct nb_index_chunk *c = &r->chunk;

	c->begins = nb_bits_get_number(&bits) - 1;
	c->ends = nb_bits_get_number(&bits) - 1;
	if (bits.bad || own > r->segment->documents || c->begins > n ||
	    c->ends > n)
		return nb_index_damaged(r, err);
	if (chunk_room(c, (size_t)c->begins + c->ends))
		return nb_fail_mem(err);
	c->counts[0] = own;
	nb_bits_get_list(&bits, c->others, c->begins, n);
	nb_bits_get_list(&bits, c->others + c->begins, c->ends, n);
	return decode_counts(&bits, c) ? NB_OK : nb_index_damaged(r, err);
}

/* Read the two sizes that a chunk begins with, and its dictionary. */
static enum nb_status read_head(struct nb_index_reader *r, uint64_t from,
				uint64_t to, struct nb_error *err)
{
	uint64_t size = to - from, loaded, lens[2];
	const uint8_t *p, *end;
	size_t skip;
	enum nb_status st;

	loaded = size < HEAD_FIRST ? size : HEAD_FIRST;
	st = nb_index_load(&r->segment->blocks, &r->cache, from, loaded,
			   &r->head, err);
	if (st)
		return st;
	p = r->head.data;
	end = p + r->head.len;
	if (!nb_varint_get(&p, end, &lens[0]) ||
	    !nb_varint_get(&p, end, &lens[1]))
		return nb_index_damaged(r, err);
	skip = (size_t)(p - r->head.data);
	if (lens[0] > size - skip || lens[1] > size - skip - lens[0])
		return nb_index_damaged(r, err);
	r->chunk.shorts = from + skip + lens[0];
	r->chunk.shorts_len = lens[1];
	r->chunk.longs = r->chunk.shorts + lens[1];
	r->chunk.end = to;
	if (skip + lens[0] > loaded)
		st = nb_index_load(&r->segment->blocks, &r->cache, from,
				   skip + lens[0], &r->head, err);
	return st ? st : decode_chunk(r, skip, (size_t)lens[0], err);
}

enum nb_status nb_index_chunk_read(struct nb_index_reader *r, uint32_t rank,
				   struct nb_error *err)
{
	uint64_t from, to;
	uint32_t c;
	enum nb_status st;

	if (r->chunk.end && r->chunk_rank == rank)
		return NB_OK;
	r->own_read = false;
	st = nb_index_char(r, rank, &c, &from, &to, err);
	if (!st)
		st = read_head(r, from, to, err);
	r->chunk_rank = rank;
	if (st)
		r->chunk.end = 0;
	return st;
}

/* ---- lists */

bool nb_index_pair(const struct nb_index_reader *r, enum nb_index_kind kind,
		   uint32_t other, uint32_t *which)
{
	const struct nb_index_chunk *c = &r->chunk;
	uint32_t low = kind == NB_INDEX_BEGINS ? 0 : c->begins;
	uint32_t high =
		kind == NB_INDEX_BEGINS ? low + c->begins : low + c->ends;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (c->others[mid] == other) {
			*which = mid + 1;
			return true;
		}
		if (c->others[mid] < other)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* Decode the next list of `count` numbers below `limit`. */
static enum nb_status decode_list(struct nb_index_reader *r,
				  struct nb_bit_reader *bits, uint32_t count,
				  uint32_t limit, struct nb_index_list *list,
				  struct nb_error *err)
{
	if (nb_index_list_room(list, count))
		return nb_fail_mem(err);
	list->count = count;
	nb_bits_get_list(bits, list->docs, count, limit);
	return bits->bad ? nb_index_damaged(r, err) : NB_OK;
}

/* Replace places in the chunk's own list by the documents there. */
static void to_documents(const struct nb_index_reader *r,
			 struct nb_index_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		list->docs[i] = r->own.docs[list->docs[i]];
}

void nb_index_list_place(const struct nb_index_reader *r, uint32_t which,
			 uint64_t *at, uint64_t *len)
{
	const struct nb_index_chunk *c = &r->chunk;
	uint32_t i;

	*at = c->shorts;
	*len = c->shorts_len;
	if (c->counts[which] < NB_INDEX_LONG)
		return;
	*at = c->longs;
	*len = c->lens[which];
	for (i = 0; i < which; i++)
		*at += c->lens[i];
}

/* Read a list without making documents of it. */
static enum nb_status read_places(struct nb_index_reader *r, uint32_t which,
				  uint32_t limit, struct nb_index_list *list,
				  struct nb_error *err)
{
	const struct nb_index_chunk *c = &r->chunk;
	bool is_long = c->counts[which] >= NB_INDEX_LONG;
	struct nb_bit_reader bits;
	uint64_t at, len;
	enum nb_status st;
	uint32_t i;

	nb_index_list_place(r, which, &at, &len);
	st = nb_index_load(&r->segment->blocks, &r->cache, at, len, &r->content,
			   err);
	bits = nb_bits_of(&r->content, 0, r->content.len);
	/* Where a short list ends is known only when it was decoded. */
	for (i = is_long ? which : 0; !st && i <= which; i++)
		if (is_long || c->counts[i] < NB_INDEX_LONG)
			st = decode_list(r, &bits, c->counts[i],
					 i ? limit : r->segment->documents,
					 list, err);
	return st;
}

enum nb_status nb_index_list_read(struct nb_index_reader *r, uint32_t which,
				  struct nb_index_list *list,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (which == 0)
		return read_places(r, 0, 0, list, err);
	if (!r->own_read)
		st = read_places(r, 0, 0, &r->own, err);
	r->own_read = !st;
	if (!st)
		st = read_places(r, which, r->chunk.counts[0], list, err);
	if (!st)
		to_documents(r, list);
	return st;
}

/* Decode the i-th list of a chunk that is in memory as a whole, and tell of it.
 */
static enum nb_status visit_list(struct nb_index_reader *r, uint32_t i,
				 struct nb_bit_reader *bits,
				 struct nb_index_list *list,
				 nb_index_each *each, void *context,
				 struct nb_error *err)
{
	const struct nb_index_chunk *c = &r->chunk;
	struct nb_index_list *to = i ? list : &r->own;
	enum nb_status st =
		decode_list(r, bits, c->counts[i],
			    i ? c->counts[0] : r->segment->documents, to, err);

	if (st)
		return st;
	if (i == 0)
		return each(context, NB_INDEX_OWN, 0, to, err);
	to_documents(r, list);
	return each(context, i <= c->begins ? NB_INDEX_BEGINS : NB_INDEX_ENDS,
		    c->others[i - 1], list, err);
}

enum nb_status nb_index_list_all(struct nb_index_reader *r,
				 struct nb_index_list *list,
				 nb_index_each *each, void *context,
				 struct nb_error *err)
{
	const struct nb_index_chunk *c = &r->chunk;
	struct nb_bit_reader shorts, bits;
	size_t at = (size_t)c->shorts_len;
	enum nb_status st;
	uint32_t i;

	r->own_read = false;
	st = nb_index_load(&r->segment->blocks, &r->cache, c->shorts,
			   c->end - c->shorts, &r->content, err);
	shorts = nb_bits_of(&r->content, 0, at);
	for (i = 0; !st && i <= c->begins + c->ends; i++) {
		bits = nb_bits_of(&r->content, at, at + c->lens[i]);
		at += c->lens[i];
		st = visit_list(r, i,
				c->counts[i] < NB_INDEX_LONG ? &shorts : &bits,
				list, each, context, err);
	}
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a segment (format-spec/nbarc-index.md, section 5). */
#include "index/segment_writer.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/varint.h"
#include "find/match/seek.h"

#include <stdlib.h>
#include <string.h>

bool nb_index_ends_pair(uint32_t first, uint32_t second)
{
	return nb_points(second) < nb_points(first);
}

enum nb_status nb_index_writer_begin(struct nb_index_writer *w, int fd,
				     const char *name, uint64_t offset,
				     const struct nb_index_segment *like)
{
	memset(w, 0, sizeof(*w));
	w->segment = *like;
	w->segment.entries = 0;
	w->segment.blocks.file = nb_local(fd);
	w->segment.blocks.offset = offset;
	w->segment.blocks.embedded = false;
	w->sink.fd = fd;
	w->sink.name = name;
	w->sink.offset = offset;
	w->sink.first = like->blocks.first;
	w->bits.out = &w->shorts;
	w->places = nb_alloc(like->documents, sizeof(*w->places));
	return w->places ? NB_OK : NB_NOMEM;
}

/* ---- characters */

/* Append an entry to the table of characters. */
static enum nb_status add_entry(struct nb_index_writer *w, uint64_t c,
				struct nb_error *err)
{
	uint64_t at = nb_index_sink_at(&w->sink);
	uint8_t entry[8];

	if (at >> NB_INDEX_OFFSET_BITS)
		return nb_fail(err, NB_LIMIT,
			       "a segment of the index would be too large");
	nb_put64(entry, c << NB_INDEX_OFFSET_BITS | at);
	return nb_buf_add(&w->table, entry, sizeof(entry)) ? nb_fail_mem(err)
							   : NB_OK;
}

enum nb_status nb_index_writer_char(struct nb_index_writer *w, uint32_t c,
				    struct nb_error *err)
{
	w->others.len = w->counts.len = w->lens.len = 0;
	w->shorts.len = w->longs.len = 0;
	w->begins = 0;
	return add_entry(w, c, err);
}

/* Append a number to one of the arrays of the chunk. */
static enum nb_status add_number(struct nb_buf *b, uint32_t v)
{
	return nb_buf_add(b, &v, sizeof(v));
}

/* Note the places of the documents of the chunk's own list. */
static void set_places(struct nb_index_writer *w, const uint32_t *docs,
		       size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		w->places[docs[i]] = (uint32_t)i;
}

/* Code a list of numbers below `limit`; *len is its bytes if it is long. */
static enum nb_status put_list(struct nb_index_writer *w, const uint32_t *list,
			       size_t count, uint32_t limit, size_t *len)
{
	struct nb_bit_writer bits = {.out = &w->longs};
	size_t before = w->longs.len;

	*len = 0;
	if (count < NB_INDEX_LONG) {
		nb_bits_put_list(&w->bits, list, count, limit);
		return w->bits.st;
	}
	nb_bits_put_list(&bits, list, count, limit);
	nb_bits_end(&bits);
	*len = w->longs.len - before;
	return bits.st;
}

enum nb_status nb_index_writer_list(struct nb_index_writer *w,
				    enum nb_index_kind kind, uint32_t other,
				    const uint32_t *docs, size_t count,
				    struct nb_error *err)
{
	const uint32_t *list = docs;
	uint32_t limit = w->segment.documents;
	enum nb_status st = NB_OK;
	size_t len, i;

	if (kind == NB_INDEX_OWN) {
		set_places(w, docs, count);
	} else {
		st = nb_index_list_room(&w->list, count);
		for (i = 0; !st && i < count; i++)
			w->list.docs[i] = w->places[docs[i]];
		list = w->list.docs;
		memcpy(&limit, w->counts.data, sizeof(limit));
		w->begins += kind == NB_INDEX_BEGINS;
		if (!st)
			st = add_number(&w->others, other);
	}
	if (!st)
		st = put_list(w, list, count, limit, &len);
	if (st || add_number(&w->counts, (uint32_t)count) ||
	    add_number(&w->lens, (uint32_t)len))
		return nb_fail_mem(err);
	return NB_OK;
}

/* Code the dictionary of the chunk. */
static enum nb_status put_dictionary(struct nb_index_writer *w,
				     struct nb_error *err)
{
	const uint32_t *counts = (const uint32_t *)(void *)w->counts.data;
	const uint32_t *lens = (const uint32_t *)(void *)w->lens.data;
	const uint32_t *others = (const uint32_t *)(void *)w->others.data;
	size_t lists = w->counts.len / sizeof(*counts), i;
	uint32_t chars = w->segment.char_count;
	uint32_t ends = (uint32_t)lists - 1 - w->begins;
	struct nb_bit_writer bits = {.out = &w->dictionary};

	w->dictionary.len = 0;
	nb_bits_put_number(&bits, counts[0]);
	nb_bits_put_number(&bits, w->begins + 1);
	nb_bits_put_number(&bits, ends + 1);
	nb_bits_put_list(&bits, others, w->begins, chars);
	/* A character that stands alone everywhere has left no buffer. */
	nb_bits_put_list(&bits, ends ? others + w->begins : NULL, ends, chars);
	for (i = 1; i < lists; i++)
		nb_bits_put_number(&bits, counts[i]);
	for (i = 0; i < lists; i++)
		if (counts[i] >= NB_INDEX_LONG)
			nb_bits_put_number(&bits, lens[i] + 1);
	nb_bits_end(&bits);
	return bits.st ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_index_writer_char_end(struct nb_index_writer *w,
					struct nb_error *err)
{
	const struct nb_buf *parts[] = {&w->dictionary, &w->shorts, &w->longs};
	uint8_t sizes[2 * NB_VARINT_MAX];
	enum nb_status st;
	size_t n, i;

	nb_bits_end(&w->bits);
	if (w->bits.st)
		return nb_fail_mem(err);
	st = put_dictionary(w, err);
	if (st)
		return st;
	n = nb_varint_put(sizes, w->dictionary.len);
	n += nb_varint_put(sizes + n, w->shorts.len);
	st = nb_index_put(&w->sink, sizes, n, err);
	for (i = 0; !st && i < 3; i++)
		st = nb_index_put(&w->sink, parts[i]->data, parts[i]->len, err);
	return st;
}

/* ---- page entries */

/* Note where the group begins that is added next, in the table of groups. */
static enum nb_status add_group(struct nb_index_writer *w)
{
	uint8_t entry[16];

	nb_put64(entry, w->groups.len);
	nb_put64(entry + 8, w->items);
	return nb_buf_add(&w->group_table, entry, sizeof(entry));
}

/* Append a number in base 128. */
static enum nb_status add_varint(struct nb_buf *b, uint64_t v)
{
	uint8_t bytes[NB_VARINT_MAX];

	return nb_buf_add(b, bytes, nb_varint_put(bytes, v));
}

/* Append the identifier and the revision of a page entry. */
static enum nb_status add_id(struct nb_index_writer *w, const char *id,
			     size_t len, uint32_t revision)
{
	struct nb_index_page *last = &w->last;
	uint8_t sizes[2];
	size_t shared = 0;

	if (w->segment.entries % NB_INDEX_GROUP == 0)
		last->id_len = 0;
	while (shared < len && shared < last->id_len &&
	       id[shared] == last->id[shared])
		shared++;
	sizes[0] = (uint8_t)shared;
	sizes[1] = (uint8_t)(len - shared);
	memcpy(last->id, id, len);
	last->id_len = (uint8_t)len;
	if (nb_buf_add(&w->groups, sizes, 2) ||
	    nb_buf_add(&w->groups, id + shared, len - shared))
		return NB_NOMEM;
	return add_varint(&w->groups, revision);
}

enum nb_status nb_index_writer_page(struct nb_index_writer *w, const char *id,
				    size_t id_len, uint32_t revision,
				    const uint16_t *numbers, size_t count,
				    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned number = 0;
	size_t i;

	if (w->segment.entries % NB_INDEX_GROUP == 0)
		st = add_group(w);
	if (!st)
		st = add_id(w, id, id_len, revision);
	if (!st && revision != 1)
		st = add_number(&w->changed, nb_index_change(id, id_len));
	w->segment.entries++;
	if (w->segment.grain)
		return st ? nb_fail_mem(err) : NB_OK;
	if (!st)
		st = add_varint(&w->groups, count);
	for (i = 0; !st && i < count; i++) {
		st = add_varint(&w->groups, numbers[i] - number - 1u);
		number = numbers[i];
	}
	w->items += count;
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- the end */

/* Fill up to a multiple of 8, where the table of characters stands. */
static enum nb_status align(struct nb_index_sink *s, struct nb_error *err)
{
	static const uint8_t zeros[8];
	size_t over = nb_index_sink_at(s) % 8;

	return over ? nb_index_put(s, zeros, 8 - over, err) : NB_OK;
}

/* Write the page entries and their table, in which places so far count from the
 * first group. */
static enum nb_status put_groups(struct nb_index_writer *w,
				 struct nb_error *err)
{
	uint64_t from = nb_index_sink_at(&w->sink);
	enum nb_status st =
		nb_index_put(&w->sink, w->groups.data, w->groups.len, err);
	size_t i;

	if (!st && add_group(w))
		return nb_fail_mem(err);
	for (i = 0; !st && i < w->group_table.len; i += 16)
		nb_put64(w->group_table.data + i,
			 nb_le64(w->group_table.data + i) + from);
	w->segment.groups = nb_index_sink_at(&w->sink);
	w->segment.group_count = (uint32_t)(w->group_table.len / 16) - 1;
	return st ? st
		  : nb_index_put(&w->sink, w->group_table.data,
				 w->group_table.len, err);
}

/* For qsort(). */
static int by_value(const void *a, const void *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

/* Write the table of changed pages. */
static enum nb_status put_changed(struct nb_index_writer *w,
				  struct nb_error *err)
{
	size_t n = w->changed.len / 4, i;
	uint32_t *list = (uint32_t *)(void *)w->changed.data;

	w->segment.changed = nb_index_sink_at(&w->sink);
	w->segment.changed_count = (uint32_t)n;
	if (n == 0)
		return NB_OK;
	qsort(list, n, 4, by_value);
	for (i = 0; i < n; i++)
		nb_put32(w->changed.data + 4 * i, list[i]);
	return nb_index_put(&w->sink, w->changed.data, 4 * n, err);
}

enum nb_status nb_index_writer_end(struct nb_index_writer *w,
				   struct nb_index_segment *segment,
				   struct nb_error *err)
{
	enum nb_status st = add_entry(w, 0xffffff, err);

	if (!st)
		st = align(&w->sink, err);
	w->segment.chars = nb_index_sink_at(&w->sink);
	if (!st)
		st = nb_index_put(&w->sink, w->table.data, w->table.len, err);
	if (!st)
		st = put_groups(w, err);
	if (!st)
		st = put_changed(w, err);
	if (!st)
		st = nb_index_sink_end(&w->sink, err);
	w->segment.blocks.count = w->sink.count;
	*segment = w->segment;
	return st;
}

void nb_index_writer_free(struct nb_index_writer *w)
{
	struct nb_buf *bufs[] = {&w->table,  &w->others,     &w->counts,
				 &w->lens,   &w->shorts,     &w->longs,
				 &w->groups, &w->dictionary, &w->group_table,
				 &w->changed};
	size_t i;

	for (i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		nb_buf_free(bufs[i]);
	free(w->places);
	free(w->list.docs);
	nb_index_sink_free(&w->sink);
}

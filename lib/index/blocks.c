/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of an index segment and their checks (format-spec/nbarc-index.md,
 * section 4). */
#include "index/blocks.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"
#include "base/le.h"
#include "base/sha256_lanes.h"

#include <stdlib.h>
#include <string.h>

/* Blocks that are read, or written, at once. */
#define BATCH 16u

/* Places of so many blocks go through the cache. */
#define REMEMBERED 4u

/*
 * The check is computed with these bytes in its place: the page entry that the
 * segment begins with, and the index of the block. So a block is not mistaken
 * for another one.
 */
static void put_identity(uint8_t *block, uint64_t first, uint64_t index)
{
	nb_put32(block + NB_INDEX_CONTENT, (uint32_t)first);
	nb_put32(block + NB_INDEX_CONTENT + 4, (uint32_t)index);
}

/* Set the messages to the blocks at p, whose checks were taken out, and hash
 * them. */
static void hash_blocks(uint8_t *p, size_t count, uint64_t first,
			uint64_t index, struct nb_message *messages)
{
	size_t i;

	for (i = 0; i < count; i++, p += NB_INDEX_BLOCK) {
		put_identity(p, first, index + i);
		messages[i].data = p;
		messages[i].len = NB_INDEX_BLOCK;
	}
	nb_sha256_each(messages, count);
}

/* The bytes of the file from the first block to that with an index, which may
 * be the end. */
static uint64_t distance(const struct nb_index_blocks *b, uint64_t index)
{
	uint64_t between = b->embedded ? index / NB_INDEX_RUN : 0;

	return index * NB_INDEX_BLOCK + between * NB_INDEX_BETWEEN;
}

uint64_t nb_index_span(const struct nb_index_blocks *b)
{
	return b->count ? distance(b, b->count - 1) + NB_INDEX_BLOCK : 0;
}

bool nb_index_range(const struct nb_index_blocks *b, uint64_t at, uint64_t len,
		    struct nb_range *range)
{
	uint64_t size = b->count * NB_INDEX_CONTENT, from, to;

	if (!len || at > size || len > size - at)
		return false;
	from = at / NB_INDEX_CONTENT;
	to = (at + len - 1) / NB_INDEX_CONTENT;
	range->offset = b->offset + distance(b, from);
	range->size = distance(b, to) + NB_INDEX_BLOCK - distance(b, from);
	return true;
}

void nb_index_expect(const struct nb_index_blocks *b, uint64_t at, uint64_t len)
{
	struct nb_range r;

	if (nb_file_is_far(b->file) && nb_index_range(b, at, len, &r))
		nb_file_expect(b->file, &r, 1);
}

/* Read and check up to BATCH blocks, all of one record. */
static enum nb_status read_blocks(const struct nb_index_blocks *b,
				  uint64_t index, size_t count, uint8_t *raw,
				  struct nb_error *err)
{
	struct nb_message messages[BATCH];
	uint8_t checks[BATCH][8];
	uint64_t offset = b->offset + distance(b, index);
	enum nb_status st = nb_file_read_at(b->file, NULL, offset, raw,
					    count * NB_INDEX_BLOCK, err);
	size_t i;

	if (st)
		return st;
	for (i = 0; i < count; i++)
		memcpy(checks[i], raw + i * NB_INDEX_BLOCK + NB_INDEX_CONTENT,
		       sizeof(checks[i]));
	hash_blocks(raw, count, b->first, index, messages);
	for (i = 0; i < count; i++)
		if (memcmp(messages[i].sha256, checks[i], sizeof(checks[i])))
			return nb_fail_at(err, NB_INVALID,
					  offset + i * NB_INDEX_BLOCK,
					  "index: the block is damaged");
	return NB_OK;
}

void nb_index_cache_free(struct nb_index_cache *c)
{
	free(c->content);
}

/* Append bytes of one block, from the cache if it is there. */
static enum nb_status load_one(const struct nb_index_blocks *b,
			       struct nb_index_cache *c, uint64_t index,
			       size_t skip, size_t len, struct nb_buf *out,
			       struct nb_error *err)
{
	size_t slot = (size_t)(index % NB_INDEX_CACHED);
	uint8_t raw[NB_INDEX_BLOCK];
	enum nb_status st;

	if (!c->content)
		c->content = nb_alloc_large((size_t)NB_INDEX_CACHED *
					    NB_INDEX_CONTENT);
	if (!c->content)
		return nb_fail_mem(err);
	if (c->numbers[slot] != index + 1) {
		st = read_blocks(b, index, 1, raw, err);
		if (st)
			return st;
		memcpy(c->content + slot * NB_INDEX_CONTENT, raw,
		       NB_INDEX_CONTENT);
		c->numbers[slot] = index + 1;
	}
	memcpy(out->data + out->len,
	       c->content + slot * NB_INDEX_CONTENT + skip, len);
	out->len += len;
	return NB_OK;
}

/* Append bytes of a few blocks. */
static enum nb_status load_few(const struct nb_index_blocks *b,
			       struct nb_index_cache *c, uint64_t at,
			       uint64_t end, struct nb_buf *out,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;

	while (!st && at < end) {
		size_t skip = (size_t)(at % NB_INDEX_CONTENT);
		size_t take = NB_INDEX_CONTENT - skip;

		take = take < end - at ? take : (size_t)(end - at);
		st = load_one(b, c, at / NB_INDEX_CONTENT, skip, take, out,
			      err);
		at += take;
	}
	return st;
}

/* The blocks that can be read at once, from `index` to `last`. */
static size_t batch_of(const struct nb_index_blocks *b, uint64_t index,
		       uint64_t last)
{
	uint64_t left =
		b->embedded ? NB_INDEX_RUN - index % NB_INDEX_RUN : BATCH;
	uint64_t n = last - index < BATCH ? last - index + 1 : BATCH;

	return (size_t)(n < left ? n : left);
}

/* Append bytes of several blocks. */
static enum nb_status load_more(const struct nb_index_blocks *b, uint64_t at,
				uint64_t end, struct nb_buf *out,
				struct nb_error *err)
{
	uint8_t raw[BATCH * NB_INDEX_BLOCK];
	enum nb_status st = NB_OK;

	while (!st && at < end) {
		uint64_t index = at / NB_INDEX_CONTENT;
		uint64_t last = (end - 1) / NB_INDEX_CONTENT;
		size_t skip = (size_t)(at % NB_INDEX_CONTENT), n, i;

		n = batch_of(b, index, last);
		st = read_blocks(b, index, n, raw, err);
		for (i = 0; !st && i < n; i++, skip = 0) {
			size_t take = NB_INDEX_CONTENT - skip;

			take = take < end - at ? take : (size_t)(end - at);
			memcpy(out->data + out->len,
			       raw + i * NB_INDEX_BLOCK + skip, take);
			out->len += take;
			at += take;
		}
	}
	return st;
}

enum nb_status nb_index_load(const struct nb_index_blocks *b,
			     struct nb_index_cache *cache, uint64_t at,
			     uint64_t len, struct nb_buf *out,
			     struct nb_error *err)
{
	uint64_t size = b->count * NB_INDEX_CONTENT, end, index;
	enum nb_status st;

	out->len = 0;
	if (__builtin_add_overflow(at, len, &end) || end > size)
		return nb_fail_at(err, NB_INVALID, b->offset,
				  "index: a place is beyond its segment");
	if (len > SIZE_MAX - NB_INDEX_PAD ||
	    nb_buf_reserve(out, (size_t)len + NB_INDEX_PAD))
		return nb_fail_mem(err);
	index = at / NB_INDEX_CONTENT;
	st = len && (end - 1) / NB_INDEX_CONTENT - index < REMEMBERED
		     ? load_few(b, cache, at, end, out, err)
		     : load_more(b, at, end, out, err);
	memset(out->data + out->len, 0, NB_INDEX_PAD);
	return st;
}

/* ---- writing */

/* Give the blocks in the buffer their checks and write them. */
static enum nb_status write_blocks(struct nb_index_sink *s,
				   struct nb_error *err)
{
	size_t count = s->buf.len / NB_INDEX_BLOCK, i;
	struct nb_message messages[BATCH];
	enum nb_status st;

	if (s->count + count > UINT32_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the index would have more than 2^32 blocks");
	hash_blocks(s->buf.data, count, s->first, s->count, messages);
	for (i = 0; i < count; i++)
		memcpy(s->buf.data + i * NB_INDEX_BLOCK + NB_INDEX_CONTENT,
		       messages[i].sha256, 8);
	st = nb_fd_write_at(s->fd, s->name, s->offset, s->buf.data, s->buf.len,
			    err);
	s->offset += s->buf.len;
	s->count += count;
	s->buf.len = 0;
	return st;
}

/* Append to the block that is open; *n is how much of it was taken. */
static enum nb_status fill(struct nb_index_sink *s, const uint8_t *p,
			   size_t len, size_t *n, struct nb_error *err)
{
	static const uint8_t room[NB_INDEX_BLOCK - NB_INDEX_CONTENT];
	size_t used = s->buf.len % NB_INDEX_BLOCK;
	size_t left = NB_INDEX_CONTENT - used;

	*n = len < left ? len : left;
	if (nb_buf_add(&s->buf, p, *n))
		return nb_fail_mem(err);
	if (*n < left)
		return NB_OK;
	if (nb_buf_add(&s->buf, room, sizeof(room)))
		return nb_fail_mem(err);
	return s->buf.len < BATCH * NB_INDEX_BLOCK ? NB_OK
						   : write_blocks(s, err);
}

enum nb_status nb_index_put(struct nb_index_sink *s, const void *data,
			    size_t len, struct nb_error *err)
{
	const uint8_t *p = data;
	enum nb_status st = NB_OK;
	size_t n;

	for (; !st && len > 0; p += n, len -= n)
		st = fill(s, p, len, &n, err);
	return st;
}

uint64_t nb_index_sink_at(const struct nb_index_sink *s)
{
	return (s->count + s->buf.len / NB_INDEX_BLOCK) * NB_INDEX_CONTENT +
	       s->buf.len % NB_INDEX_BLOCK;
}

enum nb_status nb_index_sink_end(struct nb_index_sink *s, struct nb_error *err)
{
	static const uint8_t zeros[NB_INDEX_CONTENT];
	size_t used = s->buf.len % NB_INDEX_BLOCK;
	enum nb_status st = NB_OK;

	if (used)
		st = nb_index_put(s, zeros, NB_INDEX_CONTENT - used, err);
	return st || s->buf.len == 0 ? st : write_blocks(s, err);
}

void nb_index_sink_free(struct nb_index_sink *s)
{
	nb_buf_free(&s->buf);
}

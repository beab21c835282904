/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame/earlier.h"
#include "archive/frame/zframe.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"

#include <stdlib.h>
#include <string.h>

#define HEAD 32u
#define ONE 144u /* bytes of a commit */

enum nb_status nb_earlier_add(struct nb_earlier *e, const struct nb_commit *c,
			      const uint8_t sha256[32], struct nb_error *err)
{
	struct nb_commit *list =
		nb_grow(e->list, &e->cap, e->count + 1, sizeof(*list));
	uint8_t(*hashes)[32];

	if (!list)
		return nb_fail_mem(err);
	e->list = list;
	hashes = nb_grow(e->sha256, &e->sha256_cap, e->count + 1,
			 sizeof(*hashes));
	if (!hashes)
		return nb_fail_mem(err);
	e->sha256 = hashes;
	list[e->count] = *c;
	memcpy(hashes[e->count++], sha256, 32);
	return NB_OK;
}

void nb_earlier_free(struct nb_earlier *e)
{
	free(e->list);
	free(e->sha256);
	memset(e, 0, sizeof(*e));
}

/* ---- encoding */

static void put_one(uint8_t p[ONE], const struct nb_commit *c,
		    const uint8_t sha256[32])
{
	nb_put64(p, c->time);
	memcpy(p + 8, c->root, 32);
	nb_put64(p + 40, c->revisions);
	nb_put64(p + 48, c->pages);
	nb_put64(p + 56, c->items);
	nb_put64(p + 64, c->document_bytes);
	nb_put64(p + 72, c->source_bytes);
	memcpy(p + 80, c->writer, NB_COMMIT_WRITER);
	memcpy(p + 112, sha256, 32);
}

enum nb_status nb_earlier_encode(const struct nb_earlier *e, int level,
				 struct nb_buf *out, struct nb_error *err)
{
	size_t most = NB_NODE_MAX / 2 / ONE;
	size_t first = e->count > most ? e->count - most : 0, i;
	size_t count = e->count - first;
	uint8_t *content = nb_alloc(count, ONE);
	enum nb_status st = nb_record_begin(out, NB_RECORD_EARLIER);

	if (!content) {
		st = nb_fail_mem(err);
		goto out;
	}
	for (i = 0; i < count; i++)
		put_one(content + i * ONE, &e->list[first + i],
			e->sha256[first + i]);
	if (!st)
		st = nb_add32(out, (uint32_t)count);
	if (!st)
		st = nb_add32(out, (uint32_t)(count * ONE));
	if (!st)
		st = nb_add64(out, e->list[first].number);
	if (st) {
		st = nb_fail_mem(err);
		goto out;
	}
	st = nb_zframe_compress(content, count * ONE, NULL, 0, level, out, err);
	if (!st)
		st = nb_record_end(out, NB_NODE_MAX, err);
out:
	free(content);
	return st;
}

/* ---- decoding */

static enum nb_status get_all(const struct nb_buf *content, uint64_t number,
			      struct nb_earlier *e, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t at;

	for (at = 0; !st && at < content->len; at += ONE) {
		const uint8_t *p = content->data + at;
		struct nb_commit c;

		memset(&c, 0, sizeof(c));
		c.number = number++;
		c.time = nb_le64(p);
		memcpy(c.root, p + 8, 32);
		c.revisions = nb_le64(p + 40);
		c.pages = nb_le64(p + 48);
		c.items = nb_le64(p + 56);
		c.document_bytes = nb_le64(p + 64);
		c.source_bytes = nb_le64(p + 72);
		memcpy(c.writer, p + 80, NB_COMMIT_WRITER);
		st = nb_earlier_add(e, &c, p + 112, err);
	}
	return st;
}

static enum nb_status parse(const struct nb_buf *r, const struct nb_commit *c,
			    struct nb_earlier *e, struct nb_error *err)
{
	uint32_t count, size;
	uint64_t first;
	struct nb_zdecoder decoder = {0};
	struct nb_buf content = {0};
	enum nb_status st = NB_INVALID;

	if (r->len >= HEAD + NB_RECORD_CHECK) {
		count = nb_le32(r->data + 16);
		size = nb_le32(r->data + 20);
		first = nb_le64(r->data + 24);
		if (count && size <= NB_NODE_MAX && count == size / ONE &&
		    size % ONE == 0 && first && count <= UINT64_MAX - first)
			st = NB_OK;
	}
	if (st)
		return nb_fail_at(err, NB_INVALID, c->earlier,
				  "record of earlier commits: its numbers are "
				  "out of range");
	st = nb_zframe_decompress(&decoder, r->data + HEAD,
				  r->len - HEAD - NB_RECORD_CHECK, NULL, 0,
				  size, NB_NODE_WINDOW_LOG, &content, err);
	nb_zdecoder_free(&decoder);
	if (st && err)
		err->offset = c->earlier;
	if (!st)
		st = get_all(&content, first, e, err);
	nb_buf_free(&content);
	return st;
}

enum nb_status nb_earlier_read(int fd, const struct nb_commit *c,
			       struct nb_earlier *e, struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	memset(e, 0, sizeof(*e));
	st = nb_record_read(fd, c->earlier, c->earlier_size, c->offset,
			    NB_RECORD_EARLIER, NB_NODE_MAX, &record, err);
	if (!st)
		st = parse(&record, c, e, err);
	nb_buf_free(&record);
	return st;
}

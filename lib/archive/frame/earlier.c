/* SPDX-License-Identifier: Apache-2.0 */
/* Encoding and decoding the record of earlier commits
 * (format-spec/nbarc-format.md, section 8). */
#include "archive/frame/earlier.h"
#include "archive/frame/zframe.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"

#include <stdlib.h>
#include <string.h>

#define CONTENT_AT 32u	 /* offset of the content in the record */
#define COMMIT_SIZE 144u /* bytes of a commit in the content */

void nb_past_of(const struct nb_commit *c, const uint8_t sha256[NB_SHA256_SIZE],
		struct nb_past *past)
{
	memset(past, 0, sizeof(*past));
	past->number = c->number;
	past->time = c->time;
	memcpy(past->root, c->root, NB_SHA256_SIZE);
	past->revisions = c->revisions;
	past->pages = c->pages;
	past->items = c->items;
	past->document_bytes = c->document_bytes;
	past->source_bytes = c->source_bytes;
	memcpy(past->writer, c->writer, NB_COMMIT_WRITER);
	memcpy(past->sha256, sha256, NB_SHA256_SIZE);
}

enum nb_status nb_earlier_add(struct nb_earlier *e, const struct nb_past *past,
			      struct nb_error *err)
{
	struct nb_past *list =
		nb_grow(e->list, &e->cap, e->count + 1, sizeof(*list));

	if (!list)
		return nb_fail_mem(err);
	e->list = list;
	list[e->count++] = *past;
	return NB_OK;
}

void nb_earlier_free(struct nb_earlier *e)
{
	free(e->list);
	memset(e, 0, sizeof(*e));
}

/* ---- encoding */

/* Write a commit to the COMMIT_SIZE bytes at p. */
static void encode_commit(uint8_t p[COMMIT_SIZE], const struct nb_past *c)
{
	nb_put64(p, c->time);
	memcpy(p + 8, c->root, NB_SHA256_SIZE);
	nb_put64(p + 40, c->revisions);
	nb_put64(p + 48, c->pages);
	nb_put64(p + 56, c->items);
	nb_put64(p + 64, c->document_bytes);
	nb_put64(p + 72, c->source_bytes);
	memcpy(p + 80, c->writer, NB_COMMIT_WRITER);
	memcpy(p + 112, c->sha256, NB_SHA256_SIZE);
}

enum nb_status nb_earlier_encode(const struct nb_earlier *e, int level,
				 struct nb_buf *out, struct nb_error *err)
{
	/* Hashes do not compress: half the limit leaves room for what the frame
	 * and the record add to the content. */
	size_t most = NB_NODE_MAX / 2 / COMMIT_SIZE;
	size_t first = e->count > most ? e->count - most : 0, i;
	size_t count = e->count - first;
	uint8_t *content = nb_alloc(count, COMMIT_SIZE);
	enum nb_status st = nb_record_begin(out, NB_RECORD_EARLIER);

	if (!content) {
		st = nb_fail_mem(err);
		goto out;
	}
	for (i = 0; i < count; i++)
		encode_commit(content + i * COMMIT_SIZE, &e->list[first + i]);
	if (!st)
		st = nb_add32(out, (uint32_t)count);
	if (!st)
		st = nb_add32(out, (uint32_t)(count * COMMIT_SIZE));
	if (!st)
		st = nb_add64(out, e->list[first].number);
	if (st) {
		st = nb_fail_mem(err);
		goto out;
	}
	st = nb_zframe_compress(content, count * COMMIT_SIZE, NULL, 0, level,
				out, err);
	if (!st)
		st = nb_record_end(out, NB_NODE_MAX, err);
out:
	free(content);
	return st;
}

/* ---- decoding */

/* Append the commits in the content to the list; `number` is that of
 * the first. */
static enum nb_status decode_commits(const struct nb_buf *content,
				     uint64_t number, struct nb_earlier *e,
				     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t at;

	for (at = 0; !st && at < content->len; at += COMMIT_SIZE) {
		const uint8_t *p = content->data + at;
		struct nb_past c;

		memset(&c, 0, sizeof(c));
		c.number = number++;
		c.time = nb_le64(p);
		memcpy(c.root, p + 8, NB_SHA256_SIZE);
		c.revisions = nb_le64(p + 40);
		c.pages = nb_le64(p + 48);
		c.items = nb_le64(p + 56);
		c.document_bytes = nb_le64(p + 64);
		c.source_bytes = nb_le64(p + 72);
		memcpy(c.writer, p + 80, NB_COMMIT_WRITER);
		memcpy(c.sha256, p + 112, NB_SHA256_SIZE);
		st = nb_earlier_add(e, &c, err);
	}
	return st;
}

/* Decode the record r, whose checksum is right. Its numbers are compared with
 * each other and with the limits before anything is decompressed. */
static enum nb_status parse_record(const struct nb_buf *r,
				   const struct nb_commit *c,
				   struct nb_earlier *e, struct nb_error *err)
{
	uint32_t count, size;
	uint32_t end = nb_record_body_end(r->data, (uint32_t)r->len);
	uint64_t first;
	struct nb_zdecoder decoder = {0};
	struct nb_buf content = {0};
	enum nb_status st = NB_INVALID;

	if (end >= CONTENT_AT) {
		count = nb_le32(r->data + 16);
		size = nb_le32(r->data + 20);
		first = nb_le64(r->data + 24);
		if (count && size <= NB_NODE_MAX &&
		    count == size / COMMIT_SIZE && size % COMMIT_SIZE == 0 &&
		    first && count <= UINT64_MAX - first)
			st = NB_OK;
	}
	if (st)
		return nb_fail_at(err, NB_INVALID, c->earlier,
				  "record of earlier commits: its fields are "
				  "out of range");
	st = nb_zframe_decompress(&decoder, r->data + CONTENT_AT,
				  end - CONTENT_AT, NULL, 0, size,
				  NB_NODE_WINDOW_LOG, &content, err);
	nb_zdecoder_free(&decoder);
	if (st && err)
		err->offset = c->earlier;
	if (!st)
		st = decode_commits(&content, first, e, err);
	nb_buf_free(&content);
	return st;
}

enum nb_status nb_earlier_read(struct nb_file file, const struct nb_commit *c,
			       struct nb_earlier *e, struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	memset(e, 0, sizeof(*e));
	st = nb_record_read(file, c->earlier, c->earlier_size, c->offset,
			    NB_RECORD_EARLIER, NB_NODE_MAX, &record, err);
	if (!st)
		st = parse_record(&record, c, e, err);
	nb_buf_free(&record);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing page directories and checking the frames after them
 * (format-spec/nbarc-format.md, section 5). */
#include "archive/frame/directory.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/varint.h"

#include <nbarc/id.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_AT 40u	      /* offset of the entries in the record */
#define ENTRY_LEAST 4u	      /* bytes of an entry without identifier bytes */
#define HASHED_AT_ONCE 16384u /* bytes, on the stack */

/* NB_INVALID for the directory, with what is wrong. */
static enum nb_status bad(struct nb_error *err, const struct nb_directory *d,
			  const char *what)
{
	return nb_fail_at(err, NB_INVALID, d->offset, "page directory: %s",
			  what);
}

/* Read a number below 2^32 at *p and move past it; false, and *out is 0, when
 * it is cut off or too large. */
static bool read_number(const uint8_t **p, const uint8_t *end, uint32_t *out)
{
	uint64_t v;
	bool good = nb_varint_get(p, end, &v) && v <= UINT32_MAX;

	*out = good ? (uint32_t)v : 0;
	return good;
}

/*
 * Parse the entry at *p into page and move past it. `before` is the entry
 * before, whose identifier this one may share the beginning of; NULL for the
 * first.
 */
static enum nb_status parse_entry(const struct nb_directory *d,
				  const uint8_t **p, const uint8_t *end,
				  const struct nb_directory_page *before,
				  struct nb_directory_page *page,
				  struct nb_error *err)
{
	const uint8_t *q = *p;
	size_t shared, rest;

	if ((size_t)(end - q) < ENTRY_LEAST ||
	    (size_t)(end - q) - ENTRY_LEAST < q[1])
		return bad(err, d, "cut off inside an entry");
	shared = q[0];
	rest = q[1];
	if (shared > (before ? before->id_len : 0u) ||
	    shared + rest > sizeof(page->id))
		return bad(err, d, "an identifier is too long");
	if (shared)
		memcpy(page->id, before->id, shared);
	memcpy(page->id + shared, q + 2, rest);
	page->id_len = (uint8_t)(shared + rest);
	*p = q + 2 + rest;
	if (!read_number(p, end, &page->revision) ||
	    !read_number(p, end, &page->len))
		return bad(err, d, "a number is cut off or too large");
	page->offset = before ? before->offset + before->len : 0;
	if (!nb_id_is_page(page->id, page->id_len) || page->revision == 0)
		return bad(err, d, "an identifier or revision is invalid");
	if (page->len > d->content_size - page->offset)
		return bad(err, d, "its lengths exceed the content");
	return NB_OK;
}

/* Parse the `size` bytes of the record before its checksum. */
static enum nb_status parse_directory(struct nb_directory *d, const uint8_t *p,
				      size_t size, struct nb_error *err)
{
	const uint8_t *at = p + ENTRIES_AT, *end = p + size;
	uint32_t i, total = 0;
	enum nb_status st;

	if (size < ENTRIES_AT)
		return bad(err, d, "too short");
	d->frame_size = nb_le64(p + 16);
	d->content_size = nb_le32(p + 24);
	d->count = nb_le32(p + 28);
	memcpy(d->frame_check, p + NB_FRAME_CHECK_AT, sizeof(d->frame_check));
	/* The number of entries is bounded by the bytes there are for them,
	 * before memory for it is allocated. */
	if (d->count == 0 || d->count > NB_FRAME_PAGES_MAX ||
	    d->count > (size - ENTRIES_AT) / ENTRY_LEAST ||
	    d->content_size > NB_CONTENT_MAX || d->frame_size == 0)
		return bad(err, d, "its counts are out of range");
	d->pages = nb_alloc(d->count, sizeof(*d->pages));
	if (!d->pages)
		return nb_fail_mem(err);
	for (i = 0; i < d->count; i++) {
		st = parse_entry(d, &at, end, i ? &d->pages[i - 1] : NULL,
				 &d->pages[i], err);
		if (st)
			return st;
		total = d->pages[i].offset + d->pages[i].len;
	}
	if (at != end || total != d->content_size)
		return bad(err, d, "its entries do not fill it");
	return NB_OK;
}

enum nb_status nb_directory_read(struct nb_file file, uint64_t offset,
				 uint32_t size, uint64_t end,
				 struct nb_directory *d, struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	memset(d, 0, sizeof(*d));
	d->offset = offset;
	d->size = size;
	st = nb_record_read(file, offset, size, end, NB_RECORD_DIRECTORY,
			    NB_DIRECTORY_MAX, &record, err);
	if (!st)
		st = parse_directory(d, record.data,
				     nb_record_body_end(record.data, size),
				     err);
	nb_buf_free(&record);
	return st;
}

void nb_directory_free(struct nb_directory *d)
{
	free(d->pages);
	d->pages = NULL;
	d->count = 0;
}

/* Compute the SHA-256 of the bytes [at, end) of a file. */
static enum nb_status hash_range(struct nb_file file, uint64_t at, uint64_t end,
				 uint8_t digest[NB_SHA256_SIZE],
				 struct nb_error *err)
{
	uint8_t data[HASHED_AT_ONCE];
	struct nb_sha256 h;
	enum nb_status st = NB_OK;
	size_t n;

	nb_sha256_init(&h);
	for (; !st && at < end; at += n) {
		n = end - at < sizeof(data) ? (size_t)(end - at) : sizeof(data);
		st = nb_file_read_at(file, NULL, at, data, n, err);
		if (!st)
			nb_sha256_add(&h, data, n);
	}
	nb_sha256_end(&h, digest);
	return st;
}

enum nb_status nb_directory_check_frame(struct nb_file file,
					const struct nb_directory *d,
					uint64_t end, struct nb_error *err)
{
	uint64_t at = d->offset + d->size;
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st;

	if (at > end || d->frame_size > end - at)
		return nb_fail_at(err, NB_INVALID, at,
				  "page frame exceeds the file");
	st = hash_range(file, at, at + d->frame_size, digest, err);
	if (!st && memcmp(digest, d->frame_check, sizeof(d->frame_check)) != 0)
		st = nb_fail_at(err, NB_INVALID, at,
				"page frame: its check does not match");
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Mapping the shared text of an archive, and making its record
 * (format-spec/nbarc-format.md, sections 4 and 5.1). */
#include "archive/frame/shared.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
/* For a dictionary of raw content that is not copied. */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

/* Read the start into memory, with zeros for what the file lacks. */
static enum nb_status read_copy(struct nb_shared *s, struct nb_error *err)
{
	size_t lost = (size_t)s->lost, len = (size_t)s->size - lost;
	enum nb_status st;

	s->copy = nb_alloc_large((size_t)s->size);
	if (!s->copy)
		return nb_fail_mem(err);
	memset(s->copy, 0, lost);
	st = nb_file_read_at(s->file, NULL, s->at, s->copy + lost, len, err);
	if (st) {
		free(s->copy);
		s->copy = NULL;
	}
	s->data = s->copy;
	return st;
}

/* Have the bytes at hand. */
static enum nb_status load_bytes(struct nb_shared *s, struct nb_error *err)
{
	uint64_t size;
	void *map;
	enum nb_status st = nb_file_size(s->file, NULL, &size, err);

	if (st)
		return st;
	if (s->size > NB_SHARED_MAX || s->at > size ||
	    s->size - s->lost > size - s->at)
		return nb_fail_at(err, NB_INVALID, NB_HEADER_SIZE,
				  "shared text: it exceeds the file");
	/* What does not begin at the start of a page is rare. */
	if (s->at || s->lost || nb_file_is_far(s->file))
		return read_copy(s, err);
	map = mmap(NULL, (size_t)s->size, PROT_READ, MAP_PRIVATE, s->file.fd,
		   0);
	if (map == MAP_FAILED)
		return read_copy(s, err);
	s->map = map;
	s->data = map;
	return NB_OK;
}

enum nb_status nb_shared_load(struct nb_shared *s, struct nb_error *err)
{
	enum nb_status st;

	if (!s->size || s->data)
		return NB_OK;
	st = load_bytes(s, err);
	if (st)
		return st;
	s->ddict = ZSTD_createDDict_advanced(
		s->data, (size_t)s->size, ZSTD_dlm_byRef, ZSTD_dct_rawContent,
		ZSTD_defaultCMem);
	if (s->ddict)
		return NB_OK;
	nb_shared_free(s);
	return nb_fail_mem(err);
}

enum nb_status nb_shared_check(struct nb_shared *s, struct nb_error *err)
{
	enum nb_status st = nb_shared_load(s, err);

	if (st || !s->size)
		return st;
	return nb_record_check(s->data + NB_HEADER_SIZE,
			       (uint32_t)s->size - NB_HEADER_SIZE,
			       NB_RECORD_SHARED, s->at + NB_HEADER_SIZE, err);
}

enum nb_status nb_shared_text(struct nb_shared *s, struct nb_buf *text,
			      struct nb_error *err)
{
	size_t before = NB_HEADER_SIZE + NB_RECORD_HEAD;
	enum nb_status st = nb_shared_check(s, err);

	if (!st && !s->size)
		return nb_fail(err, NB_USAGE, "the archive has no shared text");
	if (!st && nb_buf_add(text, s->data + before,
			      (size_t)s->size - before - NB_RECORD_CHECK))
		return nb_fail_mem(err);
	return st;
}

void nb_shared_found(struct nb_shared *s, uint64_t offset, uint64_t size)
{
	if (s->size)
		return;
	s->size = NB_HEADER_SIZE + size;
	s->at = offset > NB_HEADER_SIZE ? offset - NB_HEADER_SIZE : 0;
	s->lost = offset < NB_HEADER_SIZE ? NB_HEADER_SIZE - offset : 0;
}

void nb_shared_free(struct nb_shared *s)
{
	ZSTD_freeDDict(s->ddict);
	s->ddict = NULL;
	if (s->map)
		(void)munmap(s->map, (size_t)s->size);
	free(s->copy);
	s->map = NULL;
	s->copy = NULL;
	s->data = NULL;
}

/* Append the header of a file whose start has so many bytes. */
static enum nb_status add_header(uint64_t shared, struct nb_buf *start,
				 struct nb_error *err)
{
	struct nb_header header = {.shared = shared};

	return nb_header_encode(&header, start, err);
}

enum nb_status nb_start_encode(const struct nb_buf *text, struct nb_buf *start,
			       struct nb_error *err)
{
	uint64_t record = text->len ? NB_RECORD_LEAST + (uint64_t)text->len : 0;
	uint64_t size = record ? NB_HEADER_SIZE + record : 0;
	struct nb_buf u = {0};
	enum nb_status st;

	if (size > NB_SHARED_MAX)
		return nb_fail(err, NB_LIMIT, "shared text of %zu bytes",
			       text->len);
	st = add_header(size, start, err);
	if (st || !record)
		return st;
	if (nb_record_begin(&u, NB_RECORD_SHARED) ||
	    nb_buf_add(&u, text->data, text->len))
		st = nb_fail_mem(err);
	if (!st)
		st = nb_record_end(&u, NB_SHARED_MAX, err);
	if (!st && nb_buf_add(start, u.data, u.len))
		st = nb_fail_mem(err);
	nb_buf_free(&u);
	return st;
}

enum nb_status nb_start_copy(struct nb_shared *s, struct nb_buf *start,
			     struct nb_error *err)
{
	size_t kept = NB_HEADER_SIZE;
	enum nb_status st = nb_shared_check(s, err);

	if (st)
		return st;
	/* The header may have more than this program knows of. */
	if (s->size && !nb_record_check(s->data, NB_HEADER_SIZE,
					NB_RECORD_HEADER, 0, NULL))
		kept = 0;
	else
		st = add_header(s->size, start, err);
	if (!st && s->size &&
	    nb_buf_add(start, s->data + kept, (size_t)s->size - kept))
		st = nb_fail_mem(err);
	return st;
}

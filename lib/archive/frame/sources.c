/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing sources records and giving sources back as they were received
 * (format-spec/nbarc-format.md, section 6). */
#include "archive/frame/sources.h"
#include "archive/frame/frame.h"
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/le.h"

#include <nbarc/encoding.h>

#include <stdlib.h>
#include <string.h>

#define ENTRIES_AT 32u	    /* offset of the entries in the record */
#define CONTENT_SIZE_AT 20u /* offset of the content size in it */
#define ENTRY_FIXED 16u	    /* bytes of an entry before its charset */

/* An entry of the record. Offsets are in the content of the blob, which they do
 * not exceed; lengths are in bytes. */
struct source {
	uint32_t page; /* index in the page directory */
	uint8_t form;  /* enum nb_form */
	bool bom;
	char charset[NB_CHARSET_MAX];
	uint32_t at, len; /* of the stored form */
	uint32_t journal, journal_len;
};

struct nb_sources {
	uint64_t offset;     /* of the record in the file */
	struct source *list; /* by rising page */
	uint32_t count;
	struct nb_buf blob; /* its content, decompressed */
};

void nb_sources_free(struct nb_sources *s)
{
	if (!s)
		return;
	free(s->list);
	nb_buf_free(&s->blob);
	free(s);
}

uint64_t nb_sources_offset(const struct nb_sources *s)
{
	return s->offset;
}

/* NB_INVALID for the record, with what is wrong. */
static enum nb_status bad(struct nb_error *err, const struct nb_sources *s,
			  const char *what)
{
	return nb_fail_at(err, NB_INVALID, s->offset, "sources record: %s",
			  what);
}

/* Bytes of the blob's content that the entries so far have used up, and how
 * many there are; the sum of the first two never exceeds the third. */
struct taken {
	uint32_t sources, journals, content_size;
};

/*
 * Parse the entry at p + *at, of `size` bytes of entries, and move *at past it.
 * out->journal counts from the first journal, whose place is known only after
 * the last entry.
 */
static enum nb_status parse_entry(struct nb_sources *s, struct source *out,
				  const uint8_t *p, size_t size, size_t *at,
				  struct taken *taken, struct nb_error *err)
{
	uint32_t left = taken->content_size - taken->sources - taken->journals;
	const uint8_t *q = p + *at;
	size_t name;

	if (size - *at < ENTRY_FIXED)
		return bad(err, s, "cut off inside an entry");
	name = q[6];
	if (q[4] > NB_FORM_UTF8 || (q[5] & ~1u) || q[7] || name == 0 ||
	    name >= NB_CHARSET_MAX || size - *at - ENTRY_FIXED < name)
		return bad(err, s, "an entry's fields are invalid");
	out->page = nb_le32(q);
	out->form = q[4];
	out->bom = q[5] & 1;
	out->len = nb_le32(q + 8);
	out->at = taken->sources;
	out->journal = taken->journals;
	out->journal_len = nb_le32(q + 12);
	memcpy(out->charset, q + ENTRY_FIXED, name);
	out->charset[name] = '\0';
	if (out->form == NB_FORM_UTF8 && strcmp(out->charset, "GB18030") != 0)
		return bad(err, s, "a source in form 1 is not GB18030");
	if (out->len > left || out->journal_len > left - out->len)
		return bad(err, s, "a source exceeds the content");
	taken->sources += out->len;
	taken->journals += out->journal_len;
	*at += ENTRY_FIXED + name;
	return NB_OK;
}

/* Parse all entries, `size` bytes at p, which must use up the content. */
static enum nb_status parse_entries(struct nb_sources *s, const uint8_t *p,
				    size_t size, uint32_t content_size,
				    struct nb_error *err)
{
	struct taken taken = {0, 0, content_size};
	size_t at = 0;
	uint32_t i;
	enum nb_status st;

	if (s->count == 0 || s->count > size / ENTRY_FIXED)
		return bad(err, s, "its number of entries is invalid");
	s->list = nb_alloc(s->count, sizeof(*s->list));
	if (!s->list)
		return nb_fail_mem(err);
	for (i = 0; i < s->count; i++) {
		st = parse_entry(s, &s->list[i], p, size, &at, &taken, err);
		if (st)
			return st;
		if (i && s->list[i].page <= s->list[i - 1].page)
			return bad(err, s, "its entries are not in order");
	}
	if (at != size || taken.sources + taken.journals != content_size)
		return bad(err, s, "its entries do not fill it");
	/* The journals follow the last stored form. */
	for (i = 0; i < s->count; i++)
		s->list[i].journal += taken.sources;
	return NB_OK;
}

/* Parse the record r, whose checksum is right, and decompress its blob.
 * `content` is that of the whole page frame, frame_content bytes. */
static enum nb_status parse_record(struct nb_sources *s, const struct nb_buf *r,
				   const uint8_t *content,
				   uint32_t frame_content, struct nb_error *err)
{
	size_t body = r->len - NB_RECORD_CHECK;
	struct nb_zdecoder decoder = {0};
	uint32_t content_size, size;
	enum nb_status st;

	if (body < ENTRIES_AT)
		return bad(err, s, "too short");
	s->count = nb_le32(r->data + 16);
	content_size = nb_le32(r->data + CONTENT_SIZE_AT);
	size = nb_le32(r->data + 24);
	if (content_size > NB_CONTENT_MAX || size > body - ENTRIES_AT ||
	    !nb_reserved_zero(r->data + 28, 4))
		return bad(err, s, "its sizes are out of range");
	st = parse_entries(s, r->data + ENTRIES_AT, size, content_size, err);
	if (st)
		return st;
	st = nb_zframe_decompress(&decoder, r->data + ENTRIES_AT + size,
				  body - ENTRIES_AT - size, content,
				  frame_content, content_size,
				  NB_CONTENT_WINDOW_LOG, &s->blob, err);
	nb_zdecoder_free(&decoder);
	if (st && err)
		err->offset = s->offset;
	return st;
}

enum nb_status nb_sources_read(int fd, const struct nb_entry *e, uint64_t end,
			       const uint8_t *content,
			       struct nb_sources **sources,
			       struct nb_error *err)
{
	struct nb_sources *s = nb_alloc(1, sizeof(*s));
	struct nb_buf record = {0};
	enum nb_status st;

	*sources = NULL;
	if (!s)
		return nb_fail_mem(err);
	s->offset = nb_entry_sources(e);
	st = nb_record_read(fd, s->offset, e->sources_size, end,
			    NB_RECORD_SOURCES, NB_SOURCES_MAX, &record, err);
	if (!st)
		st = parse_record(s, &record, content, e->content_size, err);
	nb_buf_free(&record);
	if (st) {
		nb_sources_free(s);
		return st;
	}
	*sources = s;
	return NB_OK;
}

uint32_t nb_sources_content(int fd, const struct nb_entry *e, uint64_t end)
{
	uint64_t at = nb_entry_sources(e);
	uint8_t p[ENTRIES_AT];
	uint32_t size;

	if (e->sources_size < ENTRIES_AT || at > end ||
	    e->sources_size > end - at ||
	    nb_fd_read_at(fd, NULL, at, p, sizeof(p), NULL))
		return 0;
	size = nb_le32(p + CONTENT_SIZE_AT);
	return size > NB_CONTENT_MAX ? 0 : size;
}

size_t nb_sources_count(const struct nb_sources *s)
{
	return s->count;
}

uint32_t nb_sources_page(const struct nb_sources *s, size_t i)
{
	return s->list[i].page;
}

enum nb_status nb_sources_stored(const struct nb_sources *s,
				 uint32_t page_index, struct nb_stored *stored,
				 struct nb_error *err)
{
	const struct source *found = NULL;
	uint32_t i;

	memset(stored, 0, sizeof(*stored));
	/* A record has the pages of one frame, few enough to look at each. */
	for (i = 0; i < s->count && !found; i++)
		if (s->list[i].page == page_index)
			found = &s->list[i];
	if (!found)
		return bad(err, s, "it lacks a page that the catalogue has");
	stored->form = (enum nb_form)found->form;
	stored->bom = found->bom;
	stored->charset = found->charset;
	stored->data = s->blob.data + found->at;
	stored->len = found->len;
	stored->journal = s->blob.data + found->journal;
	stored->journal_len = found->journal_len;
	return NB_OK;
}

enum nb_status nb_sources_get(const struct nb_sources *s, uint32_t page_index,
			      struct nb_buf *out, struct nb_error *err)
{
	struct nb_stored stored;
	enum nb_status st = nb_sources_stored(s, page_index, &stored, err);

	if (st)
		return st;
	if (stored.form == NB_FORM_RECEIVED)
		return nb_buf_add(out, stored.data, stored.len)
			       ? nb_fail_mem(err)
			       : NB_OK;
	st = nb_text_encode(stored.data, stored.len, stored.charset, stored.bom,
			    out, err);
	if (st && err)
		err->offset = s->offset;
	return st;
}

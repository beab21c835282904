/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing sources records and giving back what they hold, sources as they were
 * received (format-spec/nbarc-format.md, section 6). */
#include "archive/frame/sources.h"
#include "archive/frame/frame.h"
#include "archive/frame/zframe.h"
#include "archive/frame/zoned.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/le.h"
#include "base/sha256.h"

#include <nbarc/encoding.h>

#include <stdlib.h>
#include <string.h>

#define ENTRIES_AT 32u	    /* offset of the entries in the record */
#define CONTENT_SIZE_AT 20u /* offset of the content size in it */
#define FLAGS_AT 28u	    /* offset of the flags in it */
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
	uint32_t decisions, decisions_len;
};

/* Owned: list, record and blob. The record is kept until it is decoded. */
struct nb_sources {
	uint64_t offset;     /* of the record in the file */
	struct source *list; /* by rising page */
	uint32_t count;
	bool independent;      /* the blob has no prefix */
	bool zoned;	       /* its sources are folded (section 6.3) */
	uint32_t folded_size;  /* bytes that the blob decodes to */
	uint32_t sources_size; /* bytes of the stored forms */
	struct nb_buf record;  /* as it is stored */
	size_t blob_at;	       /* offset of the blob in it */
	size_t blob_end;       /* where the blob ends in it */
	uint32_t content_size; /* bytes of content that the blob has */
	struct nb_buf blob;    /* that content */
};

void nb_sources_free(struct nb_sources *s)
{
	if (!s)
		return;
	free(s->list);
	nb_buf_free(&s->record);
	nb_buf_free(&s->blob);
	free(s);
}

uint64_t nb_sources_offset(const struct nb_sources *s)
{
	return s->offset;
}

bool nb_sources_need_frame(const struct nb_sources *s)
{
	return !s->independent;
}

/* NB_INVALID for the record, with what is wrong. */
static enum nb_status bad(struct nb_error *err, const struct nb_sources *s,
			  const char *what)
{
	return nb_fail_at(err, NB_INVALID, s->offset, "sources record: %s",
			  what);
}

/* Bytes of the blob's content that the entries so far have used up, and how
 * many there are; the sum of the others never exceeds the last. */
struct taken {
	uint32_t sources, journals, decisions, content_size;
};

/* Bytes of the content that no entry has used so far. */
static uint32_t left_of(const struct taken *t)
{
	return t->content_size - t->sources - t->journals - t->decisions;
}

/* Take `len` bytes for the parts that *part counts; *at is where they begin
 * among these. False if the content has no more as many. */
static bool take(struct taken *t, uint32_t *part, uint32_t len, uint32_t *at)
{
	*at = *part;
	if (len > left_of(t))
		return false;
	*part += len;
	return true;
}

/* Can a source have this form? One that is not kept has nothing but decisions.
 * `name` is the length of its charset. */
static bool form_is_valid(const struct source *s, size_t name)
{
	size_t i;

	for (i = 0; i < name; i++)
		if (s->charset[i] <= ' ' || s->charset[i] > '~')
			return false;
	switch ((enum nb_form)s->form) {
	case NB_FORM_RECEIVED:
		return name > 0;
	case NB_FORM_UTF8:
		return strcmp(s->charset, "GB18030") == 0;
	case NB_FORM_NONE:
		return !name && !s->bom && !s->len && !s->journal_len &&
		       s->decisions_len;
	}
	return false;
}

/*
 * Read the fields of the entry at q, of at most `size` bytes, and its length
 * into *used. Where its parts are in the blob is not known yet.
 */
static enum nb_status read_entry(struct nb_sources *s, struct source *out,
				 const uint8_t *q, size_t size, size_t *used,
				 struct nb_error *err)
{
	size_t name, decided;

	if (size < ENTRY_FIXED)
		return bad(err, s, "cut off inside an entry");
	if ((q[5] & ~(NB_SOURCE_BOM | NB_SOURCE_DECIDED)) || q[7])
		return nb_fail_newer(err, s->offset, "sources record");
	name = q[6];
	decided = q[5] & NB_SOURCE_DECIDED ? 4 : 0;
	if (name >= NB_CHARSET_MAX || size - ENTRY_FIXED < name + decided)
		return bad(err, s, "an entry's fields are invalid");
	out->page = nb_le32(q);
	out->form = q[4];
	out->bom = q[5] & NB_SOURCE_BOM;
	out->len = nb_le32(q + 8);
	out->journal_len = nb_le32(q + 12);
	memcpy(out->charset, q + ENTRY_FIXED, name);
	out->charset[name] = '\0';
	if (decided)
		out->decisions_len = nb_le32(q + ENTRY_FIXED + name);
	if (!form_is_valid(out, name) || (decided && !out->decisions_len))
		return bad(err, s, "an entry's fields are invalid");
	*used = ENTRY_FIXED + name + decided;
	return NB_OK;
}

/*
 * Parse the entry at p + *at, of `size` bytes of entries, and move *at past it.
 * Journals and decisions count from the first of each, whose place is known
 * only after the last entry.
 */
static enum nb_status parse_entry(struct nb_sources *s, struct source *out,
				  const uint8_t *p, size_t size, size_t *at,
				  struct taken *taken, struct nb_error *err)
{
	size_t used = 0;
	enum nb_status st = read_entry(s, out, p + *at, size - *at, &used, err);

	if (st)
		return st;
	if (!take(taken, &taken->sources, out->len, &out->at) ||
	    !take(taken, &taken->journals, out->journal_len, &out->journal) ||
	    !take(taken, &taken->decisions, out->decisions_len,
		  &out->decisions))
		return bad(err, s, "a source exceeds the content");
	*at += used;
	return NB_OK;
}

/* Parse all entries, `size` bytes at p, which must use up the content. */
static enum nb_status parse_entries(struct nb_sources *s, const uint8_t *p,
				    size_t size, uint32_t content_size,
				    struct nb_error *err)
{
	struct taken taken = {.content_size = content_size};
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
	if (at != size || left_of(&taken))
		return bad(err, s, "its entries do not fill it");
	/* The journals follow the last stored form, and the decisions these. */
	for (i = 0; i < s->count; i++) {
		s->list[i].journal += taken.sources;
		s->list[i].decisions += taken.sources + taken.journals;
	}
	s->sources_size = taken.sources;
	return NB_OK;
}

/* Parse what stands before a zoned blob: how long it is without the numbers.
 * True if it cannot be. */
static bool parse_folded(struct nb_sources *s, const uint8_t *r)
{
	if (s->independent || s->blob_end - s->blob_at < 4)
		return true;
	s->folded_size = nb_le32(r + s->blob_at);
	s->blob_at += 4;
	return s->folded_size > s->content_size;
}

/* Parse the record of `len` bytes at r, whose checksum is right, all but its
 * blob. */
static enum nb_status parse_record(struct nb_sources *s, const uint8_t *r,
				   uint32_t len, struct nb_error *err)
{
	size_t body = nb_record_body_end(r, len);
	uint32_t size, flags;

	if (body < ENTRIES_AT)
		return bad(err, s, "too short");
	s->count = nb_le32(r + 16);
	s->content_size = nb_le32(r + CONTENT_SIZE_AT);
	size = nb_le32(r + 24);
	flags = nb_le32(r + FLAGS_AT);
	s->independent = flags & NB_SOURCES_INDEPENDENT;
	s->zoned = flags & NB_SOURCES_ZONED;
	if (s->content_size > NB_CONTENT_MAX || size > body - ENTRIES_AT)
		return bad(err, s, "its sizes are out of range");
	s->blob_at = ENTRIES_AT + size;
	s->blob_end = body;
	s->folded_size = s->content_size;
	if (s->zoned && parse_folded(s, r))
		return bad(err, s, "its sources cannot be zoned");
	return parse_entries(s, r + ENTRIES_AT, size, s->content_size, err);
}

enum nb_status nb_sources_read(struct nb_file file, const struct nb_entry *e,
			       uint64_t end, struct nb_sources **sources,
			       struct nb_error *err)
{
	struct nb_sources *s = nb_alloc(1, sizeof(*s));
	enum nb_status st;

	*sources = NULL;
	if (!s)
		return nb_fail_mem(err);
	s->offset = nb_entry_sources(e);
	st = nb_record_read(file, s->offset, e->sources_size, end,
			    NB_RECORD_SOURCES, NB_SOURCES_MAX, &s->record, err);
	if (!st)
		st = parse_record(s, s->record.data, (uint32_t)s->record.len,
				  err);
	if (st) {
		nb_sources_free(s);
		return st;
	}
	*sources = s;
	return NB_OK;
}

enum nb_status nb_sources_check(const uint8_t *data, uint32_t size,
				uint64_t offset, struct nb_error *err)
{
	struct nb_sources s = {.offset = offset};
	enum nb_status st =
		nb_record_check(data, size, NB_RECORD_SOURCES, offset, err);

	if (!st)
		st = parse_record(&s, data, size, err);
	free(s.list);
	return st;
}

enum nb_status nb_sources_decode(struct nb_sources *s, const uint8_t *content,
				 uint32_t size, struct nb_error *err)
{
	struct nb_zdecoder decoder = {0};
	struct nb_buf folded = {0};
	enum nb_status st = nb_zframe_decompress(
		&decoder, s->record.data + s->blob_at, s->blob_end - s->blob_at,
		s->independent ? NULL : content, s->independent ? 0 : size,
		s->folded_size, NB_CONTENT_WINDOW_LOG,
		s->zoned ? &folded : &s->blob, err);

	if (!st && s->zoned)
		st = nb_zoned_unfold(content, size, folded.data, folded.len,
				     s->sources_size, s->content_size, &s->blob,
				     err);
	nb_zdecoder_free(&decoder);
	nb_buf_free(&folded);
	nb_buf_free(&s->record);
	if (st && err)
		err->offset = s->offset;
	return st;
}

/* Read what stands before the entries of a sources record, which may lie
 * outside of the file; false if it cannot be read. */
static bool look_at_head(struct nb_file file, const struct nb_entry *e,
			 uint64_t end, uint8_t head[ENTRIES_AT])
{
	uint64_t at = nb_entry_sources(e);

	return e->sources_size >= ENTRIES_AT && at <= end &&
	       e->sources_size <= end - at &&
	       !nb_file_read_at(file, NULL, at, head, ENTRIES_AT, NULL);
}

uint32_t nb_sources_content(struct nb_file file, const struct nb_entry *e,
			    uint64_t end)
{
	uint8_t head[ENTRIES_AT];
	uint32_t size = 0;

	if (look_at_head(file, e, end, head))
		size = nb_le32(head + CONTENT_SIZE_AT);
	return size > NB_CONTENT_MAX ? 0 : size;
}

bool nb_sources_look_independent(struct nb_file file, const struct nb_entry *e,
				 uint64_t end)
{
	uint8_t head[ENTRIES_AT], kind;
	uint32_t size;

	return look_at_head(file, e, end, head) &&
	       nb_record_head(head, 0, &kind, &size, NULL) == NB_OK &&
	       kind == NB_RECORD_SOURCES && size == e->sources_size &&
	       nb_le32(head + FLAGS_AT) & NB_SOURCES_INDEPENDENT;
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
	stored->decisions = s->blob.data + found->decisions;
	stored->decisions_len = found->decisions_len;
	stored->independent = s->independent;
	return NB_OK;
}

enum nb_status nb_sources_get(const struct nb_sources *s, uint32_t page_index,
			      struct nb_buf *out, struct nb_error *err)
{
	struct nb_stored stored;
	enum nb_status st = nb_sources_stored(s, page_index, &stored, err);

	if (st)
		return st;
	if (stored.form == NB_FORM_NONE)
		return bad(err, s, "it lacks a source that the catalogue has");
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

bool nb_entry_is_stored(const struct nb_entry *e)
{
	return e->sources_size && (e->has_source || e->has_decisions);
}

enum nb_status nb_sources_sound(const struct nb_sources *s,
				const struct nb_entry *e,
				struct nb_stored *stored, struct nb_error *err)
{
	struct nb_buf source = {0};
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st = nb_sources_stored(s, e->page_index, stored, err);

	if (st)
		return st;
	if ((stored->form != NB_FORM_NONE) != e->has_source ||
	    (stored->decisions_len > 0) != e->has_decisions)
		return bad(err, s, "the catalogue has a page otherwise");
	if (!e->has_source)
		return NB_OK;
	st = nb_sources_get(s, e->page_index, &source, err);
	if (!st) {
		nb_sha256(source.data, source.len, digest);
		if (source.len != e->source_len ||
		    memcmp(digest, e->source_sha256, NB_SHA256_SIZE) != 0)
			st = bad(err, s, "its SHA-256 does not match");
	}
	nb_buf_free(&source);
	return st;
}

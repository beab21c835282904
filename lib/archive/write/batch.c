/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making page frames: entries are copied, documents and sources collected,
 * compressed, and preceded by their page directory
 * (format-spec/nbarc-format.md, sections 5 and 6).
 *
 * The sources are compressed with the content of the page frame as prefix,
 * unless they shall be independent of it. They mostly consist of the same text,
 * so they take little space beside it.
 */
#include "archive/write/batch.h"
#include "archive/write/blob.h"
#include "archive/frame/encoders.h"
#include "archive/frame/sources.h"
#include "archive/frame/zoned.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "base/varint.h"

#include <nbarc/article.h>
#include <nbarc/encoding.h>
#include <nbarc/write.h>

#include <stdlib.h>
#include <string.h>

/* ---- a page's entry */

/* Bytes of all strings of an entry and its items. */
static size_t strings_size(const struct nb_entry *e)
{
	size_t n = e->id.len + e->name.len + e->reason.len, i;

	for (i = 0; i < e->item_count; i++)
		n += e->items[i].title.len + e->items[i].kicker.len +
		     e->items[i].byline.len + e->items[i].reason.len +
		     e->items[i].authors.len;
	return n;
}

/* Copy a string to *to, which moves on past it, and return the copy. */
static struct nb_string copy_string(char **to, const struct nb_string *from)
{
	struct nb_string s = {*to, from->len};

	if (from->len)
		memcpy(*to, from->text, from->len);
	*to += from->len;
	return s;
}

enum nb_status nb_batch_page_copy(const struct nb_entry *from,
				  struct nb_batch_page **page,
				  struct nb_error *err)
{
	size_t items = from->item_count * sizeof(struct nb_entry_item), i;
	size_t size = sizeof(struct nb_batch_page) + items + strings_size(from);
	struct nb_batch_page *p = nb_alloc(1, size);
	struct nb_entry *e;
	char *strings;

	*page = NULL;
	if (!p)
		return nb_fail_mem(err);
	p->size = size;
	e = &p->entry;
	*e = *from;
	e->hidden = NULL; /* its owner may not live as long as the copy */
	e->items = (struct nb_entry_item *)(void *)(p + 1);
	strings = (char *)(p + 1) + items;
	e->id = copy_string(&strings, &from->id);
	e->name = copy_string(&strings, &from->name);
	e->reason = copy_string(&strings, &from->reason);
	for (i = 0; i < from->item_count; i++) {
		const struct nb_entry_item *s = &from->items[i];
		struct nb_entry_item *t = &e->items[i];

		*t = *s;
		t->title = copy_string(&strings, &s->title);
		t->kicker = copy_string(&strings, &s->kicker);
		t->byline = copy_string(&strings, &s->byline);
		t->reason = copy_string(&strings, &s->reason);
		t->authors = copy_string(&strings, &s->authors);
	}
	*page = p;
	return NB_OK;
}

/* Append a file's name, which may have any bytes, as UTF-8: a byte that is not
 * part of a character becomes \xNN (section 7.1, "name"). */
static enum nb_status escape_name(const char *name, struct nb_buf *out)
{
	size_t len = strlen(name), at = 0, n;
	enum nb_status st = NB_OK;

	for (; !st && at < len; at += n) {
		n = nb_utf8_invalid(name + at, len - at);
		st = nb_buf_add(out, name + at, n);
		if (!st && at + n < len)
			st = nb_buf_printf(out, "\\x%02x",
					   (uint8_t)name[at + n++]);
	}
	return st;
}

enum nb_status nb_batch_page_create(const struct nb_new_page *from,
				    struct nb_batch_page **page,
				    struct nb_error *err)
{
	/* The cast is safe: the items are only read. */
	struct nb_entry e = {.id = {from->id, strlen(from->id)},
			     .items = (struct nb_entry_item *)from->items,
			     .item_count = from->item_count,
			     .has_authors = from->has_authors,
			     .len = (uint32_t)from->len,
			     .head_len = (uint32_t)from->head_len,
			     .tail_offset = (uint32_t)from->tail_offset,
			     .source_len = from->source_len};
	struct nb_buf name = {0};
	enum nb_status st;

	*page = NULL;
	if (from->item_count > NB_PAGE_ITEMS_MAX)
		return nb_fail(err, NB_LIMIT, "more than %u items on a page",
			       NB_PAGE_ITEMS_MAX);
	nb_sha256(from->document, from->len, e.sha256);
	if (from->source_sha256)
		memcpy(e.source_sha256, from->source_sha256, NB_SHA256_SIZE);
	else
		nb_sha256(from->source, from->source_len, e.source_sha256);
	st = escape_name(from->name, &name) ? nb_fail_mem(err) : NB_OK;
	e.name = (struct nb_string){(const char *)name.data, name.len};
	if (!st)
		st = nb_batch_page_copy(&e, page, err);
	nb_buf_free(&name);
	return st;
}

/* ---- collecting */

/*
 * Choose the form in which a source is stored: a GB18030 source as UTF-8, if
 * encoding its text again gives every byte back (form 1 of section 6), since
 * UTF-8 has the document as its prefix and so compresses to nearly nothing.
 * Every other source is stored as received. *stored borrows from `from`.
 */
static enum nb_status stored_form(const struct nb_new_page *from,
				  struct nb_stored *stored,
				  struct nb_error *err)
{
	struct nb_buf back = {0};
	enum nb_status st;

	*stored = (struct nb_stored){.form = NB_FORM_RECEIVED,
				     .bom = from->bom,
				     .charset = from->charset,
				     .data = from->source,
				     .len = from->source_len,
				     .journal = from->journal,
				     .journal_len = from->journal_len};
	if (strcmp(from->charset, "GB18030") != 0)
		return NB_OK;
	/* Not every source in this charset is valid; only a comparison of the
	 * bytes proves that none is lost. */
	st = nb_text_encode(from->text, from->text_len, from->charset,
			    from->bom, &back, err);
	if (!st && back.len == from->source_len &&
	    (back.len == 0 || memcmp(back.data, from->source, back.len) == 0)) {
		stored->form = NB_FORM_UTF8;
		stored->data = from->text;
		stored->len = from->text_len;
	}
	nb_buf_free(&back);
	return st == NB_INVALID ? NB_OK : st;
}

/* Note which document a source belongs to. */
static enum nb_status add_pair(struct nb_batch *b, const struct nb_entry *e,
			       const struct nb_stored *s)
{
	struct nb_pair *grown = nb_grow(b->pairs, &b->pair_cap,
					(size_t)b->sources + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	b->pairs = grown;
	grown[b->sources] =
		(struct nb_pair){e->offset, e->len, (uint32_t)s->len};
	return NB_OK;
}

/* Have the parts of a source room in the blob's content, which has a limit? */
static bool fits(const struct nb_batch *b, const struct nb_stored *s)
{
	/* This cannot wrap: the sum so far was checked when it was added. */
	size_t left = NB_CONTENT_MAX - b->stored.len - b->journals.len -
		      b->decisions.len;

	return s->len <= left && s->journal_len <= left - s->len &&
	       s->decisions_len <= left - s->len - s->journal_len;
}

/* Append the fields of an entry of the sources record (section 6). */
static enum nb_status add_fields(struct nb_batch *b, const struct nb_entry *e,
				 const struct nb_stored *s, size_t name)
{
	uint8_t fixed[4] = {(uint8_t)s->form, s->bom, (uint8_t)name, 0};
	enum nb_status st = nb_add32(&b->list, e->page_index);

	if (s->decisions_len)
		fixed[1] |= NB_SOURCE_DECIDED;
	if (!st)
		st = nb_buf_add(&b->list, fixed, sizeof(fixed));
	if (!st)
		st = nb_add32(&b->list, (uint32_t)s->len);
	if (!st)
		st = nb_add32(&b->list, (uint32_t)s->journal_len);
	if (!st)
		st = nb_buf_add(&b->list, s->charset, name);
	if (!st && s->decisions_len)
		st = nb_add32(&b->list, (uint32_t)s->decisions_len);
	return st;
}

/* Append what is kept of an entry's page: source, journal, decisions, and the
 * entry of the sources record. */
static enum nb_status add_source(struct nb_batch *b, const struct nb_entry *e,
				 const struct nb_stored *s,
				 struct nb_error *err)
{
	size_t name = s->form == NB_FORM_NONE ? 0 : strlen(s->charset);
	enum nb_status st;

	if (name >= NB_CHARSET_MAX || (!name && s->form != NB_FORM_NONE))
		return nb_fail(err, NB_USAGE, "charset name is too long");
	if (!fits(b, s))
		return nb_fail(err, NB_LIMIT, "source of %zu bytes", s->len);
	st = add_pair(b, e, s);
	if (!st)
		st = add_fields(b, e, s, name);
	if (!st)
		st = nb_buf_add(&b->stored, s->data, s->len);
	if (!st)
		st = nb_buf_add(&b->journals, s->journal, s->journal_len);
	if (!st)
		st = nb_buf_add(&b->decisions, s->decisions, s->decisions_len);
	if (st)
		return nb_fail_mem(err);
	b->sources++;
	return NB_OK;
}

enum nb_status nb_batch_add_stored(struct nb_batch *b,
				   struct nb_batch_page *page,
				   const void *document,
				   const struct nb_stored *source,
				   struct nb_error *err)
{
	struct nb_entry *e = &page->entry;
	struct nb_batch_page **grown;
	enum nb_status st = NB_OK;

	if (e->len > NB_CONTENT_MAX - b->content.len)
		return nb_fail(err, NB_LIMIT,
			       "a document of %u bytes is too long", e->len);
	grown = nb_grow(b->pages, &b->page_cap, b->page_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	b->pages = grown;
	e->page_index = (uint32_t)b->page_count;
	e->offset = (uint32_t)b->content.len;
	e->has_source = source && source->form != NB_FORM_NONE;
	e->has_decisions = source && source->decisions_len;
	if (source && source->independent)
		b->independent = true;
	if (source)
		st = add_source(b, e, source, err);
	if (st)
		return st;
	if (nb_buf_add(&b->content, document, e->len))
		return nb_fail_mem(err);
	b->pages[b->page_count++] = page;
	page->unplaced = true;
	return NB_OK;
}

enum nb_status nb_batch_add(struct nb_batch *b, struct nb_batch_page *page,
			    const struct nb_new_page *from, bool keep_source,
			    struct nb_error *err)
{
	struct nb_stored stored = {.form = NB_FORM_NONE};
	enum nb_status st = NB_OK;

	if (keep_source)
		st = stored_form(from, &stored, err);
	/* Decisions are a person's word: they are kept without a source, too.
	 */
	stored.decisions = from->decisions;
	stored.decisions_len = from->decisions_len;
	keep_source |= from->decisions_len > 0;
	return st ? st
		  : nb_batch_add_stored(b, page, from->document,
					keep_source ? &stored : NULL, err);
}

/* ---- compressing */

/* Write the sources record up to its blob, `total` bytes of content. */
static enum nb_status write_head(struct nb_batch *b, size_t total, bool zoned)
{
	uint32_t flags = b->independent ? NB_SOURCES_INDEPENDENT : 0;
	enum nb_status st = nb_record_begin(&b->record, NB_RECORD_SOURCES);

	if (zoned)
		flags |= NB_SOURCES_ZONED;
	if (!st)
		st = nb_add32(&b->record, b->sources);
	if (!st)
		st = nb_add32(&b->record, (uint32_t)total);
	if (!st)
		st = nb_add32(&b->record, (uint32_t)b->list.len);
	if (!st)
		st = nb_add32(&b->record, flags);
	if (!st)
		st = nb_buf_add(&b->record, b->list.data, b->list.len);
	if (!st && zoned)
		st = nb_add32(&b->record, (uint32_t)b->stored.len);
	return st;
}

/* Make the sources record: head, entries, and the blob. */
static enum nb_status compress_sources(struct nb_batch *b)
{
	size_t total = b->stored.len + b->journals.len + b->decisions.len;
	struct nb_error *err = &b->error;
	size_t zoned = 0;
	enum nb_status st = NB_OK;

	if (!b->independent)
		st = nb_zoned_fold(&b->content, &b->stored, b->pairs,
				   b->sources, &zoned, err);
	if (st)
		return st;
	/* Journals are numbers. After all the text they take half the space
	 * that they would take between the sources. */
	st = nb_buf_add(&b->stored, b->journals.data, b->journals.len);
	if (!st)
		st = nb_buf_add(&b->stored, b->decisions.data,
				b->decisions.len);
	if (!st)
		st = write_head(b, total, zoned > 0);
	if (st)
		return nb_fail_mem(err);
	st = nb_blob_compress(b, zoned, &b->record, err);
	return st ? st : nb_record_end(&b->record, NB_SOURCES_MAX, err);
}

void nb_batch_compress(void *batch)
{
	struct nb_batch *b = batch;

	b->status = nb_encoders_frame(b->encoders, &b->content, b->prefix,
				      b->level, &b->frame, &b->error);
	if (!b->status && b->sources)
		b->status = compress_sources(b);
}

/* ---- writing */

/* The number of leading bytes that two identifiers have in common; fits a byte,
 * as an identifier's length does. */
static uint8_t shared_prefix(const struct nb_string *a,
			     const struct nb_string *b)
{
	size_t n = 0;

	while (n < a->len && n < b->len && a->text[n] == b->text[n])
		n++;
	return (uint8_t)n;
}

/* Append the entry of a page to its page directory; `before` is the identifier
 * of the entry before, empty for the first. */
static enum nb_status add_directory_entry(const struct nb_entry *e,
					  const struct nb_string *before,
					  struct nb_buf *out)
{
	uint8_t head[2] = {shared_prefix(&e->id, before), 0};
	uint8_t number[NB_VARINT_MAX];
	enum nb_status st;

	head[1] = (uint8_t)(e->id.len - head[0]);
	st = nb_buf_add(out, head, 2);
	if (!st)
		st = nb_buf_add(out, e->id.text + head[0], head[1]);
	if (!st)
		st = nb_buf_add(out, number,
				nb_varint_put(number, e->revision));
	if (!st)
		st = nb_buf_add(out, number, nb_varint_put(number, e->len));
	return st;
}

/* Append the page directory of a batch that was compressed to `out`, which must
 * be empty. */
static enum nb_status encode_directory(const struct nb_batch *b,
				       struct nb_buf *out, struct nb_error *err)
{
	struct nb_string before = {NULL, 0};
	enum nb_status st = nb_record_begin(out, NB_RECORD_DIRECTORY);
	uint8_t digest[NB_SHA256_SIZE];
	size_t i;

	nb_sha256(b->frame.data, b->frame.len, digest);
	if (!st)
		st = nb_add64(out, b->frame.len);
	if (!st)
		st = nb_add32(out, (uint32_t)b->content.len);
	if (!st)
		st = nb_add32(out, (uint32_t)b->page_count);
	if (!st)
		st = nb_buf_add(out, digest, NB_RECORD_CHECK);
	for (i = 0; !st && i < b->page_count; i++) {
		st = add_directory_entry(&b->pages[i]->entry, &before, out);
		before = b->pages[i]->entry.id;
	}
	if (st)
		return nb_fail_mem(err);
	return nb_record_end(out, NB_DIRECTORY_MAX, err);
}

enum nb_status nb_batch_write(struct nb_batch *b, uint64_t offset,
			      struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st = encode_directory(b, out, err);
	uint32_t size = (uint32_t)out->len;
	size_t i;

	if (st)
		return st;
	for (i = 0; i < b->page_count; i++) {
		struct nb_entry *e = &b->pages[i]->entry;

		e->directory = offset;
		e->directory_size = size;
		e->frame_size = b->frame.len;
		e->content_size = (uint32_t)b->content.len;
		e->sources_size = (uint32_t)b->record.len;
		b->pages[i]->unplaced = false;
	}
	if (nb_buf_add(out, b->frame.data, b->frame.len) ||
	    nb_buf_add(out, b->record.data, b->record.len))
		return nb_fail_mem(err);
	return NB_OK;
}

void nb_batch_free(struct nb_batch *b)
{
	if (!b)
		return;
	nb_buf_free(&b->content);
	nb_buf_free(&b->stored);
	nb_buf_free(&b->journals);
	nb_buf_free(&b->decisions);
	nb_buf_free(&b->list);
	nb_buf_free(&b->frame);
	nb_buf_free(&b->record);
	free(b->pairs);
	free(b->pages);
	free(b);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Documents that are there already go into an archive as they are. */
#include "archive/catalogue/document.h"
#include "base/error.h"
#include "ingest/documents.h"
#include "ingest/feed.h"
#include "ingest/numbering.h"
#include "tei/tags.h"

#include <nbarc/write.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A document in hand. */
struct document {
	const uint8_t *xml;
	size_t len;
	char id[NB_ID_MAX];
	struct nb_entry entry; /* what the document says */
	size_t item_cap;
	struct nb_buf strings; /* of its items */
};

static const char declaration[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI ";

/* ---- messages */

/* An offset in a document becomes the line of its file. */
static void say_line(struct nb_error *err, const struct nb_feed *feed,
		     const struct document *d)
{
	uint64_t line = feed->line;
	char where[32];
	size_t i;

	if (err->offset == NB_NO_OFFSET)
		return;
	for (i = 0; i < err->offset && i < d->len; i++)
		line += d->xml[i] == '\n';
	(void)snprintf(where, sizeof(where), "line %" PRIu64, line);
	nb_error_about(err, where, strlen(where));
	err->offset = NB_NO_OFFSET;
}

/* ---- is it a document of ours */

/* What XML may have and nbtei does not write: documents are read tag by tag
 * later, which is no match for it. */
static const char *foreign(const struct nb_tag *tag)
{
	size_t quotes = 0;
	const char *p;

	if (*tag->name == '!')
		return "a comment, CDATA section or DOCTYPE";
	if (*tag->name == '?')
		return "a processing instruction";
	for (p = tag->name; p < tag->end; p++) {
		if (*p == '\'')
			return "an attribute in single quotes";
		quotes += *p == '"';
	}
	if (quotes % 2)
		return "a > in an attribute";
	return nb_tag_plain(tag) ? NULL
				 : "a prefix, a reference or odd white space "
				   "in a tag";
}

static enum nb_status check_form(const struct document *d, struct nb_error *err)
{
	const char *xml = (const char *)d->xml, *end = xml + d->len;
	const char *p = xml + sizeof(declaration) - 1 - strlen("<TEI ");
	const char *what, *cr;
	struct nb_tag tag;

	if (d->len < sizeof(declaration) ||
	    memcmp(xml, declaration, sizeof(declaration) - 1) != 0)
		return nb_fail_at(err, NB_INVALID, 0,
				  "does not begin as a document of nbtei");
	cr = memchr(xml, '\r', d->len);
	if (cr)
		return nb_fail_at(err, NB_INVALID, (uint64_t)(cr - xml),
				  "a carriage return; lines end with LF alone");
	for (; nb_tag_find(p, end, &tag); p = tag.end) {
		what = foreign(&tag);
		if (what)
			return nb_fail_at(err, NB_INVALID,
					  (uint64_t)(tag.start - xml),
					  "%s: nbtei writes none", what);
	}
	if (end[-1] != '\n')
		return nb_fail_at(err, NB_INVALID, d->len,
				  "it is cut off, or its last newline is");
	return NB_OK;
}

/* ---- identifiers */

static bool has_value(const struct nb_tag *tag, const char *name,
		      const char *value)
{
	size_t len;
	const char *found = nb_tag_attribute(tag, name, &len);

	return found && len == strlen(value) && memcmp(found, value, len) == 0;
}

/* <idno type="nbarc">, which the schema asks for, must say the same. */
static enum nb_status check_idno(const struct document *d, struct nb_error *err)
{
	const char *p = (const char *)d->xml, *end = p + d->len;
	size_t n = strlen(d->id);
	struct nb_tag tag;

	while (nb_tag_find(p, end, &tag)) {
		p = tag.end;
		if (tag.closes || !nb_tag_is(&tag, "idno") ||
		    !has_value(&tag, "type", "nbarc"))
			continue;
		if ((size_t)(end - p) > n && memcmp(p, d->id, n) == 0 &&
		    p[n] == '<')
			return NB_OK;
		return nb_fail_at(err, NB_INVALID,
				  (uint64_t)(p - (const char *)d->xml),
				  "its idno is not %s, its xml:id is", d->id);
	}
	return nb_fail_at(err, NB_INVALID, 0,
			  "an idno of type nbarc is missing");
}

/* An item's identifier is that of the page and its number. */
static enum nb_status check_item(const struct document *d,
				 const struct nb_tei_item *item,
				 struct nb_error *err)
{
	const char *xml = (const char *)d->xml;
	char id[NB_ID_MAX + 8];
	struct nb_tag tag;

	(void)snprintf(id, sizeof(id), "%s-%02u", d->id, item->number);
	if (nb_tag_find(xml + item->offset, xml + d->len, &tag) &&
	    has_value(&tag, "xml:id", id))
		return NB_OK;
	return nb_fail_at(err, NB_INVALID, item->offset,
			  "item %u of this page must have the xml:id %s",
			  item->number, id);
}

static enum nb_status check_items(const struct document *d,
				  struct nb_error *err)
{
	struct nb_tei tei;
	enum nb_status st = nb_tei_scan(d->xml, d->len, &tei, err);
	size_t i;

	for (i = 0; !st && i < tei.item_count; i++)
		st = check_item(d, &tei.items[i], err);
	nb_tei_free(&tei);
	return st;
}

static enum nb_status check_name(const struct document *d,
				 const struct nb_input *in,
				 struct nb_error *err)
{
	if (!in->id[0] || strcmp(in->id, d->id) == 0)
		return NB_OK;
	return nb_fail_at(err, NB_INVALID, 0,
			  "the document is of page %s, the file's name says %s",
			  d->id, in->id);
}

/* ---- one document */

/* What the catalogue will say of it. */
static enum nb_status read_entry(struct document *d, struct nb_error *err)
{
	struct nb_entry *e = &d->entry;
	struct nb_source source;
	enum nb_status st = nb_tei_origin(d->xml, d->len, d->id, &source, err);

	if (st)
		return st;
	e->id = (struct nb_string){d->id, strlen(d->id)};
	e->len = (uint32_t)d->len;
	st = nb_document_entry(d->xml, e, &d->item_cap, &d->strings, err);
	if (!st)
		st = check_idno(d, err);
	return st ? st : check_items(d, err);
}

static enum nb_status check(struct nb_run *run, const struct nb_feed *feed,
			    const struct nb_input *in, struct document *d,
			    struct nb_error *err)
{
	const struct nb_ingest_options *o = run->options;
	enum nb_status st = check_form(d, err);

	if (!st)
		st = o->check(o->validator, d->xml, d->len, feed->name,
			      feed->line, err);
	if (!st)
		st = read_entry(d, err);
	if (!st)
		st = check_name(d, in, err);
	return st;
}

/* Add it; *own is an error of this document alone. */
static enum nb_status add(struct nb_run *run, const struct nb_input *in,
			  const struct document *d,
			  const struct nb_former *former, struct nb_error *own,
			  struct nb_error *err)
{
	const struct nb_entry *e = &d->entry;
	struct nb_numbering numbering;
	struct nb_new_page page = {
		.id = d->id,
		.name = nb_input_name(in),
		.document = d->xml,
		.len = d->len,
		.head_len = e->head_len,
		.tail_offset = e->tail_offset,
		.source_sha256 = e->source_sha256,
	};
	size_t i;
	enum nb_status st;

	if (__builtin_add_overflow(e->source_len, 0, &page.source_len))
		return nb_fail(own, NB_LIMIT, "its source is too large");
	st = nb_number_given(former, e, d->xml, &numbering, own);
	if (!st) {
		own->status = NB_OK;
		for (i = 0; i < e->item_count; i++) {
			run->there[i] = e->items[i];
			run->there[i].state = numbering.items[i].state;
			run->there[i].reason = numbering.items[i].reason;
		}
		st = nb_run_add(run, &numbering, e->item_count, &page, err);
	}
	nb_numbering_free(&numbering);
	return st;
}

/* Check and add one document; *own is an error of it alone. */
static enum nb_status one_document(struct nb_run *run,
				   const struct nb_feed *feed,
				   const struct nb_input *in,
				   struct document *d, struct nb_error *own,
				   struct nb_error *err)
{
	struct nb_former *former = NULL;
	bool withdrawn;
	enum nb_status st = check(run, feed, in, d, own);

	if (st)
		return st;
	/* A page that comes twice is a revision of what came first, which has
	 * to be in the archive then. */
	if (nb_writer_pending(run->writer, d->id)) {
		st = nb_run_commit(run, err);
		own->status = NB_OK;
	}
	if (st)
		return st;
	st = nb_run_former(run, d->id, &former, &withdrawn, own);
	if (!st && !withdrawn)
		st = add(run, in, d, former, own, err);
	nb_former_free(former);
	return st;
}

/* ---- a file */

/* NB_OK when the run can go on behind an error of this file. */
static enum nb_status go_on_behind(struct nb_run *run, struct nb_error *own,
				   struct nb_error *err)
{
	if (own->status == NB_NOMEM || own->status == NB_BUG) {
		if (err)
			*err = *own;
		return own->status;
	}
	nb_run_report(run, own);
	return NB_OK;
}

static enum nb_status next(struct nb_run *run, struct nb_feed *feed,
			   const struct nb_input *in, struct document *d,
			   struct nb_error *err)
{
	struct nb_error own = {.status = NB_OK};
	enum nb_status st = one_document(run, feed, in, d, &own, err);

	if (!st || own.status == NB_OK)
		return st;
	say_line(&own, feed, d);
	nb_error_file(&own, feed->name);
	return go_on_behind(run, &own, err);
}

enum nb_status nb_run_documents(struct nb_run *run, const struct nb_input *in,
				struct nb_error *err)
{
	struct document d = {.len = 0};
	struct nb_feed feed;
	struct nb_error own;
	uint64_t before = run->done;
	enum nb_status st = nb_feed_open(&feed, in->path, &own), last = st;

	while (!last && !st) {
		last = nb_feed_next(&feed, &d.xml, &d.len, &own);
		if (!last && !d.xml && feed.line == 0) {
			last = nb_fail(&own, NB_INVALID,
				       "no document is in it");
			nb_error_file(&own, feed.name);
		}
		if (last || !d.xml)
			break;
		run->counts->bytes += d.len;
		run->done = before + feed.offset;
		st = next(run, &feed, in, &d, err);
		if (!st && !nb_run_go_on(run))
			st = nb_fail(err, NB_ABSENT, "stopped");
	}
	if (!st && last)
		st = go_on_behind(run, &own, err);
	run->done = before + in->size;
	nb_feed_close(&feed);
	free(d.entry.items);
	nb_buf_free(&d.strings);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that exist already go into an archive unchanged (documents.h).
 *
 * Later they are read tag by tag, with a reader that knows only what nbtei
 * writes (tei/tags.h). So before the schema, check_form() refuses every
 * construct of XML that nbtei never writes. The schema itself is a function of
 * the caller, so that libnbarc does not need libxml2. The catalogue entry is
 * made as a rescue makes it, from the document alone; that it can be made is a
 * check by itself.
 *
 * Errors have two kinds: one of a document (`own`) is reported and the next
 * document follows; one of the archive (`err`) ends the run.
 */
#include "archive/catalogue/document.h"
#include "base/error.h"
#include "ingest/documents.h"
#include "ingest/feed.h"
#include "convert/numbering.h"
#include "xml/tags.h"

#include <nbarc/newspaper.h>
#include <nbarc/write.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A document in hand. The buffers are reused from document to document. */
struct document {
	const uint8_t *xml; /* borrowed from the feed */
	size_t len;
	char id[NB_ID_MAX];
	struct nb_entry entry; /* made from the document */
	size_t item_cap;       /* of entry.items, which is owned */
	struct nb_buf strings; /* of entry.items */
};

/* How every document of nbtei begins. */
static const char declaration[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI ";

/* ---- messages */

/* Turn an offset in a document into the line of its file. */
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

/*
 * What a tag has that XML allows and nbtei does not write, as a phrase; NULL if
 * there is nothing.
 */
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

/* True if a document type declaration stands where the TEI element should. */
static bool has_dtd(const struct document *d)
{
	static const char dtd[] = "<!DOCTYPE";
	size_t head = sizeof(declaration) - 1 - strlen("<TEI ");

	return d->len >= head + sizeof(dtd) - 1 &&
	       memcmp(d->xml, declaration, head) == 0 &&
	       memcmp(d->xml + head, dtd, sizeof(dtd) - 1) == 0;
}

/* Refuse a document that is not of the form in which nbtei writes. */
static enum nb_status check_form(const struct document *d, struct nb_error *err)
{
	const char *xml = (const char *)d->xml, *end = xml + d->len;
	const char *p = xml + sizeof(declaration) - 1 - strlen("<TEI ");
	const char *what, *cr;
	struct nb_tag tag;

	if (has_dtd(d))
		return nb_fail_at(err, NB_INVALID, 0,
				  "a document type declaration (DTD) is not "
				  "allowed");
	if (d->len < sizeof(declaration) ||
	    memcmp(xml, declaration, sizeof(declaration) - 1) != 0)
		return nb_fail_at(
			err, NB_INVALID, 0,
			"the document does not begin as those of nbtei do; "
			"without --tei, one of another project is read as a "
			"page");
	cr = memchr(xml, '\r', d->len);
	if (cr)
		return nb_fail_at(
			err, NB_INVALID, (uint64_t)(cr - xml),
			"a carriage return; lines must end with LF alone");
	for (; nb_tag_find(p, end, &tag); p = tag.end) {
		what = foreign(&tag);
		if (what)
			return nb_fail_at(err, NB_INVALID,
					  (uint64_t)(tag.start - xml),
					  "%s, which nbtei never writes", what);
	}
	if (end[-1] != '\n')
		return nb_fail_at(
			err, NB_INVALID, d->len,
			"the document, or its last newline, is cut off");
	return NB_OK;
}

/* Bytes at the beginning of a file in which the root of a document stands. */
#define ROOT_WITHIN 256

bool nb_is_document(const struct nb_buf *b)
{
	static const char root[] = "<TEI ";
	size_t i;

	for (i = 0; i < ROOT_WITHIN && i + sizeof(root) <= b->len; i++)
		if (memcmp(b->data + i, root, sizeof(root) - 1) == 0)
			return true;
	return false;
}

/* ---- identifiers */

/* True if the attribute is there and has this value. */
static bool has_value(const struct nb_tag *tag, const char *name,
		      const char *value)
{
	size_t len;
	const char *found = nb_tag_attribute(tag, name, &len);

	return found && len == strlen(value) && memcmp(found, value, len) == 0;
}

/* The schema demands <idno type="nbarc">; it must agree with the xml:id. */
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
		return nb_fail_at(
			err, NB_INVALID, (uint64_t)(p - (const char *)d->xml),
			"the xml:id is %s, but the idno is not", d->id);
	}
	return nb_fail_at(err, NB_INVALID, 0,
			  "an idno of type nbarc is missing");
}

/* Refuse the document of an item, as `nbarc get` prints it: it has only a part
 * of its page. */
static enum nb_status check_is_page(const struct document *d,
				    struct nb_error *err)
{
	const char *p = (const char *)d->xml, *end = p + d->len;
	struct nb_tag tag;

	while (nb_tag_find(p, end, &tag) && !nb_tag_is(&tag, "body")) {
		p = tag.end;
		if (nb_tag_is(&tag, "biblStruct") &&
		    has_value(&tag, "type", "newspaperItem"))
			return nb_fail_at(
				err, NB_INVALID,
				(uint64_t)(tag.start - (const char *)d->xml),
				"this is the document of an item alone; give "
				"that of its page, as nbarc get prints it");
	}
	return NB_OK;
}

/* The identifier of an item must be that of the page with its number. */
static enum nb_status check_item(const struct document *d,
				 const struct nb_tei_item *item,
				 struct nb_error *err)
{
	const char *xml = (const char *)d->xml;
	char id[NB_ITEM_ID_MAX];
	struct nb_tag tag;

	(void)nb_item_id(d->id, strlen(d->id), item->number, id);
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

/* If the identifier is that of a newspaper, its day must exist. */
static enum nb_status check_date(const struct document *d, struct nb_error *err)
{
	enum nb_status st = nb_newspaper_check_date(d->id, strlen(d->id), err);

	if (st && err)
		err->offset = 0;
	return st;
}

/* The name of the file may say which page it is; then it must be right. */
static enum nb_status check_name(const struct document *d,
				 const struct nb_input *in,
				 struct nb_error *err)
{
	if (!in->id[0] || strcmp(in->id, d->id) == 0)
		return NB_OK;
	return nb_fail_at(
		err, NB_INVALID, 0,
		"the document is of page %s, but the file name says %s", d->id,
		in->id);
}

/* ---- one document */

/* Make the catalogue entry, and check what it is made from. */
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

/* Everything that is checked before the archive is asked. */
static enum nb_status check_document(struct nb_run *run,
				     const struct nb_feed *feed,
				     const struct nb_input *in,
				     struct document *d, struct nb_error *err)
{
	const struct nb_ingest_options *o = run->options;
	enum nb_status st = check_form(d, err);

	if (!st)
		st = o->check(o->validator, d->xml, d->len, feed->name,
			      feed->line, err);
	if (!st)
		st = check_is_page(d, err);
	if (!st)
		st = read_entry(d, err);
	if (!st)
		st = check_date(d, err);
	if (!st)
		st = check_name(d, in, err);
	return st;
}

/*
 * Add a document to the archive. *own is an error of this document alone; if it
 * is NB_OK on failure, *err is one of the archive.
 */
static enum nb_status add_document(struct nb_run *run,
				   const struct nb_input *in,
				   const struct document *d,
				   const struct nb_former *former,
				   enum nb_became *became, struct nb_error *own,
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
		st = nb_run_there(run, e->item_count, err);
		for (i = 0; !st && i < e->item_count; i++) {
			run->there[i] = e->items[i];
			run->there[i].state = numbering.items[i].state;
			run->there[i].reason = numbering.items[i].reason;
		}
		if (!st)
			st = nb_run_add(run, &numbering, e->item_count, &page,
					became, own, err);
		if (!st)
			st = nb_run_commit_due(run, err);
	}
	nb_numbering_free(&numbering);
	return st;
}

/* Tell the caller what became of a document. */
static void tell_document(struct nb_run *run, const struct nb_input *in,
			  const struct document *d, enum nb_became became)
{
	const struct nb_entry *e = &d->entry;
	struct nb_ingested page = {.path = in->path,
				   .id = d->id,
				   .became = became,
				   .form = "TEI",
				   .charset = "UTF-8",
				   .items = e->item_count,
				   .title = ""};

	if (e->item_count) {
		page.title = e->items[0].title.text;
		page.title_len = e->items[0].title.len;
	}
	nb_run_page(run, &page);
}

/* Check a document and add it; errors as for add_document(). */
static enum nb_status one_document(struct nb_run *run,
				   const struct nb_feed *feed,
				   const struct nb_input *in,
				   struct document *d, struct nb_error *own,
				   struct nb_error *err)
{
	struct nb_former *former = NULL;
	enum nb_became became = NB_BECAME_WITHDRAWN;
	bool withdrawn;
	enum nb_status st = check_document(run, feed, in, d, own), former_st;

	if (st)
		return st;
	/*
	 * A page that comes twice in a run is a revision of what came first,
	 * which must be committed for that.
	 */
	if (run->writer && nb_writer_pending(run->writer, d->id)) {
		st = nb_run_commit(run, err);
		own->status = NB_OK;
	}
	if (st)
		return st;
	st = former_st = nb_run_former(run, d->id, &former, &withdrawn, own);
	if (!st && !withdrawn)
		st = add_document(run, in, d, former, &became, own, err);
	if (!st)
		tell_document(run, in, d, became);
	/* The archive needs a newer program: not a matter of the document. */
	if (former_st == NB_UNSUPPORTED) {
		if (err)
			*err = *own;
		own->status = NB_OK;
	}
	nb_former_free(former);
	return st;
}

/* ---- a file */

/*
 * Report an error of a document or of this file. Returns NB_OK if the run can
 * continue: not without memory, and not after a bug.
 */
static enum nb_status continue_after(struct nb_run *run, struct nb_error *own,
				     struct nb_error *err)
{
	if (own->status == NB_NOMEM || own->status == NB_BUG) {
		if (err)
			*err = *own;
		return own->status;
	}
	nb_run_report_file(run, own);
	return NB_OK;
}

/* Check and add the document in hand, and report it if it fails. */
static enum nb_status take_document(struct nb_run *run, struct nb_feed *feed,
				    const struct nb_input *in,
				    struct document *d, struct nb_error *err)
{
	struct nb_error own = {.status = NB_OK};
	enum nb_status st = one_document(run, feed, in, d, &own, err);

	if (!st || own.status == NB_OK)
		return st;
	say_line(&own, feed, d);
	nb_error_file(&own, feed->name);
	return continue_after(run, &own, err);
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
				       "the file contains no document");
			nb_error_file(&own, feed.name);
		}
		if (last || !d.xml)
			break;
		run->counts->bytes += d.len;
		run->done = before + feed.offset;
		st = take_document(run, &feed, in, &d, err);
		if (!st && !nb_run_go_on(run))
			st = nb_fail(err, NB_ABSENT, "stopped");
	}
	if (!st && last)
		st = continue_after(run, &own, err);
	run->done = before + in->size;
	nb_feed_close(&feed);
	free(d.entry.items);
	nb_buf_free(&d.strings);
	return st;
}

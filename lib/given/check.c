/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking documents that come from elsewhere (check.h).
 *
 * Later they are read tag by tag, with a reader that knows only what nbtei
 * writes (xml/tags.h). So before the schema, check_form() refuses every
 * construct of XML that nbtei never writes. A document of ours that an XML
 * editor wrote is tidied first, if the caller wants that. The schema itself is
 * a function of the caller, so that libnbarc does not need libxml2. The
 * catalogue entry is made as a rescue makes it, from the document alone; that
 * it can be made is a check by itself.
 */
#include "given/check.h"
#include "archive/catalogue/document.h"
#include "base/error.h"
#include "xml/tags.h"
#include "tei/text.h"
#include "xml/tidy.h"

#include <nbarc/newspaper.h>
#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* How every document of nbtei begins. */
static const char declaration[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI ";

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

/* The first reference in a text that nbtei does not write; NULL: none. */
static const char *foreign_reference(const char *p, const char *end)
{
	size_t len;
	char c;

	while ((p = memchr(p, '&', (size_t)(end - p)))) {
		len = nb_tei_reference(p, end, &c);
		if (!len)
			return p;
		p += len;
	}
	return NULL;
}

/* True if a document type declaration stands where the TEI element should. */
static bool has_dtd(const struct nb_given *d)
{
	static const char dtd[] = "<!DOCTYPE";
	size_t head = sizeof(declaration) - 1 - strlen("<TEI ");

	return d->len >= head + sizeof(dtd) - 1 &&
	       memcmp(d->xml, declaration, head) == 0 &&
	       memcmp(d->xml + head, dtd, sizeof(dtd) - 1) == 0;
}

/* Does the line go on after the end of a div? An item ends with its line. */
static bool goes_on(const struct nb_tag *tag, const char *end)
{
	return tag->closes && nb_tag_is(tag, "div") && tag->end < end &&
	       *tag->end != '\n';
}

/* Refuse a document that is not of the form in which nbtei writes. */
static enum nb_status check_form(const struct nb_given *d, struct nb_error *err)
{
	const char *xml = (const char *)d->xml, *end = xml + d->len;
	const char *p = xml + sizeof(declaration) - 1 - strlen("<TEI ");
	const char *what, *cr, *amp;
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
		amp = foreign_reference(p, tag.start);
		if (amp)
			return nb_fail_at(err, NB_INVALID,
					  (uint64_t)(amp - xml),
					  "a reference that nbtei never "
					  "writes, such as one by number");
		what = foreign(&tag);
		if (!what && goes_on(&tag, end))
			what = "a line that goes on after the end of a div";
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
static enum nb_status check_idno(const struct nb_given *d, struct nb_error *err)
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
static enum nb_status check_is_page(const struct nb_given *d,
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
static enum nb_status check_item(const struct nb_given *d,
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

static enum nb_status check_items(const struct nb_given *d,
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
static enum nb_status check_date(const struct nb_given *d, struct nb_error *err)
{
	enum nb_status st = nb_newspaper_check_date(d->id, strlen(d->id), err);

	if (st && err)
		err->offset = 0;
	return st;
}

/* The name of the file may say which page it is; then it must be right. */
static enum nb_status check_name(const struct nb_given *d, const char *named,
				 struct nb_error *err)
{
	if (!*named || strcmp(named, d->id) == 0)
		return NB_OK;
	return nb_fail_at(
		err, NB_INVALID, 0,
		"the document is of page %s, but the file name says %s", d->id,
		named);
}

/* ---- the whole document */

/* Make the catalogue entry, and check what it is made from. */
static enum nb_status read_entry(struct nb_given *d, struct nb_error *err)
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

/* Is it a document of ours, however it is written? */
static bool is_ours(const struct nb_given *d)
{
	static const char mark[] = "nbarc-raw-sha256";
	const uint8_t *p = d->xml, *end = d->xml + d->len;

	for (; (size_t)(end - p) >= sizeof(mark); p++) {
		p = memchr(p, 'n', (size_t)(end - p) - sizeof(mark) + 1);
		if (!p)
			return false;
		if (memcmp(p, mark, sizeof(mark) - 1) == 0)
			return true;
	}
	return false;
}

/* Bring a document into the form of ours, if an editor wrote it in another one.
 * The schema is asked first: it names the lines of the file, and what is valid
 * can be tidied. */
static enum nb_status tidy(const struct nb_ingest_options *o,
			   const struct nb_feed *feed, struct nb_given *d,
			   struct nb_error *err)
{
	enum nb_status st = check_form(d, err);

	if (st != NB_INVALID || !o->changes || has_dtd(d) || !is_ours(d))
		return st;
	st = o->check(o->validator, d->xml, d->len, feed->name, feed->line,
		      err);
	d->tidy.len = 0;
	if (!st)
		st = nb_tidy((const char *)d->xml, d->len, &d->tidy,
			     &d->comments, err);
	if (st)
		return st;
	d->xml = d->tidy.data;
	d->len = d->tidy.len;
	return check_form(d, err);
}

enum nb_status nb_given_check(const struct nb_ingest_options *o,
			      const struct nb_feed *feed, const char *named,
			      struct nb_given *d, struct nb_error *err)
{
	enum nb_status st = tidy(o, feed, d, err);

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
		st = check_name(d, named, err);
	return st;
}

void nb_given_free(struct nb_given *d)
{
	free(d->entry.items);
	nb_buf_free(&d->strings);
	nb_buf_free(&d->tidy);
}

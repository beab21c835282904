/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ALTO and hOCR by libxml2's streaming reader.
 *
 * The files come from anywhere. Nothing outside of them is read, entities that
 * they declare are refused, and depth and size are bounded, also by libxml2's
 * own limits, which XML_PARSE_HUGE would lift. hOCR that is not well-formed XML
 * is read again as HTML.
 */
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "layout/alto.h"
#include "layout/hocr.h"
#include "layout/order.h"

#include <nbarc/markup.h>

#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define URL "page" /* what libxml2 calls the document */

enum format { FORMAT_UNKNOWN, FORMAT_ALTO, FORMAT_HOCR };

/* A file that is being read. `as` is that of `format`; read_nodes() frees it.
 */
struct reading {
	xmlTextReaderPtr reader;
	enum format format;
	union {
		struct nb_alto alto;
		struct nb_hocr hocr;
	} as;
	struct nb_layout *layout; /* the caller's */
	char message[300];	  /* libxml2's first, or "" */
	int line;		  /* that it is about */
};

/* Keep the first message of libxml2: those that follow are consequences. */
static void first_message(void *context, xmlErrorPtr e)
{
	struct reading *r = context;

	if (r->message[0] || !e->message || e->level < XML_ERR_ERROR)
		return;
	(void)snprintf(r->message, sizeof(r->message), "%s", e->message);
	r->message[strcspn(r->message, "\n")] = '\0';
	r->line = e->line;
}

/* Report the message that was kept. */
static enum nb_status not_well_formed(const struct reading *r,
				      struct nb_error *err)
{
	return nb_fail(err, NB_INVALID, "line %d: %s", r->line,
		       r->message[0] ? r->message : "not well-formed");
}

/* ---- nodes */

/*
 * Collect the attributes of an element, namespace declarations excepted. Those
 * beyond NB_ATTRIBUTES_MAX are ignored.
 */
static void get_attributes(xmlTextReaderPtr reader, struct nb_element *e)
{
	int more = xmlTextReaderMoveToFirstAttribute(reader);

	for (; more == 1 && e->count < NB_ATTRIBUTES_MAX;
	     more = xmlTextReaderMoveToNextAttribute(reader)) {
		struct nb_attribute *a = &e->attributes[e->count];

		if (xmlTextReaderIsNamespaceDecl(reader) == 1)
			continue;
		a->name = (const char *)xmlTextReaderConstName(reader);
		a->value = (const char *)xmlTextReaderConstValue(reader);
		e->count += a->name && a->value;
	}
	(void)xmlTextReaderMoveToElement(reader);
}

/* The root element says which format the file has. */
static enum nb_status open_root(struct reading *r, const char *name,
				struct nb_error *err)
{
	memset(&r->as, 0, sizeof(r->as));
	if (strcmp(name, "alto") == 0) {
		r->format = FORMAT_ALTO;
		r->as.alto.lines.layout = r->layout;
	} else if (strcmp(name, "html") == 0) {
		r->format = FORMAT_HOCR;
		r->as.hocr.lines.layout = r->layout;
	} else {
		return nb_fail(err, NB_UNSUPPORTED,
			       "the root element is '%.60s', neither ALTO nor "
			       "hOCR",
			       name);
	}
	return NB_OK;
}

static enum nb_status stop_element(struct reading *r, const char *name,
				   unsigned depth, struct nb_error *err)
{
	return r->format == FORMAT_ALTO
		       ? nb_alto_stop(&r->as.alto, name, depth, err)
		       : nb_hocr_stop(&r->as.hocr, depth, err);
}

/* Take the start of an element, and its end if it is empty. */
static enum nb_status start_element(struct reading *r, struct nb_error *err)
{
	struct nb_element e = {.count = 0};
	const char *name = (const char *)xmlTextReaderConstLocalName(r->reader);
	int depth = xmlTextReaderDepth(r->reader);
	bool empty = xmlTextReaderIsEmptyElement(r->reader) == 1;
	enum nb_status st = NB_OK;

	if (depth > NB_DEPTH_MAX)
		return nb_fail(err, NB_LIMIT,
			       "elements are nested more than %d deep",
			       NB_DEPTH_MAX);
	/* HTML that is not XML may have several roots: the first counts. */
	if (r->format == FORMAT_UNKNOWN)
		st = open_root(r, name, err);
	if (st)
		return st;
	e.name = name;
	e.depth = (unsigned)depth;
	get_attributes(r->reader, &e);
	st = r->format == FORMAT_ALTO ? nb_alto_start(&r->as.alto, &e, err)
				      : nb_hocr_start(&r->as.hocr, &e, err);
	/* The reader reports no end of an empty element. */
	if (!st && empty)
		st = stop_element(r, name, e.depth, err);
	return st;
}

/*
 * Text counts in hOCR only. It is checked, because libxml2's HTML parser passes
 * on bytes that are not characters.
 */
static enum nb_status take_text(struct reading *r, struct nb_error *err)
{
	const char *value = (const char *)xmlTextReaderConstValue(r->reader);
	size_t len = value ? strlen(value) : 0;

	if (r->format != FORMAT_HOCR || len == 0)
		return NB_OK;
	if (nb_utf8_invalid(value, len) < len)
		return nb_fail(
			err, NB_INVALID,
			"the text has bytes that are not in its charset");
	return nb_hocr_text(&r->as.hocr, value, err);
}

/* A reference to an entity that XML does not define. */
static enum nb_status take_entity(struct reading *r, struct nb_error *err)
{
	const char *name = (const char *)xmlTextReaderConstLocalName(r->reader);

	/* XHTML has it, but its DTD is not read. */
	if (r->format == FORMAT_HOCR && strcmp(name, "nbsp") == 0)
		return nb_hocr_text(&r->as.hocr, " ", err);
	return nb_fail(err, NB_UNSUPPORTED, "the entity '%.60s' is not known",
		       name);
}

/* Entities can blow up to any size, or name files. */
static enum nb_status check_document_type(struct reading *r,
					  struct nb_error *err)
{
	const xmlDtd *dtd = (const xmlDtd *)xmlTextReaderCurrentNode(r->reader);

	if (dtd && (dtd->entities || dtd->pentities))
		return nb_fail(err, NB_UNSUPPORTED,
			       "the file declares entities");
	return NB_OK;
}

/* Take the node that the reader is at. */
static enum nb_status take_node(struct reading *r, struct nb_error *err)
{
	switch (xmlTextReaderNodeType(r->reader)) {
	case XML_READER_TYPE_ELEMENT:
		return start_element(r, err);
	case XML_READER_TYPE_END_ELEMENT:
		return stop_element(
			r, (const char *)xmlTextReaderConstLocalName(r->reader),
			(unsigned)xmlTextReaderDepth(r->reader), err);
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
		return take_text(r, err);
	case XML_READER_TYPE_ENTITY_REFERENCE:
		return take_entity(r, err);
	case XML_READER_TYPE_DOCUMENT_TYPE:
		return check_document_type(r, err);
	default: /* an int: comments and the like */
		return NB_OK;
	}
}

/* ---- documents */

/*
 * Put the lines into the order that an ALTO file states, or else into that of
 * their columns, if all lines have a place.
 */
static enum nb_status arrange_lines(struct reading *r, bool nowhere,
				    struct nb_error *err)
{
	bool said = false;
	enum nb_status st = NB_OK;

	if (r->format == FORMAT_ALTO)
		st = nb_references_order(&r->as.alto.order, r->layout, &said,
					 err);
	if (!st && !said && !nowhere)
		st = nb_layout_order(r->layout, err);
	return st;
}

/*
 * Complete the layout. If one line has no place, the boxes are dropped: the
 * places of the others cannot be matched with the text then.
 */
static enum nb_status finish(struct reading *r, struct nb_error *err)
{
	enum nb_status st;
	bool nowhere = r->format == FORMAT_ALTO ? r->as.alto.lines.nowhere
						: r->as.hocr.lines.nowhere;
	const char *charset =
		(const char *)xmlTextReaderConstEncoding(r->reader);

	if (r->layout->count == 0)
		return nb_fail(err, NB_INVALID,
			       "the file has no lines of text");
	st = arrange_lines(r, nowhere, err);
	if (nowhere)
		r->layout->count = 0;
	memcpy(r->layout->form, r->format == FORMAT_ALTO ? "ALTO" : "hOCR", 5);
	(void)snprintf(r->layout->charset, sizeof(r->layout->charset), "%s",
		       charset ? charset : "UTF-8");
	return st;
}

/* Read the whole file, and free what its reader holds. */
static enum nb_status read_nodes(struct reading *r, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	int more = 0;

	while (!st && (more = xmlTextReaderRead(r->reader)) == 1)
		st = take_node(r, err);
	if (!st && more < 0)
		st = not_well_formed(r, err);
	if (!st)
		st = finish(r, err);
	if (r->format == FORMAT_HOCR)
		nb_buf_free(&r->as.hocr.text);
	if (r->format == FORMAT_ALTO)
		nb_references_free(&r->as.alto.order);
	return st;
}

/* Read a file as XML. The reader decodes the charset that it declares. */
static enum nb_status read_xml(const void *bytes, size_t len,
			       struct nb_layout *layout, struct nb_error *err)
{
	struct reading r = {.layout = layout};
	enum nb_status st;

	r.reader = xmlReaderForMemory(bytes, (int)len, URL, NULL,
				      XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	if (!r.reader)
		return nb_fail_mem(err);
	xmlTextReaderSetStructuredErrorHandler(r.reader, first_message, &r);
	st = read_nodes(&r, err);
	xmlFreeTextReader(r.reader);
	return st;
}

/* Read HTML that is already UTF-8, as a tree that the reader walks over. */
static enum nb_status parse_html(const struct nb_text *page,
				 struct nb_layout *layout, struct nb_error *err)
{
	struct reading r = {.layout = layout};
	const char *html = page->utf8.len ? (char *)page->utf8.data : "";
	enum nb_status st;
	htmlDocPtr doc = htmlReadMemory(
		html, (int)page->utf8.len, URL, "UTF-8",
		HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			HTML_PARSE_RECOVER | HTML_PARSE_IGNORE_ENC);

	if (!doc)
		return nb_fail(err, NB_INVALID, "the file is not HTML");
	r.reader = xmlReaderWalker(doc);
	st = r.reader ? read_nodes(&r, err) : nb_fail_mem(err);
	xmlFreeTextReader(r.reader);
	xmlFreeDoc(doc);
	return st;
}

/*
 * Decode HTML, then parse it. libxml2 would take what it cannot decode for
 * Latin-1, so that the charset is found out here, whatever the file says about
 * it.
 */
static enum nb_status read_html(const void *bytes, size_t len,
				struct nb_layout *layout, struct nb_error *err)
{
	struct nb_text page;
	enum nb_status st = nb_text_decode(bytes, len, NULL, &page, err);

	if (!st && page.utf8.len > NB_LAYOUT_MAX)
		st = nb_fail(err, NB_LIMIT,
			     "the layout has more than %zu bytes",
			     NB_LAYOUT_MAX);
	if (!st)
		st = parse_html(&page, layout, err);
	if (!st)
		memcpy(layout->charset, page.charset, sizeof(page.charset));
	nb_text_free(&page);
	return st;
}

/*
 * Does the text begin as HTML does? An XML declaration speaks for XHTML, which
 * must be well-formed.
 */
static bool may_be_html(const char *text, size_t len)
{
	static const char *const starts[] = {"<!doctype", "<html", "<!--"};
	size_t i;

	if (len >= NB_UTF8_BOM_LEN &&
	    memcmp(text, NB_UTF8_BOM, NB_UTF8_BOM_LEN) == 0) {
		text += NB_UTF8_BOM_LEN;
		len -= NB_UTF8_BOM_LEN;
	}
	for (; len && strchr(" \t\r\n", *text); text++)
		len--;
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (len >= strlen(starts[i]) &&
		    strncasecmp(text, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

enum nb_status nb_layout_read_markup(const void *bytes, size_t len,
				     struct nb_layout *layout,
				     struct nb_error *err)
{
	enum nb_status st;

	memset(layout, 0, sizeof(*layout));
	if (len > NB_LAYOUT_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the layout has more than %zu bytes",
			       NB_LAYOUT_MAX);
	st = read_xml(bytes, len, layout, err);
	if (st == NB_INVALID && may_be_html(bytes, len)) {
		nb_layout_free(layout);
		st = read_html(bytes, len, layout, err);
	}
	nb_sha256(bytes, len, layout->sha256);
	return st;
}

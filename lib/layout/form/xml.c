/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markup by libxml2's streaming reader, in any form that form.c knows.
 *
 * The files come from anywhere. Nothing outside of them is read, entities that
 * they declare are refused, and depth and size are bounded, also by libxml2's
 * own limits, which XML_PARSE_HUGE would lift. hOCR that is not well-formed XML
 * is read again as HTML (html.c).
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "layout/form/form.h"
#include "layout/form/html.h"
#include "layout/lines/fragments.h"
#include "layout/lines/known.h"
#include "layout/lines/order.h"
#include "layout/lines/pages.h"

#include <nbarc/markup.h>

#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL "page" /* what libxml2 calls the document */

/*
 * A file that is being read. The form is known, and `state` is that of its
 * reader, from the root element on; read_nodes() frees it.
 */
struct reading {
	xmlTextReaderPtr reader;
	const struct nb_form *form; /* NULL before the root */
	struct nb_markup *state;
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
 * A name without its prefix. libxml2 keeps the prefix in the name if no
 * namespace is declared for it.
 */
static const char *local(const char *name)
{
	const char *colon = name ? strrchr(name, ':') : NULL;

	return colon ? colon + 1 : name;
}

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
		a->name = local((const char *)xmlTextReaderConstName(reader));
		a->value = (const char *)xmlTextReaderConstValue(reader);
		e->count += a->name && a->value;
	}
	(void)xmlTextReaderMoveToElement(reader);
}

/* The root element says which form the file has. */
static enum nb_status open_root(struct reading *r, const char *name,
				struct nb_error *err)
{
	const char *space =
		(const char *)xmlTextReaderConstNamespaceUri(r->reader);

	r->form = nb_form_of(name, space ? space : "");
	if (!r->form)
		return nb_fail(err, NB_UNSUPPORTED,
			       "its root element is '%.60s': neither ALTO, "
			       "hOCR, PAGE, FineReader XML, DjVu XML nor TEI",
			       name);
	r->state = nb_alloc(1, r->form->size);
	if (!r->state)
		return nb_fail_mem(err);
	r->state->lines.layout = r->layout;
	return NB_OK;
}

/* Take the start of an element, and its end if it is empty. */
static enum nb_status start_element(struct reading *r, struct nb_error *err)
{
	struct nb_element e = {.count = 0};
	int depth = xmlTextReaderDepth(r->reader);
	bool empty = xmlTextReaderIsEmptyElement(r->reader) == 1;
	enum nb_status st = NB_OK;

	if (depth > NB_DEPTH_MAX)
		return nb_fail(err, NB_LIMIT,
			       "elements are nested more than %d deep",
			       NB_DEPTH_MAX);
	e.name = local((const char *)xmlTextReaderConstLocalName(r->reader));
	e.depth = (unsigned)depth;
	/* HTML that is not XML may have several roots: the first counts. */
	if (!r->form)
		st = open_root(r, e.name, err);
	if (st)
		return st;
	get_attributes(r->reader, &e);
	st = r->form->start(r->state, &e, err);
	/* The reader reports no end of an empty element. */
	if (!st && empty)
		st = r->form->stop(r->state, e.name, e.depth, err);
	return st;
}

/*
 * Text is checked, because libxml2's HTML parser passes on bytes that are not
 * characters.
 */
static enum nb_status take_text(struct reading *r, struct nb_error *err)
{
	const char *value = (const char *)xmlTextReaderConstValue(r->reader);
	size_t len = value ? strlen(value) : 0;

	if (!r->form || !r->form->text || len == 0)
		return NB_OK;
	if (nb_utf8_invalid(value, len) < len)
		return nb_fail(
			err, NB_INVALID,
			"the text has bytes that are not in its charset");
	return r->form->text(r->state, value, err);
}

/*
 * A reference to an entity that XML does not define. XHTML has those of HTML,
 * but its DTD is not read.
 */
static enum nb_status take_entity(struct reading *r, struct nb_error *err)
{
	const char *name = (const char *)xmlTextReaderConstLocalName(r->reader);
	char text[5];

	if (r->form && r->form->text && nb_html_entity(name, text))
		return r->form->text(r->state, text, err);
	return nb_fail(err, NB_UNSUPPORTED,
		       "line %d: the entity '%.60s' is not known",
		       xmlTextReaderGetParserLineNumber(r->reader), name);
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
		return r->form->stop(
			r->state,
			local((const char *)xmlTextReaderConstLocalName(
				r->reader)),
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

/* Are all lines placed? */
static bool all_placed(const struct nb_layout *l)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (!nb_box_placed(&l->boxes[i]))
			return false;
	return true;
}

/*
 * Put the lines into the order that the file states, put together those that
 * are in pieces, and arrange the lines by their places unless the file states
 * the order.
 */
static enum nb_status arrange_lines(struct reading *r, struct nb_error *err)
{
	bool said = false;
	enum nb_status st =
		nb_references_order(&r->state->order, r->layout, &said, err);

	if (st || !all_placed(r->layout))
		return st;
	st = nb_layout_assemble(r->layout, err);
	return st || said ? st : nb_layout_order(r->layout, err);
}

/*
 * A file without a page is no page, and one that has text only where it is not
 * in a line must not pass for a blank page.
 */
static enum nb_status check_pages(const struct reading *r, struct nb_error *err)
{
	const struct nb_markup *m = r->state;

	if (!m || (m->lines.image == 0 && r->layout->count == 0))
		return nb_fail(err, NB_INVALID,
			       "the file has no page and no lines of text");
	if (r->layout->count == 0 && m->loose)
		return nb_fail(err, NB_INVALID,
			       "the file has text, but no lines of text "
			       "(ocr_line)");
	if (m->lines.image > NB_FILE_PAGES_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the file has %u pages; %u are the most",
			       (unsigned)m->lines.image, NB_FILE_PAGES_MAX);
	return NB_OK;
}

/* Complete the layout. */
static enum nb_status finish(struct reading *r, struct nb_error *err)
{
	enum nb_status st = check_pages(r, err);
	const char *charset =
		(const char *)xmlTextReaderConstEncoding(r->reader);
	uint32_t pages;

	if (st)
		return st;
	pages = r->state->lines.image ? r->state->lines.image : 1;
	st = arrange_lines(r, err);
	if (!st)
		st = nb_layout_paginate(r->layout, pages, err);
	if (!st)
		st = nb_known_settle(r->layout, r->state->order.groups, err);
	(void)snprintf(r->layout->form, sizeof(r->layout->form), "%s",
		       r->form->name);
	(void)snprintf(r->layout->charset, sizeof(r->layout->charset), "%s",
		       charset ? charset : "UTF-8");
	return st;
}

/* Read the whole file, and free the state of its reader. */
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
	if (r->state && r->form->release)
		r->form->release(r->state);
	if (r->state)
		nb_markup_free(r->state);
	free(r->state);
	return st;
}

/*
 * Read a file as XML. The reader decodes the charset that it declares. *html
 * tells whether a file that is not well-formed may be HTML.
 */
static enum nb_status read_xml(const void *bytes, size_t len,
			       struct nb_layout *layout, bool *html,
			       struct nb_error *err)
{
	struct reading r = {.layout = layout};
	enum nb_status st;

	r.reader = xmlReaderForMemory(bytes, (int)len, URL, NULL,
				      XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	if (!r.reader)
		return nb_fail_mem(err);
	xmlTextReaderSetStructuredErrorHandler(r.reader, first_message, &r);
	st = read_nodes(&r, err);
	*html = r.message[0] &&
		(r.form ? r.form->html : nb_html_root(bytes, len));
	xmlFreeTextReader(r.reader);
	return st;
}

/* Read a file as HTML: a tree that the reader walks over. */
static enum nb_status read_html(const void *bytes, size_t len,
				struct nb_layout *layout, struct nb_error *err)
{
	struct reading r = {.layout = layout};
	char charset[NB_CHARSET_MAX];
	xmlDocPtr doc;
	enum nb_status st = nb_html_parse(bytes, len, charset, &doc, err);

	if (st)
		return st;
	r.reader = xmlReaderWalker(doc);
	st = r.reader ? read_nodes(&r, err) : nb_fail_mem(err);
	xmlFreeTextReader(r.reader);
	xmlFreeDoc(doc);
	memcpy(layout->charset, charset, sizeof(charset));
	return st;
}

/* Drop what libxml2 says of bytes that it cannot decode: it knows no parser
 * then, and would print it. */
static void drop_error(void *context, xmlErrorPtr e)
{
	(void)context;
	(void)e;
}

static void drop_message(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

/* How libxml2 reports what belongs to no parser, in this thread. */
struct handlers {
	xmlStructuredErrorFunc structured;
	xmlGenericErrorFunc generic;
	void *structured_context, *generic_context;
};

/* Keep libxml2 silent; what was set before is the caller's. */
static struct handlers silence(void)
{
	struct handlers h = {xmlStructuredError, xmlGenericError,
			     xmlStructuredErrorContext, xmlGenericErrorContext};

	xmlSetStructuredErrorFunc(NULL, drop_error);
	xmlSetGenericErrorFunc(NULL, drop_message);
	return h;
}

static void end_silence(const struct handlers *h)
{
	xmlSetStructuredErrorFunc(h->structured_context, h->structured);
	xmlSetGenericErrorFunc(h->generic_context, h->generic);
}

enum nb_status nb_layout_read_markup(const void *bytes, size_t len,
				     struct nb_layout *layout,
				     struct nb_error *err)
{
	struct handlers handlers;
	bool html = false;
	enum nb_status st;

	memset(layout, 0, sizeof(*layout));
	if (len > NB_LAYOUT_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the layout has more than %zu bytes",
			       NB_LAYOUT_MAX);
	handlers = silence();
	st = read_xml(bytes, len, layout, &html, err);
	end_silence(&handlers);
	if (st == NB_INVALID && html) {
		nb_layout_free(layout);
		st = read_html(bytes, len, layout, err);
	}
	nb_sha256(bytes, len, layout->sha256);
	return st;
}

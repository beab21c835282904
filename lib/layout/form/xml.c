/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markup by libxml2, in any form that form.c knows.
 *
 * The files come from anywhere. Nothing outside of them is read, entities that
 * they declare are refused unless they are characters, and depth and size are
 * bounded, also by libxml2's own limits, which XML_PARSE_HUGE would lift. XML
 * is parsed as a stream (sax.c). hOCR that is not well-formed XML is read again
 * as HTML (html.c), which becomes a tree.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "layout/form/charset.h"
#include "layout/form/form.h"
#include "layout/form/html.h"
#include "layout/form/numbers.h"
#include "layout/form/sax.h"
#include "layout/form/silence.h"
#include "layout/lines/fragments.h"
#include "layout/lines/known.h"
#include "layout/lines/layout.h"
#include "layout/lines/order.h"
#include "layout/lines/pages.h"
#include "layout/others/refused.h"
#include "layout/stated/ranks.h"

#include <nbarc/markup.h>

#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define URL "page" /* what libxml2 calls the document */

/*
 * A file that is being read. The form is known, and `state` is that of its
 * reader, from the root element on; read_nodes() frees it.
 */
struct reading {
	const struct nb_form *form; /* NULL before the root */
	struct nb_markup *state;
	struct nb_layout *layout; /* the caller's */
};

/* ---- what the parser calls */

/* The root element says which form the file has. */
static enum nb_status open_root(struct reading *r, const char *name,
				const char *space, struct nb_error *err)
{
	const char *what = nb_refused_root(name, space);

	r->form = what ? NULL : nb_form_of(name, space);
	if (what)
		return nb_fail(err, NB_UNSUPPORTED,
			       "its root element is '%.60s': %s", name, what);
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

/* For struct nb_sax_calls, as the next two. */
static enum nb_status start_element(void *context, const struct nb_element *e,
				    const char *space, struct nb_error *err)
{
	struct reading *r = context;
	enum nb_status st = NB_OK;

	/* HTML that is not XML may have several roots: the first counts. */
	if (!r->form)
		st = open_root(r, e->name, space, err);
	return st ? st : r->form->start(r->state, e, err);
}

static enum nb_status stop_element(void *context, const char *name,
				   unsigned depth, struct nb_error *err)
{
	struct reading *r = context;

	return r->form->stop(r->state, name, depth, err);
}

/*
 * Text is checked, because libxml2's HTML parser passes on bytes that are not
 * characters.
 */
static enum nb_status take_text(void *context, const char *text,
				struct nb_error *err)
{
	struct reading *r = context;
	size_t len = strlen(text);

	if (!r->form || !r->form->text || len == 0)
		return NB_OK;
	if (nb_utf8_invalid(text, len) < len)
		return nb_fail(
			err, NB_INVALID,
			"the text has bytes that are not in its charset");
	return r->form->text(r->state, text, err);
}

/* ---- nodes of a tree */

/* A name without its prefix. libxml2's HTML parser keeps it in the name. */
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

	for (e->count = 0; more == 1 && e->count < NB_ATTRIBUTES_MAX;
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

/* Take the start of an element, and its end if it is empty. */
static enum nb_status take_element(struct reading *r, xmlTextReaderPtr reader,
				   struct nb_error *err)
{
	struct nb_element e; /* its list is not cleared: it is long */
	int depth = xmlTextReaderDepth(reader);
	bool empty = xmlTextReaderIsEmptyElement(reader) == 1;
	enum nb_status st;

	if (depth > NB_DEPTH_MAX)
		return nb_fail(err, NB_LIMIT,
			       "elements are nested more than %d deep",
			       NB_DEPTH_MAX);
	e.name = local((const char *)xmlTextReaderConstLocalName(reader));
	e.depth = (unsigned)depth;
	get_attributes(reader, &e);
	st = start_element(r, &e, "", err);
	/* The reader reports no end of an empty element. */
	return st || !empty ? st : stop_element(r, e.name, e.depth, err);
}

/* Take the node that the reader is at. */
static enum nb_status take_node(struct reading *r, xmlTextReaderPtr reader,
				struct nb_error *err)
{
	const char *value;

	switch (xmlTextReaderNodeType(reader)) {
	case XML_READER_TYPE_ELEMENT:
		return take_element(r, reader, err);
	case XML_READER_TYPE_END_ELEMENT:
		return stop_element(
			r,
			local((const char *)xmlTextReaderConstLocalName(
				reader)),
			(unsigned)xmlTextReaderDepth(reader), err);
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
		value = (const char *)xmlTextReaderConstValue(reader);
		return value ? take_text(r, value, err) : NB_OK;
	default: /* an int: comments and the like */
		return NB_OK;
	}
}

/* ---- documents */

/*
 * Put the lines into the order that the file states, put together those that
 * are in pieces, and arrange the lines by their places unless the file states
 * the order.
 */
static enum nb_status arrange_lines(struct reading *r, struct nb_error *err)
{
	enum nb_stated stated;
	enum nb_status st =
		nb_references_order(&r->state->order, r->layout, &stated, err);

	if (!st)
		st = nb_layout_assemble(r->layout, err);
	if (!st && stated != NB_STATED_LINES)
		st = nb_layout_order(r->layout, stated == NB_STATED_BLOCKS,
				     err);
	if (!st && stated)
		nb_layout_doubt(r->layout);
	return st;
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
			       "the file has no page and no lines of text%s",
			       r->form == &nb_form_hocr
				       ? " (ocr_page, ocr_line): it is HTML, "
					 "but no hOCR; save it as plain text"
				       : "");
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
	uint32_t pages;

	if (st)
		return st;
	pages = r->state->lines.image ? r->state->lines.image : 1;
	st = arrange_lines(r, err);
	if (!st)
		st = nb_articles_gather(&r->state->articles, r->layout, err);
	if (!st)
		st = nb_layout_paginate(r->layout, pages, err);
	if (!st)
		st = nb_known_settle(r->layout, r->state->order.groups, err);
	if (!st)
		nb_articles_settle(&r->state->articles, r->layout,
				   r->state->order.groups);
	(void)snprintf(r->layout->form, sizeof(r->layout->form), "%s",
		       r->form->name);
	return st;
}

/* Complete the layout unless `st` is a failure, and free the state of the
 * reader. */
static enum nb_status end_reading(struct reading *r, enum nb_status st,
				  struct nb_error *err)
{
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
 * Read a file as XML. The parser decodes the charset that it declares. *html
 * tells whether a file that is not well-formed may be HTML.
 */
static enum nb_status read_xml(const void *bytes, size_t len,
			       struct nb_layout *layout, bool *html,
			       struct nb_error *err)
{
	struct reading r = {.layout = layout};
	const struct nb_sax_calls calls = {.context = &r,
					   .start = start_element,
					   .stop = stop_element,
					   .text = take_text};
	char charset[NB_CHARSET_MAX];
	bool complained;
	enum nb_status st =
		nb_sax_parse(bytes, len, &calls, charset, &complained, err);

	*html = complained &&
		(r.form ? r.form->html : nb_html_root(bytes, len));
	st = end_reading(&r, st, err);
	memcpy(layout->charset, charset, sizeof(charset));
	return st;
}

/* Read a file as HTML: a tree that a reader walks over. */
static enum nb_status read_html(const void *bytes, size_t len,
				struct nb_layout *layout, struct nb_error *err)
{
	struct reading r = {.layout = layout};
	char charset[NB_CHARSET_MAX];
	xmlTextReaderPtr reader;
	xmlDocPtr doc;
	int more = 0;
	enum nb_status st = nb_html_parse(bytes, len, charset, &doc, err);

	if (st)
		return st;
	reader = xmlReaderWalker(doc);
	if (!reader)
		st = nb_fail_mem(err);
	while (!st && (more = xmlTextReaderRead(reader)) == 1)
		st = take_node(&r, reader, err);
	if (!st && more < 0)
		st = nb_fail(err, NB_INVALID, "not well-formed");
	st = end_reading(&r, st, err);
	memcpy(layout->charset, charset, sizeof(charset));
	xmlFreeTextReader(reader);
	xmlFreeDoc(doc);
	return st;
}

/* May the byte of an ampersand be a part of another character? So it is in
 * UTF-16, and between the escapes of ISO-2022 and of HZ. */
static bool has_wide_units(const void *bytes, size_t len, const char *charset)
{
	return memchr(bytes, '\0', len) || memchr(bytes, '\x1b', len) ||
	       strncasecmp(charset, "HZ", 2) == 0;
}

/*
 * Append a file with references as XML wants them. One in which an ampersand is
 * not simply a byte becomes UTF-8 before; NULs, which no declaration speaks of,
 * show in which charset it is. NB_INVALID if it cannot be decoded.
 */
static enum nb_status mend(const void *bytes, size_t len, const char *charset,
			   struct nb_buf *mended, bool *changed)
{
	struct nb_text text = {.bom = false};
	struct nb_buf recoded = {0};
	struct nb_error ignored;
	enum nb_status st;

	if (!has_wide_units(bytes, len, charset))
		return nb_xml_ampersands(bytes, len, mended, changed);
	st = nb_xml_recode(bytes, len,
			   memchr(bytes, '\0', len) ? NULL : charset, &text,
			   &recoded, &ignored);
	if (!st)
		st = nb_xml_ampersands(recoded.data, recoded.len, mended,
				       changed);
	nb_text_free(&text);
	nb_buf_free(&recoded);
	return st;
}

/*
 * Read a file as XML, and if it is not well-formed, once more with references
 * as XML wants them. What is wrong with it then is what a person has to mend:
 * the ampersands alone would have been no matter.
 */
static enum nb_status read_mended(const void *bytes, size_t len,
				  struct nb_layout *layout, bool *html,
				  struct nb_error *err)
{
	char charset[NB_CHARSET_MAX];
	struct nb_buf mended = {0};
	bool changed = false, ignored;
	enum nb_status st = read_xml(bytes, len, layout, html, err), made;

	if (st != NB_INVALID || *html)
		return st;
	memcpy(charset, layout->charset, sizeof(charset));
	made = mend(bytes, len, charset, &mended, &changed);
	if (made == NB_NOMEM) {
		st = nb_fail_mem(err);
	} else if (!made && changed && mended.len <= NB_LAYOUT_MAX) {
		nb_layout_free(layout);
		st = read_xml(mended.data, mended.len, layout, &ignored, err);
		memcpy(layout->charset, charset, sizeof(charset));
	}
	nb_buf_free(&mended);
	return st;
}

/*
 * Read a file as XML in its charset. White space before a declaration, which
 * must be first, is left out.
 */
static enum nb_status read_charset(const char *bytes, size_t len,
				   struct nb_layout *layout, bool *html,
				   struct nb_error *err)
{
	char name[NB_CHARSET_MAX];
	const char *charset = nb_xml_charset(bytes, len, name);
	struct nb_text text = {.bom = false};
	struct nb_buf recoded = {0};
	enum nb_status st = NB_INVALID;
	size_t skip = 0;

	if (charset)
		st = nb_xml_recode(bytes, len, charset, &text, &recoded, err);
	if (!st) {
		st = read_mended(recoded.data, recoded.len, layout, html, err);
		memcpy(layout->charset, text.charset, sizeof(text.charset));
		layout->charset_in_doubt = !nb_xml_expects(bytes, len, charset);
	} else if (st == NB_INVALID) {
		/* Bytes that are no characters: the parser finds them. */
		if (nb_xml_declaration(bytes, len))
			skip = strspn(bytes, " \t\r\n");
		st = read_mended(bytes + skip, len - skip, layout, html, err);
	}
	nb_text_free(&text);
	nb_buf_free(&recoded);
	return st;
}

/* Read a file that has no padding, as XML or as HTML. */
static enum nb_status read_file(const char *bytes, size_t len,
				struct nb_layout *layout, struct nb_error *err)
{
	struct nb_silence handlers = nb_silence_begin();
	bool html = false;
	enum nb_status st = read_charset(bytes, len, layout, &html, err);

	nb_silence_end(&handlers);
	if (st != NB_INVALID || !html)
		return st;
	nb_layout_free(layout);
	return read_html(bytes, len, layout, err);
}

enum nb_status nb_layout_read_markup(const void *bytes, size_t len,
				     struct nb_layout *layout,
				     struct nb_error *err)
{
	struct nb_buf mended = {0};
	size_t end;
	bool changed;
	enum nb_status st;

	memset(layout, 0, sizeof(*layout));
	if (len > NB_LAYOUT_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the layout has more than %zu bytes",
			       NB_LAYOUT_MAX);
	end = len - nb_layout_padding(bytes, len);
	st = nb_markup_numbers(bytes, has_wide_units(bytes, end, "") ? 0 : end,
			       &mended, &changed);
	if (st)
		st = nb_fail_mem(err);
	else if (changed)
		st = read_file((const char *)mended.data, mended.len, layout,
			       err);
	else
		st = read_file(bytes, end, layout, err);
	nb_buf_free(&mended);
	nb_sha256(bytes, len, layout->sha256);
	return st;
}

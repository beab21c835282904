/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markup in any form that form.c knows, by a parser (xml.h).
 *
 * The files come from anywhere. Nothing outside of them is read, entities that
 * they declare are refused unless they are characters, and depth and size are
 * bounded, also by libxml2's own limits, which XML_PARSE_HUGE would lift. hOCR
 * that is not well-formed XML is read again as HTML.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "layout/form/charset.h"
#include "layout/form/form.h"
#include "layout/form/html.h"
#include "layout/form/numbers.h"
#include "layout/form/xml.h"
#include "layout/lines/fragments.h"
#include "layout/lines/known.h"
#include "layout/lines/layout.h"
#include "layout/lines/order.h"
#include "layout/lines/pages.h"
#include "layout/others/refused.h"
#include "layout/stated/ranks.h"

#include <nbarc/markup.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * A file that is being read. The form is known, and `state` is that of its
 * reader, from the root element on; end_reading() frees it.
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

/* For struct nb_markup_calls, as the next two. */
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

static struct nb_markup_calls calls_of(struct reading *r)
{
	return (struct nb_markup_calls){.context = r,
					.start = start_element,
					.stop = stop_element,
					.text = take_text};
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
static enum nb_status read_xml(const struct nb_parser *parser,
			       const void *bytes, size_t len,
			       struct nb_layout *layout, bool *html,
			       struct nb_error *err)
{
	struct reading r = {.layout = layout};
	const struct nb_markup_calls calls = calls_of(&r);
	char charset[NB_CHARSET_MAX];
	bool complained;
	enum nb_status st = parser->xml(parser->context, bytes, len, &calls,
					charset, &complained, err);

	*html = complained &&
		(r.form ? r.form->html : nb_html_root(bytes, len));
	st = end_reading(&r, st, err);
	memcpy(layout->charset, charset, sizeof(charset));
	return st;
}

/* Read a file as HTML. */
static enum nb_status read_html(const struct nb_parser *parser,
				const void *bytes, size_t len,
				struct nb_layout *layout, struct nb_error *err)
{
	struct reading r = {.layout = layout};
	const struct nb_markup_calls calls = calls_of(&r);
	char charset[NB_CHARSET_MAX];
	struct nb_buf html = {0};
	enum nb_status st = nb_html_decode(bytes, len, charset, &html, err);

	if (!st) {
		st = parser->html(parser->context, html.data, html.len, &calls,
				  err);
		st = end_reading(&r, st, err);
		memcpy(layout->charset, charset, sizeof(charset));
	}
	nb_buf_free(&html);
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
static enum nb_status read_mended(const struct nb_parser *parser,
				  const void *bytes, size_t len,
				  struct nb_layout *layout, bool *html,
				  struct nb_error *err)
{
	char charset[NB_CHARSET_MAX];
	struct nb_buf mended = {0};
	bool changed = false, ignored;
	enum nb_status st = read_xml(parser, bytes, len, layout, html, err);
	enum nb_status made;

	if (st != NB_INVALID || *html)
		return st;
	memcpy(charset, layout->charset, sizeof(charset));
	made = mend(bytes, len, charset, &mended, &changed);
	if (made == NB_NOMEM) {
		st = nb_fail_mem(err);
	} else if (!made && changed && mended.len <= NB_LAYOUT_MAX) {
		nb_layout_free(layout);
		st = read_xml(parser, mended.data, mended.len, layout, &ignored,
			      err);
		memcpy(layout->charset, charset, sizeof(charset));
	}
	nb_buf_free(&mended);
	return st;
}

/*
 * Read a file as XML in its charset. White space before a declaration, which
 * must be first, is left out.
 */
static enum nb_status read_charset(const struct nb_parser *parser,
				   const char *bytes, size_t len,
				   struct nb_layout *layout, bool *html,
				   struct nb_error *err)
{
	char name[NB_CHARSET_MAX];
	const char *charset;
	struct nb_text text = {.bom = false};
	struct nb_buf recoded = {0};
	enum nb_status st = nb_xml_charset(bytes, len, name, &charset, err);
	size_t skip = 0;

	if (st)
		return st;
	st = NB_INVALID;
	if (charset)
		st = nb_xml_recode(bytes, len, charset, &text, &recoded, err);
	if (!st) {
		st = read_mended(parser, recoded.data, recoded.len, layout,
				 html, err);
		memcpy(layout->charset, text.charset, sizeof(text.charset));
		layout->charset_in_doubt = !nb_xml_expects(bytes, len, charset);
	} else if (st == NB_INVALID) {
		/* Bytes that are no characters: the parser finds them. */
		if (nb_xml_declaration(bytes, len))
			skip = strspn(bytes, " \t\r\n");
		st = read_mended(parser, bytes + skip, len - skip, layout, html,
				 err);
	}
	nb_text_free(&text);
	nb_buf_free(&recoded);
	return st;
}

/* Read a file that has no padding, as XML or as HTML. */
static enum nb_status read_file(const struct nb_parser *parser,
				const char *bytes, size_t len,
				struct nb_layout *layout, struct nb_error *err)
{
	bool html = false;
	enum nb_status st =
		read_charset(parser, bytes, len, layout, &html, err);

	if (st != NB_INVALID || !html)
		return st;
	nb_layout_free(layout);
	return read_html(parser, bytes, len, layout, err);
}

enum nb_status nb_layout_parse(const struct nb_parser *parser,
			       const void *bytes, size_t len,
			       struct nb_layout *layout, struct nb_error *err)
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
		st = read_file(parser, (const char *)mended.data, mended.len,
			       layout, err);
	else
		st = read_file(parser, bytes, end, layout, err);
	nb_buf_free(&mended);
	nb_sha256(bytes, len, layout->sha256);
	return st;
}

enum nb_status nb_layout_read_markup(const void *bytes, size_t len,
				     struct nb_layout *layout,
				     struct nb_error *err)
{
	return nb_layout_parse(&nb_parser_here, bytes, len, layout, err);
}

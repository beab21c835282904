/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items as JSON objects and as HTML (made.h), both made of flat records.
 *
 * HTML has every block of the text once: a block that is the title, the kicker,
 * a sub-head or the byline is marked as such, and no other block is left out.
 * The page needs no other file. What is escaped in XML is in HTML as well.
 */
#include "get/made.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "rows/row.h"
#include "xml/xml.h"

/* ---- JSON */

/* Append the line of the record. */
static enum nb_status put_json(struct get *g, struct nb_buf *out)
{
	return nbarc_row_put(NBARC_JSONL, &g->columns, g->record, out)
		       ? nb_fail_mem(&g->err)
		       : NB_OK;
}

/* ---- HTML
 *
 * Its style is inside of it, and it has neither scripts nor links, so that it
 * can be kept, mailed and read without a network. Paragraphs are isolated,
 * since a control of directions in one must not reach the next. */

enum nb_status nbarc_html_begin(struct nb_buf *out)
{
	return nb_buf_puts(
		out,
		"<!DOCTYPE html>\n<html lang=\"zh\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>nbarc</title>\n<style>\n"
		"body { max-width: 40em; margin: 2em auto; padding: 0 1em; "
		"line-height: 1.7; }\n"
		"article { margin-bottom: 4em; }\n"
		"h1 { font-size: 1.5em; line-height: 1.3; }\n"
		".where, .byline { color: #555; }\n"
		".kicker, .sub { font-weight: bold; }\n"
		"article > p { unicode-bidi: isolate; }\n"
		"</style>\n</head>\n<body>\n");
}

enum nb_status nbarc_html_end(struct nb_buf *out)
{
	return nb_buf_puts(out, "</body>\n</html>\n");
}

/* True if a field has the value. */
static bool has(const struct nb_item_record *r, enum nb_field field,
		const char *value, size_t len)
{
	const char *text;
	size_t i;

	for (i = 0; (text = nb_item_record_text(r, field, i)); i++)
		if (strlen(text) == len && memcmp(text, value, len) == 0)
			return true;
	return false;
}

/* Append a block of the text, marked as what it is. */
static enum nb_status put_block(const struct nb_item_record *r,
				const char *block, size_t len, bool *titled,
				struct nb_buf *out)
{
	const char *start = "<p>", *stop = "</p>\n";
	enum nb_status st;

	if (!*titled && has(r, NB_FIELD_TITLE, block, len)) {
		*titled = true;
		start = "<h1>";
		stop = "</h1>\n";
	} else if (has(r, NB_FIELD_KICKER, block, len)) {
		start = "<p class=\"kicker\">";
	} else if (has(r, NB_FIELD_SUBHEADS, block, len)) {
		start = "<p class=\"sub\">";
	} else if (has(r, NB_FIELD_BYLINE, block, len)) {
		start = "<p class=\"byline\">";
	}
	st = nb_buf_puts(out, start);
	if (!st)
		st = nb_xml_plain(out, block, len);
	return st ? st : nb_buf_puts(out, stop);
}

/* Append where the item was published, with its identifier. */
static enum nb_status put_where(const struct nb_item_record *r,
				struct nb_buf *out)
{
	static const enum nb_field fields[] = {
		NB_FIELD_NEWSPAPER, NB_FIELD_DATE, NB_FIELD_PAGE, NB_FIELD_ID};
	enum nb_status st = nb_buf_puts(out, "<p class=\"where\">");
	size_t i;

	for (i = 0; !st && i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char *text = nb_item_record_text(r, fields[i], 0);

		if (!text)
			continue;
		st = nb_xml_plain(out, text, strlen(text));
		if (!st && fields[i] != NB_FIELD_ID)
			st = nb_buf_puts(out, " \u00b7 ");
	}
	return st ? st : nb_buf_puts(out, "</p>\n");
}

/* Append an element article. */
static enum nb_status put_article(const struct nb_item_record *r,
				  struct nb_buf *out)
{
	const char *text = nb_item_record_text(r, NB_FIELD_TEXT, 0), *stop;
	const char *id = nb_item_record_text(r, NB_FIELD_ID, 0);
	bool titled = false;
	enum nb_status st = nb_buf_printf(out, "<article id=\"%s\">\n", id);

	for (; !st && text && *text; text = *stop ? stop + 1 : stop) {
		stop = text + strcspn(text, "\n");
		if (stop > text)
			st = put_block(r, text, (size_t)(stop - text), &titled,
				       out);
	}
	if (!st)
		st = put_where(r, out);
	return st ? st : nb_buf_puts(out, "</article>\n");
}

/* Append an article, as a page of its own if it becomes a file. */
static enum nb_status put_html(struct get *g, struct nb_buf *out)
{
	enum nb_status st = g->folder ? nbarc_html_begin(out) : NB_OK;

	if (!st)
		st = put_article(g->record, out);
	if (!st && g->folder)
		st = nbarc_html_end(out);
	return st ? nb_fail_mem(&g->err) : NB_OK;
}

/* ---- both */

enum nb_status nbarc_get_made(struct get *g, const struct nb_entry *e,
			      unsigned number, struct nb_buf *out)
{
	enum nb_status st =
		g->record
			? nb_item_record_again(g->record, g->archive, e, number,
					       NB_FIELDS_ALL, &g->err)
			: nb_item_record_of(g->archive, e, number,
					    NB_FIELDS_ALL, &g->record, &g->err);

	if (st)
		return st;
	return g->made == NBARC_MADE_JSON ? put_json(g, out) : put_html(g, out);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sheet as bars (svg.h): one a row, from top to bottom, each with its texts
 * before it and its number behind. Nothing but SVG 1.1, and no colour of its
 * own but one, so that it can be printed, and styled where it is shown. The
 * same sheet makes the same bytes.
 */
#include "stat/svg.h"

#include <inttypes.h>
#include <string.h>

#include "xml/xml.h"

/* Lengths are in units of the drawing, which is WIDTH of them wide. */
#define WIDTH 720u
#define ROW 22u	    /* from one bar to the next */
#define BAR 15u	    /* thick */
#define TOP 48u	    /* above the first bar */
#define KEYS 190u   /* the place of the keys */
#define NUMBERS 90u /* the place of the numbers */

enum nb_status nbarc_svg_text(struct nb_buf *out, const char *s)
{
	return nb_xml_plain(out, s, strlen(s));
}

/* Append the texts of a row, with dots between them. */
static enum nb_status put_texts(const struct nbarc_sheet *s,
				const struct nbarc_sheet_row *row,
				struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	unsigned k;

	for (k = 0; !st && k < s->texts; k++) {
		if (k)
			st = nb_buf_puts(out, " · ");
		if (!st)
			st = nbarc_svg_text(out, *row->texts[k] ? row->texts[k]
								: "-");
	}
	return st;
}

/*
 * Append a row, the index-th from the top; `most` has the longest bar. A number
 * below zero has none.
 */
static enum nb_status put_bar(const struct nbarc_chart *c, size_t index,
			      int64_t most, struct nb_buf *out)
{
	const struct nbarc_sheet_row *row = &c->sheet->rows[index];
	int64_t n = row->numbers[c->bars];
	size_t top = TOP + index * ROW, middle = top + BAR - 3;
	/* In tenths, since printing fractions depends on the locale. */
	uint64_t tenths = n > 0 ? (uint64_t)((double)n / (double)most * 10 *
						     (WIDTH - KEYS - NUMBERS) +
					     .5)
				: 0;
	enum nb_status st = nb_buf_printf(
		out, "<text x=\"%u\" y=\"%zu\" text-anchor=\"end\">", KEYS - 8,
		middle);

	if (!st)
		st = put_texts(c->sheet, row, out);
	if (!st)
		st = nb_buf_printf(
			out,
			"</text><rect x=\"%u\" y=\"%zu\" width=\"%" PRIu64
			".%" PRIu64 "\" height=\"%u\"/><text x=\"%" PRIu64
			"\" y=\"%zu\">",
			KEYS, top, tenths / 10, tenths % 10, BAR,
			KEYS + tenths / 10 + 6, middle);
	if (!st)
		st = nbarc_chart_number(&c->sheet->columns[c->bars], n, out);
	return st ? st : nb_buf_puts(out, "</text>\n");
}

/*
 * Append what stands before the rows: the size, the caption, and how they are
 * set. The caption is the title of the drawing for a screen reader, too.
 */
static enum nb_status put_head(size_t rows, const char *caption,
			       struct nb_buf *out)
{
	enum nb_status st = nb_buf_printf(
		out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u "
		"%zu\" role=\"img\" aria-labelledby=\"caption\" "
		"font-family=\"sans-serif\" font-size=\"13\">\n"
		"<title id=\"caption\">",
		WIDTH, TOP + rows * ROW + ROW / 2);

	if (!st)
		st = nbarc_svg_text(out, caption);
	if (!st)
		st = nb_buf_puts(out, "</title>\n<g fill=\"currentColor\">"
				      "<text x=\"8\" y=\"26\" "
				      "font-size=\"16\">");
	if (!st)
		st = nbarc_svg_text(out, caption);
	return st ? st
		  : nb_buf_puts(out, "</text></g>\n<g fill=\"#2a6496\">\n");
}

enum nb_status nbarc_svg_bars(const struct nbarc_chart *c, const char *caption,
			      struct nb_buf *out)
{
	size_t rows = nbarc_chart_rows(c), i;
	int64_t most = nbarc_chart_most(c);
	enum nb_status st = put_head(rows, caption, out);

	for (i = 0; !st && i < rows; i++)
		st = put_bar(c, i, most, out);
	return st ? st : nb_buf_puts(out, "</g>\n</svg>\n");
}

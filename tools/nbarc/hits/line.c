/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Printing a hit.
 *
 * For people, the hits stand under each other: what is before a hit is aligned
 * to the right, by the columns that it takes on a terminal. Controls, and
 * characters that change the direction of text or have no width, are spaces.
 * For programs, the context is the same and the text is as it is.
 */
#include "hits/line.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/newspaper.h>

#include "json/string.h"
#include "base/utf8.h"
#include "cli/width.h"
#include "print.h"

/* Columns of identifiers in a table. Longer ones move the rest. */
#define ID_WIDTH 22u
/* A title of fewer columns is left out. */
#define TITLE_MIN 8u

/* Colours as those of grep(1): of the hit and of the identifier. */
#define HIT_ON "\033[1;31m"
#define ID_ON "\033[35m"
#define OFF "\033[0m"

void nbarc_hit_id(const struct nbarc_hit_style *style, const struct nb_hit *hit,
		  char id[NBARC_HIT_ID_MAX])
{
	size_t n = nb_item_id(hit->page.text, hit->page.len, hit->number, id);

	if (style->revisions)
		(void)snprintf(id + n, NBARC_HIT_ID_MAX - n, "@%u",
			       hit->revision);
}

void nbarc_hit_date(const struct nb_hit *hit, char date[11])
{
	struct nb_newspaper_id parts;

	*date = '\0';
	if (nb_newspaper_parse(hit->page.text, hit->page.len, &parts))
		(void)snprintf(date, 11, "%.4s-%.2s-%.2s", parts.date,
			       parts.date + 4, parts.date + 6);
}

/* ---- the context */

/* From the hit to the left, as long as the next character has room. */
size_t nbarc_hit_left(const struct nbarc_hit_style *style,
		      const struct nb_hit *hit)
{
	size_t at = hit->start, room = style->context, n;
	uint32_t c;

	while (at > 0) {
		unsigned width;

		n = nb_utf8_prev(hit->line, at, &c);
		width = cli_width(c);
		if (width > room)
			break;
		room -= width;
		at -= n;
	}
	return at;
}

size_t nbarc_hit_right(const struct nbarc_hit_style *style,
		       const struct nb_hit *hit)
{
	size_t end = hit->start + hit->len, taken;

	return end + cli_text_cut(hit->line + end, hit->line_len - end,
				  style->context, &taken);
}

/* ---- for people */

/* Append `n` spaces; all columns are filled with them, as tabs would stand at
 * places that a terminal chooses. */
static enum nb_status put_spaces(struct nb_buf *out, size_t n)
{
	enum nb_status st = nb_buf_reserve(out, n);

	if (st)
		return st;
	memset(out->data + out->len, ' ', n);
	out->len += n;
	return NB_OK;
}

/* Append text for people in `columns` columns, at the right of them or at the
 * left. */
static enum nb_status put_column(struct nb_buf *out, const char *s, size_t len,
				 size_t columns, bool right)
{
	const struct nb_string text = {s, len};
	size_t start = out->len, width;
	enum nb_status st = nbarc_put_masked(out, &text);

	if (st)
		return st;
	/* What was masked takes as many columns as it had bytes. */
	width = cli_text_width((char *)out->data + start, out->len - start);
	if (width >= columns)
		return NB_OK;
	st = put_spaces(out, columns - width);
	if (st || !right)
		return st;
	/* The spaces go in front of the text. */
	memmove(out->data + start + (columns - width), out->data + start,
		out->len - start - (columns - width));
	memset(out->data + start, ' ', columns - width);
	return NB_OK;
}

/*
 * Append text for people between the two codes of a colour, and spaces up to
 * `columns`. The spaces have no colour: some terminals would underline them.
 */
static enum nb_status put_coloured(const struct nbarc_hit_style *style,
				   struct nb_buf *out, const char *on,
				   const char *s, size_t len, size_t columns)
{
	enum nb_status st = style->colours ? nb_buf_puts(out, on) : NB_OK;

	if (!st)
		st = put_column(out, s, len, 0, false);
	if (!st && style->colours)
		st = nb_buf_puts(out, OFF);
	if (!st && len < columns)
		st = put_spaces(out, columns - len);
	return st;
}

/*
 * Append the title, as much as there is room for after `taken` columns; all of
 * it where no terminal sets a limit, so that a line can be found again by it.
 */
static enum nb_status put_title(const struct nbarc_hit_style *style,
				const struct nb_hit *hit, size_t taken,
				struct nb_buf *out)
{
	struct nb_string title = hit->title;
	enum nb_status st;
	size_t width;

	if (style->width && style->width < taken + 2 + TITLE_MIN)
		return NB_OK;
	if (style->width)
		title.len = cli_text_cut(title.text, title.len,
					 style->width - taken - 2, &width);
	st = put_spaces(out, 2);
	return st ? st : nbarc_put_masked(out, &title);
}

/* The columns of a hit as it is printed, but for masked characters, which are
 * rare and make a title shorter than it need be. */
static size_t hit_width(const struct nb_hit *hit)
{
	return cli_text_width(hit->line + hit->start, hit->len);
}

/*
 * Append id, date, context and title. A space on each side sets the hit apart
 * where there are no colours. A hit that is longer than others, as those of
 * expressions may be, moves what is after it.
 */
static enum nb_status put_kwic(const struct nbarc_hit_style *style,
			       const struct nb_hit *hit, struct nb_buf *out)
{
	size_t left = nbarc_hit_left(style, hit);
	size_t right = nbarc_hit_right(style, hit);
	size_t end = hit->start + hit->len, id_len;
	char id[NBARC_HIT_ID_MAX], date[11];
	enum nb_status st;

	nbarc_hit_id(style, hit, id);
	nbarc_hit_date(hit, date);
	id_len = strlen(id);
	st = put_coloured(style, out, ID_ON, id, id_len, ID_WIDTH);
	if (!st)
		st = nb_buf_printf(out, "  %-10s  ", date);
	if (!st)
		st = put_column(out, hit->line + left, hit->start - left,
				style->context, true);
	if (!st)
		st = nb_buf_puts(out, " ");
	if (!st)
		st = put_coloured(style, out, HIT_ON, hit->line + hit->start,
				  hit->len, 0);
	if (!st)
		st = nb_buf_puts(out, " ");
	if (!st)
		st = put_column(out, hit->line + end, right - end,
				style->context, false);
	if (!st)
		st = put_title(style, hit,
			       (id_len > ID_WIDTH ? id_len : ID_WIDTH) + 16 +
				       2 * style->context + hit_width(hit),
			       out);
	return st ? st : nb_buf_puts(out, "\n");
}

/* ---- for programs */

/* What needs no escape, which is nearly everything, is copied as a whole. */
enum nb_status nbarc_tsv_value(struct nb_buf *out, const char *s, size_t len)
{
	static const char special[] = "\t\n\r\\", letters[] = "tnr\\";
	size_t from = 0, i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < len; i++) {
		const char *found = s[i] ? strchr(special, s[i]) : NULL;

		if (!found)
			continue;
		st = nb_buf_add(out, s + from, i - from);
		if (!st)
			st = nb_buf_printf(out, "\\%c",
					   letters[found - special]);
		from = i + 1;
	}
	return st ? st : nb_buf_add(out, s + from, len - from);
}

/* Append the line of TSV: what nbarc_hit_names() says. */
static enum nb_status put_tsv(const struct nbarc_hit_style *style,
			      const struct nb_hit *hit, struct nb_buf *out)
{
	size_t left = nbarc_hit_left(style, hit);
	size_t right = nbarc_hit_right(style, hit);
	size_t end = hit->start + hit->len, i;
	char id[NBARC_HIT_ID_MAX], date[11];
	const struct nb_string texts[] = {
		{hit->line + left, hit->start - left},
		{hit->line + hit->start, hit->len},
		{hit->line + end, right - end},
	};
	enum nb_status st;

	nbarc_hit_id(style, hit, id);
	nbarc_hit_date(hit, date);
	st = nb_buf_printf(out, "%s\t%s\t", id, date);
	if (!st)
		st = nbarc_tsv_value(out, hit->title.text, hit->title.len);
	if (!st)
		st = nb_buf_printf(out, "\t%s\t%zu", nb_part_name(hit->part),
				   hit->position);
	for (i = 0; !st && i < 3; i++) {
		st = nb_buf_puts(out, "\t");
		if (!st)
			st = nbarc_tsv_value(out, texts[i].text, texts[i].len);
	}
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append the object of JSON Lines. Identifiers and dates have nothing that
 * would have to be escaped (nbarc(5)). */
static enum nb_status put_json(const struct nbarc_hit_style *style,
			       const struct nb_hit *hit, struct nb_buf *out)
{
	size_t left = nbarc_hit_left(style, hit);
	size_t right = nbarc_hit_right(style, hit);
	size_t end = hit->start + hit->len;
	const struct nb_string before = {hit->line + left, hit->start - left};
	const struct nb_string itself = {hit->line + hit->start, hit->len};
	const struct nb_string after = {hit->line + end, right - end};
	char id[NBARC_HIT_ID_MAX], date[11];
	enum nb_status st;

	nbarc_hit_id(style, hit, id);
	nbarc_hit_date(hit, date);
	st = nb_buf_printf(out, "{\"id\":\"%s\",\"date\":\"%s\"", id, date);
	if (!st)
		st = nbarc_json_field(out, "title", &hit->title);
	if (!st)
		st = nb_buf_printf(out, ",\"part\":\"%s\",\"position\":%zu",
				   nb_part_name(hit->part), hit->position);
	if (!st)
		st = nbarc_json_field(out, "left", &before);
	if (!st)
		st = nbarc_json_field(out, "hit", &itself);
	if (!st)
		st = nbarc_json_field(out, "right", &after);
	return st ? st : nb_buf_puts(out, "}\n");
}

/* ---- both */

enum nb_status nbarc_hit_names(const struct nbarc_hit_style *style,
			       struct nb_buf *out)
{
	return style->form == NBARC_HIT_TSV
		       ? nb_buf_puts(out, "id\tdate\ttitle\tpart\tposition\t"
					  "left\thit\tright\n")
		       : NB_OK;
}

enum nb_status nbarc_hit_put(const struct nbarc_hit_style *style,
			     const struct nb_hit *hit, struct nb_buf *out)
{
	switch (style->form) {
	case NBARC_HIT_KWIC:
		return put_kwic(style, hit, out);
	case NBARC_HIT_TSV:
		return put_tsv(style, hit, out);
	case NBARC_HIT_JSONL:
		break;
	}
	return put_json(style, hit, out);
}

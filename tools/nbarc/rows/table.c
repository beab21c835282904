/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables for people (table.h). A list may be long, and is printed while it is
 * read, so that the widths of columns are fixed: those that the values of an
 * ordinary newspaper need.
 *
 * A line is made in three steps. Its text is put together without colours, of
 * which stretches are noted; the text is cut to the width of the terminal, and
 * the stretches with it; the codes of the colours are inserted last, because
 * they take bytes but no width.
 */
#include "rows/table.h"

#include <string.h>

#include "cli/width.h"
#include "print.h"

/*
 * Columns of the terminal that a field needs: an identifier of an item with a
 * title code of four letters, 22 Han characters of a title, 15 of a kicker. A
 * longer value moves the rest of its line, and a terminal cuts it at the end.
 */
static unsigned width_of(enum nb_field field)
{
	switch (field) {
	case NB_FIELD_ID:
		return 24;
	case NB_FIELD_PAGE_ID:
	case NB_FIELD_NEXT:
	case NB_FIELD_PREV:
		return 20;
	case NB_FIELD_DATE:
	case NB_FIELD_NEWSPAPER:
	case NB_FIELD_TITLE_CODE:
		return 10;
	case NB_FIELD_KIND:
		return 7;
	case NB_FIELD_TITLE:
		return 44;
	case NB_FIELD_KICKER:
	case NB_FIELD_SUBHEADS:
	case NB_FIELD_BYLINE:
	case NB_FIELD_REASON:
		return 30;
	case NB_FIELD_AUTHORS:
		return 16;
	case NB_FIELD_STATE:
		return 9;
	case NB_FIELD_SHA256:
	case NB_FIELD_SOURCE_SHA256:
		return 64;
	case NB_FIELD_PLACE:
	case NB_FIELD_PAGE:
	case NB_FIELD_NUMBER:
	case NB_FIELD_REVISION:
	case NB_FIELD_EDITION:
	case NB_FIELD_CHARACTERS:
		return 6;
	case NB_FIELD_TEXT:
		break;
	}
	return 0;
}

/* What of a line has a colour, from a byte of the buffer to another one. */
struct stretch {
	size_t from, to;
	const char *colour;
};

/* A line that is being made, at the end of the buffer. */
struct line {
	const struct nbarc_table *table;
	struct nb_buf *out;
	size_t start; /* in the buffer */
	struct stretch stretches[4];
	size_t count;
};

/* Codes of ECMA-48 for colours and weights. */
#define CYAN "\033[36m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define BOLD "\033[1m"
/* What stands for the rest of a line that was cut. */
#define ELLIPSIS "\u2026"
#define NORMAL "\033[0m"

/* Give what follows `from` a colour, if the table has any. */
static void colour(struct line *l, size_t from, const char *code)
{
	if (!l->table->colours || l->count == 4 || from == l->out->len)
		return;
	l->stretches[l->count++] =
		(struct stretch){from - l->start, l->out->len - l->start, code};
}

/* Fill a column up to its width, and two spaces more. */
static enum nb_status pad(struct nb_buf *out, size_t taken, size_t width)
{
	size_t spaces = taken < width ? width - taken : 0;
	enum nb_status st = nb_buf_reserve(out, spaces + 2);

	if (st)
		return st;
	memset(out->data + out->len, ' ', spaces + 2);
	out->len += spaces + 2;
	return NB_OK;
}

/* Append a string, masked. */
static enum nb_status put_text(struct nb_buf *out, const char *text)
{
	const struct nb_string s = {text, strlen(text)};

	return nbarc_put_masked(out, &s);
}

/* Append the values of a field, with semicolons between them. */
static enum nb_status put_values(const struct nb_item_record *r,
				 enum nb_field field, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t i;

	for (i = 0; !st && (text = nb_item_record_text(r, field, i)); i++) {
		if (i)
			st = nb_buf_puts(out, "; ");
		if (!st)
			st = put_text(out, text);
	}
	return st;
}

/* Append a field in a column of its own. Numbers stand at the right. */
static enum nb_status put_column(struct line *l, const struct nb_item_record *r,
				 enum nb_field field, bool last)
{
	unsigned width = width_of(field);
	size_t from = l->out->len, taken, lead;
	enum nb_status st = put_values(r, field, l->out);

	if (st)
		return st;
	taken = cli_text_width((char *)l->out->data + from, l->out->len - from);
	if (nb_field_is_number(field) && taken < width) {
		lead = width - taken;
		st = nb_buf_reserve(l->out, lead);
		if (st)
			return st;
		memmove(l->out->data + from + lead, l->out->data + from,
			l->out->len - from);
		memset(l->out->data + from, ' ', lead);
		l->out->len += lead;
		taken = width;
	}
	if (field == NB_FIELD_ID)
		colour(l, from, CYAN);
	return last ? NB_OK : pad(l->out, taken, width);
}

/* Append what the plain table has in its last column: the title, "/ KICKER",
 * and with --all "[STATE: REASON]" of what is not present. */
static enum nb_status put_last(struct line *l, const struct nb_item_record *r)
{
	const char *kicker = nb_item_record_text(r, NB_FIELD_KICKER, 0);
	const char *state = nb_item_record_text(r, NB_FIELD_STATE, 0);
	enum nb_status st = put_values(r, NB_FIELD_TITLE, l->out);
	size_t from;

	if (!st && kicker) {
		st = nb_buf_puts(l->out, "  ");
		from = l->out->len;
		if (!st)
			st = nb_buf_puts(l->out, "/ ");
		if (!st)
			st = put_text(l->out, kicker);
		colour(l, from, DIM);
	}
	if (st || !state || strcmp(state, "present") == 0)
		return st;
	st = nb_buf_puts(l->out, "  ");
	from = l->out->len;
	if (!st)
		st = nb_buf_printf(l->out, "[%s: ", state);
	if (!st)
		st = put_values(r, NB_FIELD_REASON, l->out);
	if (!st)
		st = nb_buf_puts(l->out, "]");
	colour(l, from, RED);
	return st;
}

/* Let the stretches end with the line, of which `at` bytes and the ellipsis
 * after them are left. */
static void cut_stretches(struct line *l, size_t at)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		if (l->stretches[i].from >= at)
			l->count = i;
		else if (l->stretches[i].to > at)
			l->stretches[i].to = at + strlen(ELLIPSIS);
	}
}

/* Cut the line to the width of the terminal. */
static enum nb_status cut(struct line *l)
{
	const char *text = (char *)l->out->data + l->start;
	size_t len = l->out->len - l->start, width = l->table->width, taken, at;

	if (!width)
		return NB_OK;
	at = cli_text_cut(text, len, width, &taken);
	if (at == len)
		return NB_OK;
	at = cli_text_cut(text, len, width - 1, &taken);
	l->out->len = l->start + at;
	cut_stretches(l, at);
	return nb_buf_puts(l->out, ELLIPSIS);
}

/* Insert the codes of the colours. */
static enum nb_status insert_colours(struct line *l)
{
	struct nb_buf coloured = {0};
	const uint8_t *text = l->out->data + l->start;
	size_t len = l->out->len - l->start, at = 0, i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < l->count; i++) {
		const struct stretch *s = &l->stretches[i];
		st = nb_buf_add(&coloured, text + at, s->from - at);
		if (!st)
			st = nb_buf_puts(&coloured, s->colour);
		if (!st)
			st = nb_buf_add(&coloured, text + s->from,
					s->to - s->from);
		if (!st)
			st = nb_buf_puts(&coloured, NORMAL);
		at = s->to;
	}
	if (!st)
		st = nb_buf_add(&coloured, text + at, len - at);
	l->out->len = l->start;
	if (!st)
		st = nb_buf_add(l->out, coloured.data, coloured.len);
	nb_buf_free(&coloured);
	return st;
}

/* Finish a line: cut it, colour it, and end it. */
static enum nb_status end_line(struct line *l)
{
	enum nb_status st = cut(l);

	if (!st && l->count)
		st = insert_colours(l);
	return st ? st : nb_buf_add(l->out, "\n", 1);
}

/* A list of pages is mostly one of identifiers, for other commands to read. */
void nbarc_table_default(struct nbarc_columns *c, bool pages, bool all)
{
	nbarc_columns_add(c, NB_FIELD_ID);
	if (!pages) {
		nbarc_columns_add(c, NB_FIELD_KIND);
		nbarc_columns_add(c, NB_FIELD_CHARACTERS);
		nbarc_columns_add(c, NB_FIELD_TITLE);
		nbarc_columns_add(c, NB_FIELD_KICKER);
	}
	if (all) {
		nbarc_columns_add(c, NB_FIELD_STATE);
		nbarc_columns_add(c, NB_FIELD_REASON);
	}
}

/* Columns of the plain table before its last one: of pages, whose lines are
 * mostly an identifier alone, that is not padded. */
static size_t leading(const struct nbarc_table *t)
{
	size_t i = 0;

	while (i < t->columns->count && t->columns->list[i] != NB_FIELD_TITLE &&
	       t->columns->list[i] != NB_FIELD_STATE)
		i++;
	return i;
}

enum nb_status nbarc_table_names(const struct nbarc_table *t,
				 struct nb_buf *out)
{
	struct line l = {.table = t, .out = out, .start = out->len};
	size_t count = t->columns->count, i;
	enum nb_status st = NB_OK;

	if (t->plain && leading(t) + 1 < count)
		count = leading(t) + 1;
	for (i = 0; !st && i < count; i++) {
		enum nb_field field = t->columns->list[i];
		const char *name = nb_field_name(field);
		size_t width = width_of(field), len = strlen(name);

		/* The name of a number stands over its last digit. */
		if (nb_field_is_number(field) && len < width)
			st = nb_buf_printf(out, "%*s", (int)(width - len), "");
		if (!st)
			st = nb_buf_puts(out, name);
		if (!st && i + 1 < count)
			st = pad(out,
				 nb_field_is_number(field) && len < width
					 ? width
					 : len,
				 width);
	}
	colour(&l, l.start, BOLD);
	return st ? st : end_line(&l);
}

/* The last column is not padded, so that no line ends with spaces. */
enum nb_status nbarc_table_put(const struct nbarc_table *t,
			       const struct nb_item_record *r,
			       struct nb_buf *out)
{
	struct line l = {.table = t, .out = out, .start = out->len};
	size_t count = t->plain ? leading(t) : t->columns->count, i;
	bool pages = t->plain && count == 1;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < count; i++)
		st = put_column(&l, r, t->columns->list[i],
				pages || (!t->plain && i + 1 == count));
	if (!st && t->plain)
		st = put_last(&l, r);
	return st ? st : end_line(&l);
}

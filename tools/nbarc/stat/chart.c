/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a sheet (chart.h). Columns line up by the widths of characters on a
 * terminal, so that texts may be Chinese. Numbers have no separators: people
 * and programs read the same table.
 */
#include "stat/chart.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json/string.h"
#include "cli/width.h"
#include "print.h"

/* Columns that a text takes at most in a table, and those of a number at least,
 * so that tables of one archive look alike. */
#define TEXT_COLUMNS 24u
#define NUMBER_COLUMNS 8u
/* A bar of fewer columns says nothing. */
#define BAR_MIN 8u

size_t nbarc_chart_rows(const struct nbarc_chart *c)
{
	size_t count = c->sheet->count;

	return c->limit && c->limit < count ? c->limit : count;
}

int64_t nbarc_chart_most(const struct nbarc_chart *c)
{
	int64_t most = 0;
	size_t i;

	for (i = 0; i < nbarc_chart_rows(c); i++)
		if (c->sheet->rows[i].numbers[c->bars] > most)
			most = c->sheet->rows[i].numbers[c->bars];
	return most;
}

/* Write a number, NUL-terminated; its length. The point is a point whatever the
 * locale says: a table of commas would be read as other numbers. */
static size_t write_number(const struct nbarc_sheet_column *column, int64_t n,
			   char out[NBARC_NUMBER_MAX])
{
	uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	int len = column->hundredths
			  ? snprintf(out, NBARC_NUMBER_MAX,
				     "%s%" PRIu64 ".%02" PRIu64,
				     n < 0 ? "-" : "", size / 100, size % 100)
			  : snprintf(out, NBARC_NUMBER_MAX, "%" PRId64, n);

	return len > 0 ? (size_t)len : 0;
}

enum nb_status nbarc_chart_number(const struct nbarc_sheet_column *column,
				  int64_t number, struct nb_buf *out)
{
	char text[NBARC_NUMBER_MAX];

	return nb_buf_add(out, text, write_number(column, number, text));
}

/* ---- a table for people */

/* The columns of a table: of each text, of each number, and of bars. */
struct widths {
	size_t texts[NBARC_TEXTS_MOST], numbers[NBARC_NUMBERS_MOST], bar;
};

/* The columns of the widest k-th text, but not more than TEXT_COLUMNS. */
static size_t text_columns(const struct nbarc_chart *c, unsigned k)
{
	size_t widest = strlen(c->sheet->names[k]), i;

	for (i = 0; i < nbarc_chart_rows(c); i++) {
		const char *text = c->sheet->rows[i].texts[k];
		size_t width = cli_text_width(text, strlen(text));

		widest = width > widest ? width : widest;
	}
	return widest < TEXT_COLUMNS ? widest : TEXT_COLUMNS;
}

/* The columns of the widest k-th number; 0: it is not in the table. */
static size_t number_columns(const struct nbarc_chart *c, unsigned k)
{
	const struct nbarc_sheet_column *column = &c->sheet->columns[k];
	size_t widest = strlen(column->name), i;
	char text[NBARC_NUMBER_MAX];

	if (column->machine)
		return 0;
	for (i = 0; i < nbarc_chart_rows(c); i++) {
		size_t width = write_number(column,
					    c->sheet->rows[i].numbers[k], text);

		widest = width > widest ? width : widest;
	}
	return widest < NUMBER_COLUMNS ? NUMBER_COLUMNS : widest;
}

/* Find out how wide everything is: the columns are as wide as what is in them,
 * and bars get what a terminal has left, if that is enough to compare them. */
static void measure(const struct nbarc_chart *c, struct widths *w)
{
	size_t used = 0;
	unsigned k;

	for (k = 0; k < c->sheet->texts; k++) {
		w->texts[k] = text_columns(c, k);
		used += w->texts[k] + 2;
	}
	for (k = 0; k < c->sheet->numbers; k++) {
		w->numbers[k] = number_columns(c, k);
		used += w->numbers[k] ? w->numbers[k] + 2 : 0;
	}
	w->bar = c->width > used + BAR_MIN ? c->width - used : 0;
}

/* Append a text, cut and filled up to its column. What could move the cursor of
 * a terminal is masked: whoever made the archive chose the names. */
static enum nb_status put_text(struct nb_buf *out, const char *text,
			       size_t columns)
{
	size_t taken, len;
	enum nb_status st;

	text = *text ? text : "-";
	len = cli_text_cut(text, strlen(text), columns, &taken);
	st = nbarc_put_masked(out, &(struct nb_string){text, len});
	for (; !st && taken < columns; taken++)
		st = nb_buf_add(out, " ", 1);
	return st;
}

/* Append a bar whose length is to `columns` as n is to most; in eighths of a
 * column. */
static enum nb_status put_bar(struct nb_buf *out, int64_t n, int64_t most,
			      size_t columns)
{
	static const char *const parts[] = {"",	 "▏", "▎", "▍",
					    "▌", "▋", "▊", "▉"};
	size_t eighths = n > 0 ? (size_t)((double)n / (double)most * 8 *
						  (double)columns +
					  .5)
			       : 0;
	enum nb_status st = nb_buf_puts(out, "  ");

	/* What is there is seen. */
	if (n > 0 && !eighths)
		eighths = 1;
	for (; !st && eighths >= 8; eighths -= 8)
		st = nb_buf_puts(out, "█");
	return st ? st : nb_buf_puts(out, parts[eighths]);
}

/* Append a row of the table. */
static enum nb_status put_row(const struct nbarc_chart *c,
			      const struct nbarc_sheet_row *row,
			      const struct widths *w, int64_t most,
			      struct nb_buf *out)
{
	char number[NBARC_NUMBER_MAX];
	enum nb_status st = NB_OK;
	unsigned k;

	for (k = 0; !st && k < c->sheet->texts; k++) {
		st = k ? nb_buf_puts(out, "  ") : NB_OK;
		if (!st)
			st = put_text(out, row->texts[k], w->texts[k]);
	}
	for (k = 0; !st && k < c->sheet->numbers; k++) {
		if (!w->numbers[k])
			continue;
		(void)write_number(&c->sheet->columns[k], row->numbers[k],
				   number);
		st = nb_buf_printf(out, "  %*s", (int)w->numbers[k], number);
	}
	if (!st && w->bar)
		st = put_bar(out, row->numbers[c->bars], most, w->bar - 2);
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append what the columns are called. */
static enum nb_status put_names(const struct nbarc_chart *c,
				const struct widths *w, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	unsigned k;

	for (k = 0; !st && k < c->sheet->texts; k++) {
		st = k ? nb_buf_puts(out, "  ") : NB_OK;
		if (!st)
			st = put_text(out, c->sheet->names[k], w->texts[k]);
	}
	for (k = 0; !st && k < c->sheet->numbers; k++)
		if (w->numbers[k])
			st = nb_buf_printf(out, "  %*s", (int)w->numbers[k],
					   c->sheet->columns[k].name);
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append the table; two numbers need no names where nobody looks, but more of
 * them do. */
static enum nb_status put_table(const struct nbarc_chart *c, struct nb_buf *out)
{
	struct widths w;
	int64_t most = nbarc_chart_most(c);
	enum nb_status st = NB_OK;
	size_t i;

	measure(c, &w);
	if (c->width || c->sheet->numbers > 2)
		st = put_names(c, &w, out);
	for (i = 0; !st && i < nbarc_chart_rows(c); i++)
		st = put_row(c, &c->sheet->rows[i], &w, most, out);
	return st;
}

/* ---- for programs */

/* Append the line of TSV or CSV with the names, which need no escapes. */
static enum nb_status put_cell_names(const struct nbarc_chart *c,
				     const char *between, const char *end,
				     struct nb_buf *out)
{
	const struct nbarc_sheet *s = c->sheet;
	enum nb_status st = NB_OK;
	unsigned k;

	for (k = 0; !st && k < s->texts; k++)
		st = nb_buf_printf(out, "%s%s", s->names[k], between);
	for (k = 0; !st && k < s->numbers; k++)
		st = nb_buf_printf(out, "%s%s", s->columns[k].name,
				   k + 1 < s->numbers ? between : end);
	return st;
}

/* Append the lines of TSV or CSV, the names first. */
static enum nb_status put_cells(const struct nbarc_chart *c,
				enum nbarc_form form, struct nb_buf *out)
{
	const char *between = form == NBARC_CSV ? "," : "\t";
	const char *end = form == NBARC_CSV ? "\r\n" : "\n";
	const struct nbarc_sheet *s = c->sheet;
	enum nb_status st = put_cell_names(c, between, end, out);
	unsigned k;
	size_t i;

	for (i = 0; !st && i < nbarc_chart_rows(c); i++) {
		for (k = 0; !st && k < s->texts; k++) {
			st = nbarc_row_value(form, s->rows[i].texts[k], out);
			if (!st)
				st = nb_buf_puts(out, between);
		}
		for (k = 0; !st && k < s->numbers; k++) {
			st = nbarc_chart_number(&s->columns[k],
						s->rows[i].numbers[k], out);
			if (!st)
				st = nb_buf_puts(out, k + 1 < s->numbers
							      ? between
							      : end);
		}
	}
	return st;
}

/* Append an object for each row. */
static enum nb_status put_objects(const struct nbarc_chart *c,
				  struct nb_buf *out)
{
	const struct nbarc_sheet *s = c->sheet;
	enum nb_status st = NB_OK;
	unsigned k;
	size_t i;

	for (i = 0; !st && i < nbarc_chart_rows(c); i++) {
		for (k = 0; !st && k < s->texts; k++) {
			const char *text = s->rows[i].texts[k];

			st = nb_buf_printf(out, "%s\"%s\":", k ? "," : "{",
					   s->names[k]);
			if (!st)
				st = nb_json_string(out, text, strlen(text));
		}
		for (k = 0; !st && k < s->numbers; k++) {
			st = nb_buf_printf(out, ",\"%s\":", s->columns[k].name);
			if (!st)
				st = nbarc_chart_number(&s->columns[k],
							s->rows[i].numbers[k],
							out);
		}
		if (!st)
			st = nb_buf_puts(out, "}\n");
	}
	return st;
}

enum nb_status nbarc_chart_put(const struct nbarc_chart *c,
			       enum nbarc_form form, struct nb_buf *out)
{
	switch (form) {
	case NBARC_TSV:
	case NBARC_CSV:
		return put_cells(c, form, out);
	case NBARC_JSONL:
		return put_objects(c, out);
	case NBARC_TABLE:
		break;
	}
	return put_table(c, out);
}

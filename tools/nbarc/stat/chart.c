/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a tally (chart.h). Columns line up by the widths of characters on a
 * terminal, so that keys may be Chinese. Numbers have no separators: people and
 * programs read the same table.
 */
#include "stat/chart.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "cli/width.h"

/* Columns that a key takes at most in a table, and those of a number. */
#define KEY_COLUMNS 24u
#define NUMBER_COLUMNS 12u

/* The rows that are shown. */
static size_t shown(const struct nbarc_chart *c)
{
	size_t count = c->tally->count;

	return c->limit && c->limit < count ? c->limit : count;
}

/* What the bar of a row is of. */
static uint64_t measure(const struct nbarc_chart *c,
			const struct nbarc_tally_row *row)
{
	return c->characters ? row->characters : row->items;
}

/* ---- a table for people */

/* The columns of the widest k-th key, but not more than KEY_COLUMNS. */
static size_t key_columns(const struct nbarc_chart *c, unsigned k)
{
	size_t widest = strlen(nbarc_by_name(c->tally->by[k])), i;

	for (i = 0; i < shown(c); i++) {
		const char *key = c->tally->rows[i].keys[k];
		size_t width = cli_text_width(key, strlen(key));

		widest = width > widest ? width : widest;
	}
	return widest < KEY_COLUMNS ? widest : KEY_COLUMNS;
}

/* Append a key, cut and filled up to its column. */
static enum nb_status put_key(struct nb_buf *out, const char *key,
			      size_t columns)
{
	size_t taken, len;
	enum nb_status st;

	key = *key ? key : "-";
	len = cli_text_cut(key, strlen(key), columns, &taken);
	st = nb_buf_add(out, key, len);
	for (; !st && taken < columns + 2; taken++)
		st = nb_buf_add(out, " ", 1);
	return st;
}

/* Append a bar whose length is to `columns` as n is to most; in eighths of a
 * column. */
static enum nb_status put_bar(struct nb_buf *out, uint64_t n, uint64_t most,
			      size_t columns)
{
	static const char *const parts[] = {"",	 "▏", "▎", "▍",
					    "▌", "▋", "▊", "▉"};
	size_t eighths =
		most ? (size_t)((double)n / (double)most * 8 * (double)columns +
				.5)
		     : 0;
	enum nb_status st = nb_buf_puts(out, "  ");

	/* What is there is seen. */
	if (n && !eighths)
		eighths = 1;
	for (; !st && eighths >= 8; eighths -= 8)
		st = nb_buf_puts(out, "█");
	return st ? st : nb_buf_puts(out, parts[eighths]);
}

/* Append a row of the table. */
static enum nb_status put_row(const struct nbarc_chart *c,
			      const struct nbarc_tally_row *row,
			      const size_t *columns, size_t bar, uint64_t most,
			      struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	unsigned k;

	for (k = 0; !st && k < c->tally->by_count; k++)
		st = put_key(out, row->keys[k], columns[k]);
	if (!st)
		st = nb_buf_printf(out, "%*" PRIu64 "  %*" PRIu64,
				   (int)NUMBER_COLUMNS, row->items,
				   (int)NUMBER_COLUMNS, row->characters);
	if (!st && bar)
		st = put_bar(out, measure(c, row), most, bar);
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append the table, with what its columns are called on a terminal. */
static enum nb_status put_table(const struct nbarc_chart *c, struct nb_buf *out)
{
	size_t columns[NBARC_BY_MOST] = {0}, used = 0, bar, i;
	uint64_t most = 0;
	enum nb_status st = NB_OK;
	unsigned k;

	for (k = 0; k < c->tally->by_count; k++) {
		columns[k] = key_columns(c, k);
		used += columns[k] + 2;
	}
	used += 2 * NUMBER_COLUMNS + 4;
	bar = c->width > used + 8 ? c->width - used : 0;
	for (i = 0; i < shown(c); i++)
		if (measure(c, &c->tally->rows[i]) > most)
			most = measure(c, &c->tally->rows[i]);
	for (k = 0; c->width && !st && k < c->tally->by_count; k++)
		st = put_key(out, nbarc_by_name(c->tally->by[k]), columns[k]);
	if (!st && c->width)
		st = nb_buf_printf(out, "%*s  %*s\n", (int)NUMBER_COLUMNS,
				   "items", (int)NUMBER_COLUMNS, "characters");
	for (i = 0; !st && i < shown(c); i++)
		st = put_row(c, &c->tally->rows[i], columns, bar, most, out);
	return st;
}

/* ---- for programs */

/* Append the lines of TSV or CSV, the names first. */
static enum nb_status put_cells(const struct nbarc_chart *c,
				enum nbarc_form form, struct nb_buf *out)
{
	const char *between = form == NBARC_CSV ? "," : "\t";
	const char *end = form == NBARC_CSV ? "\r\n" : "\n";
	const struct nbarc_tally *t = c->tally;
	enum nb_status st = NB_OK;
	unsigned k;
	size_t i;

	for (k = 0; !st && k < t->by_count; k++)
		st = nb_buf_printf(out, "%s%s", nbarc_by_name(t->by[k]),
				   between);
	if (!st)
		st = nb_buf_printf(out, "items%scharacters%s", between, end);
	for (i = 0; !st && i < shown(c); i++) {
		for (k = 0; !st && k < t->by_count; k++) {
			st = nbarc_row_value(form, t->rows[i].keys[k], out);
			if (!st)
				st = nb_buf_puts(out, between);
		}
		if (!st)
			st = nb_buf_printf(out, "%" PRIu64 "%s%" PRIu64 "%s",
					   t->rows[i].items, between,
					   t->rows[i].characters, end);
	}
	return st;
}

/* Append an object for each row. */
static enum nb_status put_objects(const struct nbarc_chart *c,
				  struct nb_buf *out)
{
	const struct nbarc_tally *t = c->tally;
	enum nb_status st = NB_OK;
	unsigned k;
	size_t i;

	for (i = 0; !st && i < shown(c); i++) {
		for (k = 0; !st && k < t->by_count; k++) {
			const char *key = t->rows[i].keys[k];

			st = nb_buf_printf(out, "%s\"%s\":", k ? "," : "{",
					   nbarc_by_name(t->by[k]));
			if (!st)
				st = nb_json_string(out, key, strlen(key));
		}
		if (!st)
			st = nb_buf_printf(out,
					   ",\"items\":%" PRIu64
					   ",\"characters\":%" PRIu64 "}\n",
					   t->rows[i].items,
					   t->rows[i].characters);
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

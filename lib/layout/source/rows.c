/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and writing the table of a bundle (rows.h). Its columns are those of
 * a manifest (nbarc-ingest(1), MANIFEST) and the charset of each file.
 */
#include "layout/source/rows.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "layout/source/csv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* No page has more items, and hardly any more files. */
#define ROWS_MAX 65535u
#define FIELDS_MAX 64u

static const char *const names[NB_BUNDLE_COLUMNS] = {
	[NB_BUNDLE_PATH] = "path",	 [NB_BUNDLE_TITLE] = "title",
	[NB_BUNDLE_DATE] = "date",	 [NB_BUNDLE_PAGE] = "page",
	[NB_BUNDLE_ARTICLE] = "article", [NB_BUNDLE_ORDER] = "order",
	[NB_BUNDLE_TYPE] = "type",	 [NB_BUNDLE_KICKER] = "kicker",
	[NB_BUNDLE_HEAD] = "head",	 [NB_BUNDLE_SUBHEAD] = "subhead",
	[NB_BUNDLE_AUTHOR] = "author",	 [NB_BUNDLE_CHARSET] = "charset",
};

/* The words for items that are no articles. */
static const struct {
	const char *word;
	enum nb_said_kind kind;
} kinds[] = {
	{"photo", NB_SAID_PHOTO}, {"picture", NB_SAID_PHOTO},
	{"image", NB_SAID_PHOTO}, {"图片", NB_SAID_PHOTO},
	{"照片", NB_SAID_PHOTO},  {"摄影", NB_SAID_PHOTO},
	{"圖片", NB_SAID_PHOTO},  {"notice", NB_SAID_NOTICE},
	{"ad", NB_SAID_NOTICE},	  {"advertisement", NB_SAID_NOTICE},
	{"广告", NB_SAID_NOTICE}, {"启事", NB_SAID_NOTICE},
	{"公告", NB_SAID_NOTICE}, {"廣告", NB_SAID_NOTICE},
	{"攝影", NB_SAID_PHOTO},  {"啟事", NB_SAID_NOTICE},
};

static enum nb_said_kind kind_of(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcasecmp(word, kinds[i].word) == 0)
			return kinds[i].kind;
	return NB_SAID_ARTICLE;
}

/* The number of an article; 0: it is none. */
static unsigned number_of(const char *s)
{
	unsigned n = 0;

	for (; *s >= '0' && *s <= '9' && n <= ROWS_MAX; s++)
		n = n * 10 + (unsigned)(*s - '0');
	return *s == '\0' && n <= ROWS_MAX ? n : 0;
}

/* ---- reading */

/* A table that is being read. */
struct reading {
	struct nb_bundle_rows *rows;
	struct nb_csv csv;
	/* What stands in which column; NB_BUNDLE_COLUMNS: nothing of use. */
	size_t columns[FIELDS_MAX];
	size_t column_count;
	/* Offsets of the cells of all rows in the text. */
	size_t *offsets;
	size_t offset_cap;
};

/* Read the names of the columns. */
static enum nb_status read_names(struct reading *r, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	do {
		st = nb_csv_next(&r->csv, err);
		if (st || r->column_count == FIELDS_MAX)
			break;
		for (i = 0; i < NB_BUNDLE_COLUMNS; i++)
			if (strcmp((char *)r->csv.field.data, names[i]) == 0)
				break;
		r->columns[r->column_count++] = i;
	} while (!r->csv.row_ends);
	for (i = 0; !st && i < r->column_count; i++)
		if (r->columns[i] == NB_BUNDLE_PATH)
			return NB_OK;
	return st ? st
		  : nb_fail(err, NB_INVALID,
			    "the table of the bundle has no paths");
}

/* Read a row into new cells. */
static enum nb_status read_row(struct reading *r, struct nb_error *err)
{
	struct nb_bundle_rows *rows = r->rows;
	size_t *grown =
		nb_grow(r->offsets, &r->offset_cap,
			(rows->count + 1) * NB_BUNDLE_COLUMNS, sizeof(*grown));
	struct nb_bundle_row *list =
		nb_grow(rows->list, &rows->cap, rows->count + 1, sizeof(*list));
	enum nb_status st = NB_OK;
	size_t i = 0, column;

	if (list)
		rows->list = list;
	if (grown)
		r->offsets = grown;
	if (!list || !grown)
		return nb_fail_mem(err);
	if (rows->count == ROWS_MAX)
		return nb_fail(err, NB_LIMIT, "the bundle has too many files");
	grown += rows->count * NB_BUNDLE_COLUMNS;
	memset(grown, 0, NB_BUNDLE_COLUMNS * sizeof(*grown));
	do {
		st = nb_csv_next(&r->csv, err);
		column =
			i < r->column_count ? r->columns[i] : NB_BUNDLE_COLUMNS;
		i++;
		if (st || column == NB_BUNDLE_COLUMNS)
			continue;
		grown[column] = rows->text.len;
		if (nb_buf_add(&rows->text, r->csv.field.data,
			       r->csv.field.len + 1))
			st = nb_fail_mem(err);
	} while (!st && !r->csv.row_ends);
	rows->count += !st;
	return st;
}

/* Let the rows point to their cells, and read what is no text. */
static enum nb_status finish(const struct reading *r, struct nb_error *err)
{
	size_t i, c;

	for (i = 0; i < r->rows->count; i++) {
		struct nb_bundle_row *row = &r->rows->list[i];
		const size_t *at = r->offsets + i * NB_BUNDLE_COLUMNS;

		for (c = 0; c < NB_BUNDLE_COLUMNS; c++)
			row->cells[c] = (char *)r->rows->text.data + at[c];
		row->article = number_of(row->cells[NB_BUNDLE_ARTICLE]);
		row->kind = kind_of(row->cells[NB_BUNDLE_TYPE]);
		if (!row->article)
			return nb_fail(err, NB_INVALID,
				       "the table of the bundle has no number "
				       "of an article for %.200s",
				       row->cells[NB_BUNDLE_PATH]);
	}
	return NB_OK;
}

enum nb_status nb_bundle_rows_read(const void *bytes, size_t len,
				   struct nb_bundle_rows *rows,
				   struct nb_error *err)
{
	struct reading r = {.rows = rows};
	enum nb_status st;

	memset(rows, 0, sizeof(*rows));
	if (nb_utf8_invalid(bytes, len) < len)
		return nb_fail(err, NB_INVALID,
			       "the table of the bundle is not UTF-8");
	nb_csv_begin(&r.csv, len ? bytes : "", len);
	/* The empty cell. */
	st = nb_buf_add(&rows->text, "", 1) ? nb_fail_mem(err) : NB_OK;
	if (!st && !nb_csv_at_end(&r.csv))
		st = read_names(&r, err);
	while (!st && !nb_csv_at_end(&r.csv))
		st = read_row(&r, err);
	if (!st)
		st = finish(&r, err);
	nb_buf_free(&r.csv.field);
	free(r.offsets);
	return st;
}

void nb_bundle_rows_free(struct nb_bundle_rows *rows)
{
	free(rows->list);
	nb_buf_free(&rows->text);
}

/* ---- writing */

/* Append a cell in quotes if it needs some. */
static enum nb_status write_cell(const char *s, struct nb_buf *out)
{
	enum nb_status st;
	size_t n;

	if (!s[strcspn(s, "\",;\t\r\n")] && s[0] != ' ')
		return nb_buf_puts(out, s);
	st = nb_buf_puts(out, "\"");
	while (!st && *s) {
		n = strcspn(s, "\"");
		st = nb_buf_add(out, s, n);
		s += n;
		if (!st && *s) {
			st = nb_buf_puts(out, "\"\"");
			s++;
		}
	}
	return st ? st : nb_buf_puts(out, "\"");
}

enum nb_status nb_bundle_row_write(const struct nb_bundle_row *row,
				   struct nb_buf *out)
{
	const char *const *cells = row ? row->cells : names;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < NB_BUNDLE_COLUMNS; i++) {
		st = i ? nb_buf_puts(out, ",") : NB_OK;
		if (!st)
			st = write_cell(cells[i], out);
	}
	return st ? st : nb_buf_puts(out, "\n");
}

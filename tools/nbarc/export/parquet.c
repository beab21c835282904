/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export as a Parquet file, which DuckDB, pandas, R and Spark read: a column
 * a field, in the types of Parquet.
 *
 *   "PAR1"
 *   row groups: the column chunks of so many rows (column.c)
 *   footer: the schema and where every chunk is, in the compact protocol
 *   u32 bytes of the footer, "PAR1"
 *
 * The file is written from its start to its end, and no more than a row group
 * is held in memory. What is not known is null; a list without values is empty.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/sha256.h"
#include "parquet/column.h"
#include "export/export.h"
#include "names.h"

/* A row group ends at this many bytes of values. A reader takes a row group as
 * a whole, and gives different ones to different threads. */
#define GROUP_BYTES ((uint64_t)32 << 20)

static const char magic[] = {'P', 'A', 'R', '1'};

/* A file that is written, or several, one after the other. All is owned. */
struct parquet {
	struct nbarc_export *x;
	struct nbarc_column columns[NBARC_COLUMNS_MAX];
	struct nbarc_pages pages;
	struct nb_buf groups; /* elements of the footer */
	size_t group_count;
	uint64_t rows, bytes; /* in the row group in hand */
	uint64_t file_rows, file_bytes;
};

/* ---- the stream */

/* For the pages. */
static enum nb_status put(void *context, const void *bytes, size_t len,
			  struct nb_error *err)
{
	struct parquet *p = context;

	return nbarc_stream_put(&p->x->stream, bytes, len, err);
}

/* Write bytes that are not of a page. */
static enum nb_status put_other(struct parquet *p, const void *bytes,
				size_t len, struct nb_error *err)
{
	p->pages.at += len;
	return put(p, bytes, len, err);
}

/* ---- values */

/* Days since 1970 of "2019-03-04". False if it is no date, or only in part: the
 * identifier has the parts that are known. */
static bool days_of(const char *date, int32_t *days)
{
	static const uint8_t months[] = {31, 28, 31, 30, 31, 30,
					 31, 31, 30, 31, 30, 31};
	long year = strtol(date, NULL, 10), month, day, i;
	bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;

	if (strlen(date) != 10)
		return false;
	month = strtol(date + 5, NULL, 10);
	day = strtol(date + 8, NULL, 10);
	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > months[month - 1] + (leap && month == 2 ? 1 : 0))
		return false;
	/* 719162 days are before 1970, and days of a month begin at 1. */
	year--;
	day += year * 365 + year / 4 - year / 100 + year / 400 - 719163;
	for (i = 0; i < month - 1; i++)
		day += months[i] + (leap && i == 1 ? 1 : 0);
	*days = (int32_t)day;
	return true;
}

/* Add the values of a list; an empty one is one entry. */
static enum nb_status add_list(struct nbarc_column *c,
			       const struct nb_item_record *item,
			       enum nb_field field)
{
	size_t count = nb_item_record_count(item, field), i;
	enum nb_status st = count ? NB_OK : nbarc_column_null(c);

	for (i = 0; !st && i < count; i++)
		st = nbarc_column_text(c, nb_item_record_text(item, field, i),
				       i > 0);
	return st;
}

/* Add the value of a field. A number that is 0 is a value, if it is there: the
 * record tells. */
static enum nb_status add_value(struct nbarc_column *c,
				const struct nb_item_record *item,
				enum nb_field field)
{
	const char *text = nb_item_record_text(item, field, 0);
	int32_t days;

	if (c->list)
		return add_list(c, item, field);
	if (!text)
		return nbarc_column_null(c);
	switch (c->type) {
	case NBARC_COLUMN_TEXT:
		break;
	case NBARC_COLUMN_NUMBER:
		return nbarc_column_number(c,
					   nb_item_record_number(item, field));
	case NBARC_COLUMN_DATE:
		return days_of(text, &days) ? nbarc_column_date(c, days)
					    : nbarc_column_null(c);
	}
	return nbarc_column_text(c, text, false);
}

/* Bytes that the row of an item adds, nearly. */
static uint64_t bytes_of(const struct nbarc_export *x,
			 const struct nb_item_record *item)
{
	uint64_t bytes = 0;
	size_t i, n;

	for (i = 0; i < x->fields.count; i++) {
		enum nb_field field = x->fields.list[i];

		for (n = 0; n < nb_item_record_count(item, field); n++)
			bytes +=
				4 + strlen(nb_item_record_text(item, field, n));
	}
	return bytes;
}

/* ---- row groups and the footer */

/* Write the row group, and note what the footer says of it (RowGroup). */
static enum nb_status write_group(struct parquet *p, struct nb_error *err)
{
	const struct nbarc_columns *fields = &p->x->fields;
	struct nbarc_thrift t = {.out = &p->groups};
	uint64_t from = p->pages.at;
	enum nb_status st = NB_OK;
	size_t i;

	if (!p->rows)
		return NB_OK;
	p->pages.plain = 0;
	nbarc_thrift_list(&t, 1, NBARC_THRIFT_STRUCT, fields->count);
	for (i = 0; !st && i < fields->count; i++)
		st = nbarc_column_write(&p->columns[i], &p->pages, &t, err);
	if (st)
		return st;
	nbarc_thrift_int(&t, 2, NBARC_THRIFT_INT64, (int64_t)p->pages.plain);
	nbarc_thrift_int(&t, 3, NBARC_THRIFT_INT64, (int64_t)p->rows);
	nbarc_thrift_int(&t, 5, NBARC_THRIFT_INT64, (int64_t)from);
	nbarc_thrift_int(&t, 6, NBARC_THRIFT_INT64,
			 (int64_t)(p->pages.at - from));
	nbarc_thrift_end(&t);
	p->group_count++;
	p->file_rows += p->rows;
	p->rows = p->bytes = 0;
	return t.status ? nb_fail_mem(err) : NB_OK;
}

/* Put the schema: a root that has all columns. */
static void put_schema(const struct parquet *p, struct nbarc_thrift *t)
{
	size_t count = p->x->fields.count, elements = 1, i;

	for (i = 0; i < count; i++)
		elements += nbarc_column_elements(&p->columns[i]);
	nbarc_thrift_list(t, 2, NBARC_THRIFT_STRUCT, elements);
	nbarc_thrift_begin(t, NBARC_THRIFT_ELEMENT);
	nbarc_thrift_text(t, 4, "items");
	nbarc_thrift_int(t, 5, NBARC_THRIFT_INT32, (int64_t)count);
	nbarc_thrift_end(t);
	for (i = 0; i < count; i++)
		nbarc_column_describe(&p->columns[i], t);
}

/* Put a name and a value of what is known of the archive (KeyValue). */
static void put_pair(struct nbarc_thrift *t, const char *name,
		     const char *value)
{
	nbarc_thrift_begin(t, NBARC_THRIFT_ELEMENT);
	nbarc_thrift_text(t, 1, name);
	nbarc_thrift_text(t, 2, value);
	nbarc_thrift_end(t);
}

/* Put which corpus it is: with the root, nbarc prove can tell. */
static void put_archive(const struct nb_archive_info *info,
			struct nbarc_thrift *t)
{
	char root[NB_SHA256_HEX], time[NBARC_TIME];

	nb_sha256_hex(info->root, root);
	nbarc_time(info->time, time);
	nbarc_thrift_list(t, 5, NBARC_THRIFT_STRUCT, 2);
	put_pair(t, "nbarc.root", root);
	put_pair(t, "nbarc.time", time);
}

/* Make the footer (FileMetaData). */
static enum nb_status make_footer(const struct parquet *p, struct nb_buf *out)
{
	struct nbarc_thrift t = {.out = out};
	size_t count = p->x->fields.count, i;

	nbarc_thrift_int(&t, 1, NBARC_THRIFT_INT32, 2);
	put_schema(p, &t);
	nbarc_thrift_int(&t, 3, NBARC_THRIFT_INT64, (int64_t)p->file_rows);
	nbarc_thrift_list(&t, 4, NBARC_THRIFT_STRUCT, p->group_count);
	nbarc_thrift_raw(&t, &p->groups);
	put_archive(&p->x->info, &t);
	nbarc_thrift_text(&t, 6, "nbarc " NB_VERSION);
	/* Bounds are in the order of the type: of texts, that of their bytes.
	 */
	nbarc_thrift_list(&t, 7, NBARC_THRIFT_STRUCT, count);
	for (i = 0; i < count; i++) {
		nbarc_thrift_begin(&t, NBARC_THRIFT_ELEMENT);
		nbarc_thrift_begin(&t, 1);
		nbarc_thrift_end(&t);
		nbarc_thrift_end(&t);
	}
	nbarc_thrift_end(&t);
	return t.status;
}

/* ---- files */

/* Begin a file, unless one is begun. */
static enum nb_status begin_file(struct parquet *p, struct nb_error *err)
{
	return p->pages.at ? NB_OK : put_other(p, magic, sizeof(magic), err);
}

/* End the file, or what would be one without rows. */
static enum nb_status end_file(struct parquet *p, struct nb_error *err)
{
	struct nb_buf footer = {0};
	uint8_t size[4];
	enum nb_status st = begin_file(p, err);

	if (!st)
		st = write_group(p, err);
	if (!st && make_footer(p, &footer))
		st = nb_fail_mem(err);
	nb_put32(size, (uint32_t)footer.len);
	if (!st)
		st = put_other(p, footer.data, footer.len, err);
	if (!st)
		st = put_other(p, size, sizeof(size), err);
	if (!st)
		st = put_other(p, magic, sizeof(magic), err);
	nb_buf_free(&footer);
	p->pages.at = p->file_rows = p->file_bytes = 0;
	p->groups.len = p->group_count = 0;
	return st;
}

/* ---- the form */

/* The name of a column tells it from the others. */
static enum nb_status parquet_check(const struct nbarc_export *x,
				    struct nb_error *err)
{
	uint64_t seen = 0;
	size_t i;

	for (i = 0; i < x->fields.count; i++) {
		enum nb_field field = x->fields.list[i];

		if (seen & NB_FIELD_BIT(field))
			return nb_fail(err, NB_USAGE,
				       "%s: a column has to come once",
				       nb_field_name(field));
		seen |= NB_FIELD_BIT(field);
	}
	return NB_OK;
}

/* The types of columns follow from those of the fields. */
static enum nb_status parquet_begin(struct nbarc_export *x,
				    struct nb_error *err)
{
	struct parquet *p = nb_alloc(1, sizeof(*p));
	size_t i;

	x->state = p;
	if (!p)
		return nb_fail_mem(err);
	p->x = x;
	p->pages.put = put;
	p->pages.context = p;
	x->stream.by_hand = true;
	for (i = 0; i < x->fields.count; i++) {
		enum nb_field field = x->fields.list[i];
		struct nbarc_column *c = &p->columns[i];

		c->name = nb_field_name(field);
		c->list = nb_field_is_list(field);
		c->whole = field == NB_FIELD_TEXT;
		if (nb_field_is_number(field))
			c->type = NBARC_COLUMN_NUMBER;
		else if (field == NB_FIELD_DATE)
			c->type = NBARC_COLUMN_DATE;
	}
	return NB_OK;
}

/* A shard is measured by the bytes of its values, as that of a text is. */
static enum nb_status parquet_item(struct nbarc_export *x,
				   const struct nb_item_record *item,
				   struct nb_error *err)
{
	struct parquet *p = x->state;
	uint64_t bytes = bytes_of(x, item);
	enum nb_status st = NB_OK;
	size_t i;

	if (x->stream.shard && p->file_bytes &&
	    p->file_bytes + bytes > x->stream.shard) {
		st = end_file(p, err);
		if (!st)
			st = nbarc_stream_cut(&x->stream, err);
	} else if (p->bytes && p->bytes + bytes > GROUP_BYTES) {
		st = write_group(p, err);
	}
	if (!st)
		st = begin_file(p, err);
	if (st)
		return st;
	for (i = 0; !st && i < x->fields.count; i++)
		st = add_value(&p->columns[i], item, x->fields.list[i]);
	p->rows++;
	p->bytes += bytes;
	p->file_bytes += bytes;
	return st ? nb_fail_mem(err) : NB_OK;
}

/* What is held becomes the last row group. */
static enum nb_status parquet_finish(struct nbarc_export *x,
				     struct nb_error *err)
{
	struct parquet *p = x->state;

	/* After a shard there is always an item. */
	return end_file(p, err);
}

/* The stream has been ended or dropped by now. */
static enum nb_status parquet_end(struct nbarc_export *x, enum nb_status st,
				  struct nb_error *err)
{
	struct parquet *p = x->state;
	size_t i;

	(void)err;
	for (i = 0; p && i < NBARC_COLUMNS_MAX; i++)
		nbarc_column_free(&p->columns[i]);
	if (p) {
		nbarc_pages_free(&p->pages);
		nb_buf_free(&p->groups);
	}
	free(p);
	x->state = NULL;
	return st;
}

const struct nbarc_export_form nbarc_export_parquet = {.name = "parquet",
						       .ending = ".parquet",
						       .stream = true,
						       .packed = true,
						       .check = parquet_check,
						       .begin = parquet_begin,
						       .item = parquet_item,
						       .finish = parquet_finish,
						       .end = parquet_end};

/* SPDX-License-Identifier: Apache-2.0 */
/* Exports of a line an item: JSON Lines, CSV, TSV, and the bulk format of
 * OpenSearch and Elasticsearch. */
#include "base/error.h"
#include "json/string.h"
#include "base/utf8.h"
#include "export/export.h"
#include "rows/row.h"

/* Write the line that was made; `made` is what became of making it, which can
 * fail for lack of memory alone. */
static enum nb_status put_line(struct nbarc_export *x, enum nb_status made,
			       struct nb_error *err)
{
	if (made)
		return nb_fail_mem(err);
	return nbarc_stream_put(&x->stream, x->line.data, x->line.len, err);
}

/* The names of the columns, at the start of each file. */
static enum nb_status put_names(struct nbarc_export *x, enum nbarc_form form,
				struct nb_error *err)
{
	enum nb_status st = NB_OK;

	x->line.len = 0;
	if (x->bom)
		st = nb_buf_add(&x->line, NB_UTF8_BOM, NB_UTF8_BOM_LEN);
	if (!st)
		st = nbarc_row_names(form, &x->fields, &x->line);
	if (st)
		return nb_fail_mem(err);
	return nbarc_stream_head(&x->stream, x->line.data, x->line.len, err);
}

/* A record as a row. */
static enum nb_status put_row(struct nbarc_export *x, enum nbarc_form form,
			      const struct nb_item_record *item,
			      struct nb_error *err)
{
	x->line.len = 0;
	return put_line(x, nbarc_row_put(form, &x->fields, item, &x->line),
			err);
}

/* The objects are those of nbarc list, and have the text besides. */
static enum nb_status jsonl_item(struct nbarc_export *x,
				 const struct nb_item_record *item,
				 struct nb_error *err)
{
	return put_row(x, NBARC_JSONL, item, err);
}

/* Each shard begins with the names, so that it is a table by itself. */
static enum nb_status csv_begin(struct nbarc_export *x, struct nb_error *err)
{
	return put_names(x, NBARC_CSV, err);
}

static enum nb_status csv_item(struct nbarc_export *x,
			       const struct nb_item_record *item,
			       struct nb_error *err)
{
	return put_row(x, NBARC_CSV, item, err);
}

static enum nb_status tsv_begin(struct nbarc_export *x, struct nb_error *err)
{
	return put_names(x, NBARC_TSV, err);
}

static enum nb_status tsv_item(struct nbarc_export *x,
			       const struct nb_item_record *item,
			       struct nb_error *err)
{
	return put_row(x, NBARC_TSV, item, err);
}

/* Append the name of the item as a string of JSON. */
static enum nb_status put_name(struct nbarc_export *x,
			       const struct nb_item_record *item)
{
	struct nb_buf name = {0};
	enum nb_status st = nbarc_export_name(x, item, &name);

	if (!st)
		st = nb_json_string(&x->line, (const char *)name.data,
				    name.len);
	nb_buf_free(&name);
	return st;
}

/* Two lines an item: that it is to be indexed, under its identifier, and the
 * document. They stay together in a file. */
static enum nb_status bulk_item(struct nbarc_export *x,
				const struct nb_item_record *item,
				struct nb_error *err)
{
	enum nb_status st;

	x->line.len = 0;
	st = nb_buf_puts(&x->line, "{\"index\":{\"_id\":");
	if (!st)
		st = put_name(x, item);
	if (!st)
		st = nb_buf_puts(&x->line, "}}\n");
	if (!st)
		st = nbarc_row_put(NBARC_JSONL, &x->fields, item, &x->line);
	return put_line(x, st, err);
}

const struct nbarc_export_form nbarc_export_jsonl = {.name = "jsonl",
						     .ending = ".jsonl",
						     .stream = true,
						     .item = jsonl_item};
const struct nbarc_export_form nbarc_export_csv = {.name = "csv",
						   .ending = ".csv",
						   .stream = true,
						   .begin = csv_begin,
						   .item = csv_item};
const struct nbarc_export_form nbarc_export_tsv = {.name = "tsv",
						   .ending = ".tsv",
						   .stream = true,
						   .begin = tsv_begin,
						   .item = tsv_item};
const struct nbarc_export_form nbarc_export_bulk = {
	.name = "bulk",
	.ending = ".bulk",
	.stream = true,
	.needs = NB_FIELD_BIT(NB_FIELD_ID),
	.item = bulk_item};

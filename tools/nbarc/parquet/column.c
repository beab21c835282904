/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns of a Parquet file (column.h). Any value may be missing, so that each
 * entry has a *definition level*, 1 if there is a value. Those of a list have a
 * *repetition level* as well, 1 if the list goes on.
 */
#include "parquet/column.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "parquet/dictionary.h"
#include "parquet/hybrid.h"

/* Bits of a level. */
enum level { DEFINED = 1, REPEATED = 2 };

/* A page ends at this many bytes of values, as soon as a row does. Of 110 MB of
 * text, pages of 1 MiB take 30.6 MB, of 8 MiB 27.6, of 32 MiB 26.8. */
#define PAGE_BYTES ((size_t)8 << 20)

/* Texts that are longer are no bounds: they would not help to find anything. */
#define BOUND_MOST 128u

/* ---- entries */

/* Add the levels of an entry. */
static enum nb_status add_level(struct nbarc_column *c, unsigned levels)
{
	uint8_t byte = (uint8_t)levels;

	c->nulls += !(levels & DEFINED);
	return nb_buf_add(&c->levels, &byte, 1);
}

/* A text of four gigabytes would not fit, and no page is as large. */
enum nb_status nbarc_column_text(struct nbarc_column *c, const char *text,
				 bool more)
{
	size_t len = strlen(text);
	uint8_t size[4];
	enum nb_status st = add_level(c, DEFINED | (more ? REPEATED : 0));

	nb_put32(size, (uint32_t)len);
	if (!st)
		st = nb_buf_add(&c->values, size, sizeof(size));
	return st ? st : nb_buf_add(&c->values, text, len);
}

enum nb_status nbarc_column_number(struct nbarc_column *c, uint64_t number)
{
	uint8_t bytes[8];
	enum nb_status st = add_level(c, DEFINED);

	nb_put64(bytes, number);
	return st ? st : nb_buf_add(&c->values, bytes, sizeof(bytes));
}

enum nb_status nbarc_column_date(struct nbarc_column *c, int32_t days)
{
	uint8_t bytes[4];
	enum nb_status st = add_level(c, DEFINED);

	nb_put32(bytes, (uint32_t)days);
	return st ? st : nb_buf_add(&c->values, bytes, sizeof(bytes));
}

/* An empty list is the same entry as a missing value. */
enum nb_status nbarc_column_null(struct nbarc_column *c)
{
	return add_level(c, 0);
}

/* ---- types, as Parquet numbers them */

/* The physical type. */
static int physical(const struct nbarc_column *c)
{
	switch (c->type) {
	case NBARC_COLUMN_TEXT:
		return 6; /* BYTE_ARRAY */
	case NBARC_COLUMN_NUMBER:
		return 2; /* INT64 */
	case NBARC_COLUMN_DATE:
		break;
	}
	return 1; /* INT32 */
}

/* Bytes of a value; 0: a text, with its length before it. */
static size_t fixed_size(const struct nbarc_column *c)
{
	switch (c->type) {
	case NBARC_COLUMN_TEXT:
		return 0;
	case NBARC_COLUMN_NUMBER:
		return 8;
	case NBARC_COLUMN_DATE:
		break;
	}
	return 4;
}

/* Which of the logical types it is, with its parameters; older readers know the
 * converted type, a number of another list. */
static void put_logical(const struct nbarc_column *c, struct nbarc_thrift *t)
{
	static const struct {
		uint8_t converted, logical;
	} types[] = {
		[NBARC_COLUMN_TEXT] = {0, 1},	  /* UTF8, STRING */
		[NBARC_COLUMN_NUMBER] = {18, 10}, /* INT_64, INTEGER */
		[NBARC_COLUMN_DATE] = {6, 6},	  /* DATE, DATE */
	};

	nbarc_thrift_int(t, 6, NBARC_THRIFT_INT32, types[c->type].converted);
	nbarc_thrift_begin(t, 10);
	nbarc_thrift_begin(t, types[c->type].logical);
	if (c->type == NBARC_COLUMN_NUMBER) {
		nbarc_thrift_int(t, 1, NBARC_THRIFT_INT8, 64);
		nbarc_thrift_bool(t, 2, true); /* signed */
	}
	nbarc_thrift_end(t);
	nbarc_thrift_end(t);
}

/* The element of the schema that has the values: optional, but in a list. */
static void put_leaf(const struct nbarc_column *c, const char *name,
		     unsigned repetition, struct nbarc_thrift *t)
{
	nbarc_thrift_begin(t, NBARC_THRIFT_ELEMENT);
	nbarc_thrift_int(t, 1, NBARC_THRIFT_INT32, physical(c));
	nbarc_thrift_int(t, 3, NBARC_THRIFT_INT32, repetition);
	nbarc_thrift_text(t, 4, name);
	put_logical(c, t);
	nbarc_thrift_end(t);
}

/* An element that only has one other; `list` marks the column of a list. */
static void put_group(const char *name, unsigned repetition, bool list,
		      struct nbarc_thrift *t)
{
	nbarc_thrift_begin(t, NBARC_THRIFT_ELEMENT);
	nbarc_thrift_int(t, 3, NBARC_THRIFT_INT32, repetition);
	nbarc_thrift_text(t, 4, name);
	nbarc_thrift_int(t, 5, NBARC_THRIFT_INT32, 1);
	if (list) {
		nbarc_thrift_int(t, 6, NBARC_THRIFT_INT32, 3); /* LIST */
		nbarc_thrift_begin(t, 10);
		nbarc_thrift_begin(t, 3);
		nbarc_thrift_end(t);
		nbarc_thrift_end(t);
	}
	nbarc_thrift_end(t);
}

unsigned nbarc_column_elements(const struct nbarc_column *c)
{
	return c->list ? 3 : 1;
}

/* A list is never missing, though it may be empty: a field of nbarc is a list
 * of no values, too. */
void nbarc_column_describe(const struct nbarc_column *c,
			   struct nbarc_thrift *schema)
{
	enum { REQUIRED, OPTIONAL, REPEATS };

	if (!c->list) {
		put_leaf(c, c->name, OPTIONAL, schema);
		return;
	}
	put_group(c->name, REQUIRED, true, schema);
	put_group("list", REPEATS, false, schema);
	put_leaf(c, "element", REQUIRED, schema);
}

/* ---- bounds */

/* The least and the greatest value, in the encoding PLAIN; NULL: there is no
 * value, or it is of no use. */
struct bounds {
	const uint8_t *least, *greatest;
};

/* Compare two values. */
static int compare(const struct nbarc_column *c, const uint8_t *a,
		   const uint8_t *b)
{
	int64_t x, y;
	size_t n, m;
	int order;

	if (c->type == NBARC_COLUMN_TEXT) {
		n = nb_le32(a);
		m = nb_le32(b);
		order = memcmp(a + 4, b + 4, n < m ? n : m);
		return order ? order : (n > m) - (n < m);
	}
	x = c->type == NBARC_COLUMN_DATE ? (int32_t)nb_le32(a)
					 : (int64_t)nb_le64(a);
	y = c->type == NBARC_COLUMN_DATE ? (int32_t)nb_le32(b)
					 : (int64_t)nb_le64(b);
	return (x > y) - (x < y);
}

/* Find the bounds of all values. */
static struct bounds find_bounds(const struct nbarc_column *c)
{
	const uint8_t *p = c->values.data, *end = p + c->values.len;
	struct bounds b = {p, p};

	if (c->whole || !c->values.len)
		return (struct bounds){NULL, NULL};
	for (; p < end; p += nbarc_plain_size(p, fixed_size(c))) {
		if (compare(c, p, b.least) < 0)
			b.least = p;
		if (compare(c, p, b.greatest) > 0)
			b.greatest = p;
	}
	if (!fixed_size(c) &&
	    (nb_le32(b.least) > BOUND_MOST || nb_le32(b.greatest) > BOUND_MOST))
		return (struct bounds){NULL, NULL};
	return b;
}

/* ---- pages */

/* Append levels, those of the bit that is asked for, with their length. */
static enum nb_status put_levels(struct nb_buf *out, const uint8_t *levels,
				 size_t count, enum level bit)
{
	uint32_t *numbers = nb_alloc(count, sizeof(*numbers));
	size_t at = out->len, i;
	enum nb_status st = numbers ? NB_OK : NB_NOMEM;

	for (i = 0; !st && i < count; i++)
		numbers[i] = levels[i] & bit ? 1 : 0;
	if (!st)
		st = nb_buf_add(out, "\0\0\0", 4);
	if (!st)
		st = nbarc_hybrid_put(out, numbers, count, 1);
	if (!st)
		nb_put32(out->data + at, (uint32_t)(out->len - at - 4));
	free(numbers);
	return st;
}

/* The entries that are being written: what of them is done. */
struct writing {
	struct nbarc_column *column;
	const struct nbarc_dictionary *dictionary; /* NULL: none */
	size_t entry, value;			   /* that come next */
	const uint8_t *p;			   /* the value */
};

/* What the next page has: so many entries and values, up to `end`. */
struct part {
	size_t entries, values;
	const uint8_t *end;
};

/* Cut off the next page. A row is not divided. */
static struct part cut_page(const struct writing *w)
{
	const struct nbarc_column *c = w->column;
	struct part part = {0, 0, w->p};
	size_t bytes = 0, len, i;

	for (i = w->entry; i < c->levels.len; i++, part.entries++) {
		unsigned level = c->levels.data[i];

		if (bytes >= PAGE_BYTES && !(level & REPEATED))
			break;
		if (!(level & DEFINED))
			continue;
		len = nbarc_plain_size(part.end, fixed_size(c));
		bytes += w->dictionary ? sizeof(uint32_t) : len;
		part.end += len;
		part.values++;
	}
	return part;
}

/* Append the values of a page, or their numbers in the dictionary. */
static enum nb_status put_values(const struct writing *w,
				 const struct part *part, struct nb_buf *out)
{
	const struct nbarc_dictionary *d = w->dictionary;
	uint8_t width;
	enum nb_status st;

	if (!d)
		return nb_buf_add(out, w->p, (size_t)(part->end - w->p));
	width = (uint8_t)nbarc_hybrid_width((uint32_t)d->count - 1);
	st = nb_buf_add(out, &width, 1);
	return st ? st
		  : nbarc_hybrid_put(out, d->numbers + w->value, part->values,
				     width);
}

/* Write the next data page: the levels, those of repetition first, and then the
 * values that are there. A column that is no list has no repetition levels. */
static enum nb_status write_page(struct writing *w, struct nbarc_pages *pages,
				 struct nb_error *err)
{
	const struct nbarc_column *c = w->column;
	const uint8_t *levels = c->levels.data + w->entry;
	struct part part = cut_page(w);
	enum nb_status st = NB_OK;

	if (c->list)
		st = put_levels(&pages->raw, levels, part.entries, REPEATED);
	if (!st)
		st = put_levels(&pages->raw, levels, part.entries, DEFINED);
	if (!st)
		st = put_values(w, &part, &pages->raw);
	if (st)
		return nb_fail_mem(err);
	w->entry += part.entries;
	w->value += part.values;
	w->p = part.end;
	return nbarc_pages_data(pages, part.entries,
				w->dictionary ? NBARC_DICTIONARY : NBARC_PLAIN,
				err);
}

/* Write the dictionary, if there is one, and all data pages. */
static enum nb_status write_pages(struct nbarc_column *c,
				  const struct nbarc_dictionary *dictionary,
				  struct nbarc_pages *pages, uint64_t *data_at,
				  struct nb_error *err)
{
	struct writing w = {
		.column = c, .dictionary = dictionary, .p = c->values.data};
	enum nb_status st = NB_OK;

	if (dictionary) {
		if (nb_buf_add(&pages->raw, dictionary->values.data,
			       dictionary->values.len))
			return nb_fail_mem(err);
		st = nbarc_pages_dictionary(pages, dictionary->count, err);
	}
	*data_at = pages->at;
	while (!st && w.entry < c->levels.len)
		st = write_page(&w, pages, err);
	return st;
}

/* ---- chunks */

/* Where the pages of a chunk are, in bytes of the file. */
struct place {
	uint64_t from, data, end; /* the data pages are from `data` to `end` */
	uint64_t plain;		  /* bytes, not compressed */
};

/* Put a bound: a text without its length. */
static void put_bound(const struct nbarc_column *c, unsigned id,
		      const uint8_t *value, struct nbarc_thrift *t)
{
	size_t fixed = fixed_size(c);

	if (fixed)
		nbarc_thrift_bytes(t, id, value, fixed);
	else
		nbarc_thrift_bytes(t, id, value + 4, nb_le32(value));
}

/* Put what is known of the values (Statistics). */
static void put_statistics(const struct nbarc_column *c, struct nbarc_thrift *t)
{
	struct bounds b = find_bounds(c);

	nbarc_thrift_begin(t, 12);
	nbarc_thrift_int(t, 3, NBARC_THRIFT_INT64, (int64_t)c->nulls);
	if (b.least) {
		put_bound(c, 5, b.greatest, t);
		put_bound(c, 6, b.least, t);
	}
	nbarc_thrift_end(t);
}

/* Put where the column is in the schema. */
static void put_path(const struct nbarc_column *c, struct nbarc_thrift *t)
{
	nbarc_thrift_list(t, 3, NBARC_THRIFT_BYTES, nbarc_column_elements(c));
	nbarc_thrift_text(t, NBARC_THRIFT_ELEMENT, c->name);
	if (!c->list)
		return;
	nbarc_thrift_text(t, NBARC_THRIFT_ELEMENT, "list");
	nbarc_thrift_text(t, NBARC_THRIFT_ELEMENT, "element");
}

/* Put the element of the row group (ColumnChunk, in it ColumnMetaData). */
static void put_chunk(const struct nbarc_column *c, const struct place *at,
		      bool dictionary, struct nbarc_thrift *t)
{
	nbarc_thrift_begin(t, NBARC_THRIFT_ELEMENT);
	nbarc_thrift_int(t, 2, NBARC_THRIFT_INT64, 0); /* no longer used */
	nbarc_thrift_begin(t, 3);
	nbarc_thrift_int(t, 1, NBARC_THRIFT_INT32, physical(c));
	nbarc_thrift_list(t, 2, NBARC_THRIFT_INT32, dictionary ? 3 : 2);
	nbarc_thrift_int(t, NBARC_THRIFT_ELEMENT, NBARC_THRIFT_INT32,
			 NBARC_PLAIN);
	nbarc_thrift_int(t, NBARC_THRIFT_ELEMENT, NBARC_THRIFT_INT32,
			 NBARC_RLE);
	if (dictionary)
		nbarc_thrift_int(t, NBARC_THRIFT_ELEMENT, NBARC_THRIFT_INT32,
				 NBARC_DICTIONARY);
	put_path(c, t);
	nbarc_thrift_int(t, 4, NBARC_THRIFT_INT32, NBARC_CODEC_ZSTD);
	nbarc_thrift_int(t, 5, NBARC_THRIFT_INT64, (int64_t)c->levels.len);
	nbarc_thrift_int(t, 6, NBARC_THRIFT_INT64, (int64_t)at->plain);
	nbarc_thrift_int(t, 7, NBARC_THRIFT_INT64,
			 (int64_t)(at->end - at->from));
	nbarc_thrift_int(t, 9, NBARC_THRIFT_INT64, (int64_t)at->data);
	if (dictionary)
		nbarc_thrift_int(t, 11, NBARC_THRIFT_INT64, (int64_t)at->from);
	put_statistics(c, t);
	nbarc_thrift_end(t);
	nbarc_thrift_end(t);
}

/*
 * Whether a dictionary pays is seen from the values of this chunk alone: the
 * same column may have one in one row group and none in the next, as a reader
 * expects.
 */
enum nb_status nbarc_column_write(struct nbarc_column *c,
				  struct nbarc_pages *pages,
				  struct nbarc_thrift *about,
				  struct nb_error *err)
{
	struct place at = {.from = pages->at};
	struct nbarc_dictionary d = {.count = 0};
	uint64_t before = pages->plain;
	bool pays = false;
	enum nb_status st = NB_OK;

	if (!c->whole)
		st = nbarc_dictionary_make(&d, &c->values,
					   c->levels.len - c->nulls,
					   fixed_size(c), &pays);
	if (st)
		st = nb_fail_mem(err);
	else
		st = write_pages(c, pays ? &d : NULL, pages, &at.data, err);
	at.end = pages->at;
	at.plain = pages->plain - before;
	if (!st) {
		put_chunk(c, &at, pays, about);
		st = about->status ? nb_fail_mem(err) : NB_OK;
	}
	nbarc_dictionary_free(&d);
	c->values.len = c->levels.len = c->nulls = 0;
	return st;
}

void nbarc_column_free(struct nbarc_column *c)
{
	nb_buf_free(&c->values);
	nb_buf_free(&c->levels);
}

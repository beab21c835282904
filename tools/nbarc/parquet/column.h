/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A column of a Parquet file: the values of a row group are collected, and
 * become a column chunk, which is a dictionary page, if a dictionary pays, and
 * data pages.
 */
#ifndef NB_TOOLS_NBARC_COLUMN_H
#define NB_TOOLS_NBARC_COLUMN_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include "parquet/pages.h"
#include "parquet/thrift.h"

/* What the values are, and how the file has them. */
enum nbarc_column_type {
	NBARC_COLUMN_TEXT,   /* BYTE_ARRAY, a string */
	NBARC_COLUMN_NUMBER, /* INT64 */
	NBARC_COLUMN_DATE,   /* INT32, days since 1970 */
};

/*
 * A column. What is above the blank line is set before the first value. An
 * *entry* is a value or the lack of one; of a list, each value is one, and the
 * empty list is one without a value.
 */
struct nbarc_column {
	const char *name; /* the caller's */
	enum nbarc_column_type type;
	bool list;
	bool whole; /* long texts: neither a dictionary nor bounds */

	struct nb_buf values; /* in the encoding PLAIN, owned */
	struct nb_buf levels; /* a byte an entry: enum level of column.c */
	size_t nulls;	      /* entries without a value */
};

/* Add an entry. `more` is set for a value of a list that is not its first. All
 * fail only for lack of memory. */
NB_CHECK enum nb_status nbarc_column_text(struct nbarc_column *c,
					  const char *text, bool more);
NB_CHECK enum nb_status nbarc_column_number(struct nbarc_column *c,
					    uint64_t number);
NB_CHECK enum nb_status nbarc_column_date(struct nbarc_column *c, int32_t days);
NB_CHECK enum nb_status nbarc_column_null(struct nbarc_column *c);

/* Describe the column, as the footer of the file has it: one element of the
 * schema, or the three of a list. */
unsigned nbarc_column_elements(const struct nbarc_column *c);
void nbarc_column_describe(const struct nbarc_column *c,
			   struct nbarc_thrift *schema);

/*
 * Write the entries as a column chunk and forget them. The element of the row
 * group about it is appended to `about`.
 */
NB_CHECK enum nb_status nbarc_column_write(struct nbarc_column *c,
					   struct nbarc_pages *pages,
					   struct nbarc_thrift *about,
					   struct nb_error *err);

void nbarc_column_free(struct nbarc_column *c);

#endif

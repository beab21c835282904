/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a bundle (bundle.h): what its files are. */
#ifndef NB_LAYOUT_ROWS_H
#define NB_LAYOUT_ROWS_H

#include <nbarc/layout.h>

/* The member of a bundle that has the table. */
#define NB_BUNDLE_TABLE "manifest.csv"

/*
 * The columns. With title code, date and page, the files of a bundle can be
 * ingested again with its table as their manifest.
 */
enum nb_bundle_column {
	NB_BUNDLE_PATH,
	NB_BUNDLE_TITLE,
	NB_BUNDLE_DATE,
	NB_BUNDLE_PAGE,
	NB_BUNDLE_ARTICLE,
	NB_BUNDLE_ORDER,
	NB_BUNDLE_TYPE,
	NB_BUNDLE_KICKER,
	NB_BUNDLE_HEAD,
	NB_BUNDLE_SUBHEAD,
	NB_BUNDLE_AUTHOR,
	NB_BUNDLE_CHARSET,
	NB_BUNDLE_COLUMNS,
};

/* A row: the text of each column, "" if it says nothing. */
struct nb_bundle_row {
	const char *cells[NB_BUNDLE_COLUMNS];
	unsigned article; /* 1 to 65535 */
	enum nb_said_kind kind;
};

/* Rows, whose cells point into `text`. It owns everything. */
struct nb_bundle_rows {
	struct nb_bundle_row *list;
	size_t count, cap;
	struct nb_buf text;
};

/*
 * Read the table. The caller frees *rows with nb_bundle_rows_free(), also after
 * a failure. NB_INVALID if it is no such table, or if the number of an article
 * is none.
 */
NB_CHECK enum nb_status nb_bundle_rows_read(const void *bytes, size_t len,
					    struct nb_bundle_rows *rows,
					    struct nb_error *err);
void nb_bundle_rows_free(struct nb_bundle_rows *rows);

/* Append a row, or the names of the columns if it is NULL, as CSV. Only
 * NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_bundle_row_write(const struct nb_bundle_row *row,
					    struct nb_buf *out);

#endif

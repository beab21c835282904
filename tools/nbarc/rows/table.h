/* SPDX-License-Identifier: Apache-2.0 */
/* Records of items as lines of a table for people. */
#ifndef NB_TOOLS_NBARC_TABLE_H
#define NB_TOOLS_NBARC_TABLE_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/item.h>

#include "rows/columns.h"

/* How a table looks. */
struct nbarc_table {
	const struct nbarc_columns *columns;
	/* The table of which no columns were asked for: title, kicker and state
	 * share the last column. */
	bool plain;
	unsigned width; /* of the terminal; longer lines are cut; 0: none */
	bool colours;
};

/* The columns of a table where none are asked for. */
void nbarc_table_default(struct nbarc_columns *columns, bool pages, bool all);

/* Append the line with the names of the columns, for a terminal. */
NB_CHECK enum nb_status nbarc_table_names(const struct nbarc_table *table,
					  struct nb_buf *out);

/*
 * Append the line of a record. Controls, and characters that change directions
 * or have no width, are spaces. Columns line up by the widths of characters on
 * a terminal, unless a value is longer than its column.
 */
NB_CHECK enum nb_status nbarc_table_put(const struct nbarc_table *table,
					const struct nb_item_record *record,
					struct nb_buf *out);

#endif

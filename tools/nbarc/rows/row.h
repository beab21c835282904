/* SPDX-License-Identifier: Apache-2.0 */
/* Records of items as lines for programs: JSON Lines, TSV and CSV. */
#ifndef NB_TOOLS_NBARC_ROW_H
#define NB_TOOLS_NBARC_ROW_H

#include <nbarc/buf.h>
#include <nbarc/item.h>

#include "rows/columns.h"

/* The forms of a list. */
enum nbarc_form { NBARC_TABLE, NBARC_TSV, NBARC_CSV, NBARC_JSONL };

/* Find a form by its name; false if there is none. */
bool nbarc_form_find(const char *name, enum nbarc_form *form);

/* Append one value of a line of TSV or CSV, escaped as nbarc_row_put() says. */
NB_CHECK enum nb_status nbarc_row_value(enum nbarc_form form, const char *text,
					struct nb_buf *out);

/* Append the line with the names of the columns, for TSV and CSV. */
NB_CHECK enum nb_status nbarc_row_names(enum nbarc_form form,
					const struct nbarc_columns *columns,
					struct nb_buf *out);

/*
 * Append the line of a record in any form but NBARC_TABLE.
 *
 * JSON Lines: an object with all columns; a field that is not set is "", and
 * [] if it is a list. TSV: a tab, a line end and a backslash are \t, \n (or \r)
 * and \\. CSV: RFC 4180. In both the values of a list have semicolons between
 * them.
 */
NB_CHECK enum nb_status nbarc_row_put(enum nbarc_form form,
				      const struct nbarc_columns *columns,
				      const struct nb_item_record *record,
				      struct nb_buf *out);

#endif

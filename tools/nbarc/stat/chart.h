/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet as lines, with bars on a terminal. */
#ifndef NB_TOOLS_NBARC_CHART_H
#define NB_TOOLS_NBARC_CHART_H

#include <nbarc/buf.h>

#include "rows/row.h"
#include "stat/sheet.h"

/* What is printed, and how. */
struct nbarc_chart {
	const struct nbarc_sheet *sheet;
	size_t limit;	/* rows at most; 0: all */
	unsigned bars;	/* the column that bars are of */
	unsigned width; /* columns of the terminal, for bars; 0: none */
};

/* The rows that are shown, and the greatest number of them in the column that
 * bars are of; at least 0. */
size_t nbarc_chart_rows(const struct nbarc_chart *chart);
int64_t nbarc_chart_most(const struct nbarc_chart *chart);

/* Append a number of a column; it fits into NBARC_NUMBER_MAX bytes. */
#define NBARC_NUMBER_MAX 32
NB_CHECK enum nb_status nbarc_chart_number(
	const struct nbarc_sheet_column *column, int64_t number,
	struct nb_buf *out);

/* Append the rows as a table for people, TSV, CSV or JSON Lines. A row without
 * a text has "-" in the table, and "" elsewhere. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_chart_put(const struct nbarc_chart *chart,
					enum nbarc_form form,
					struct nb_buf *out);

#endif

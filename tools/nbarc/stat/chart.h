/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a tally as lines, with bars on a terminal. */
#ifndef NB_TOOLS_NBARC_CHART_H
#define NB_TOOLS_NBARC_CHART_H

#include <nbarc/buf.h>

#include "rows/row.h"
#include "stat/tally.h"

/* What is drawn, and how. */
struct nbarc_chart {
	const struct nbarc_tally *tally;
	size_t limit;	 /* rows at most; 0: all */
	bool characters; /* bars are of characters, and not of items */
	unsigned width;	 /* columns of the terminal, for bars; 0: none */
};

/* Append the rows as a table for people, TSV, CSV or JSON Lines. A row without
 * a key has "-" in the table, and "" elsewhere. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_chart_put(const struct nbarc_chart *chart,
					enum nbarc_form form,
					struct nb_buf *out);

#endif

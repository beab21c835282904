/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a tally as a drawing. */
#ifndef NB_TOOLS_NBARC_SVG_H
#define NB_TOOLS_NBARC_SVG_H

#include "stat/chart.h"

/*
 * Append a drawing of the rows in SVG: a bar each, from top to bottom.
 * `caption` says what is counted.
 * Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_chart_svg(const struct nbarc_chart *chart,
					const char *caption,
					struct nb_buf *out);

#endif

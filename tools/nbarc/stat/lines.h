/* SPDX-License-Identifier: Apache-2.0 */
/* The course of numbers over time as a drawing of lines, in SVG. */
#ifndef NB_TOOLS_NBARC_LINES_H
#define NB_TOOLS_NBARC_LINES_H

#include "stat/chart.h"

/*
 * Append a drawing of a sheet whose rows have a year or month as first text and
 * a word as the second: a line for each word. Rows come in any order; what has
 * no date is left out. `caption` says what is shown. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_svg_lines(const struct nbarc_chart *chart,
					const char *caption,
					struct nb_buf *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a sheet as a drawing of bars, in SVG. */
#ifndef NB_TOOLS_NBARC_SVG_H
#define NB_TOOLS_NBARC_SVG_H

#include "stat/chart.h"

/*
 * Append a drawing of the rows: a bar each, from top to bottom. `caption` says
 * what is shown. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_svg_bars(const struct nbarc_chart *chart,
				       const char *caption, struct nb_buf *out);

/* Append text, escaped: nb_xml_plain() of a string. */
NB_CHECK enum nb_status nbarc_svg_text(struct nb_buf *out, const char *s);

#endif

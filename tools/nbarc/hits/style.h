/* SPDX-License-Identifier: Apache-2.0 */
/* How hits are printed, by the options and the terminal. */
#ifndef NB_TOOLS_NBARC_STYLE_H
#define NB_TOOLS_NBARC_STYLE_H

#include "hits/line.h"

/*
 * Set the style by the name of a format, NULL for the first, and the characters
 * of context on each side, 0 for as many as usual; on a terminal, lines are not
 * longer than that. False if there is no such format.
 */
bool nbarc_hit_style_set(struct nbarc_hit_style *style, const char *format,
			 unsigned context);

#endif

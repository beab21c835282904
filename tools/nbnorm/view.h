/* SPDX-License-Identifier: Apache-2.0 */
/* What the faces of nbnorm have in common: masked text, colours, the
 * surroundings of a break, probabilities. */
#ifndef NB_TOOLS_NBNORM_VIEW_H
#define NB_TOOLS_NBNORM_VIEW_H

#include "face.h"

/* Append what switches to a colour on a terminal; nothing elsewhere. Only
 * NB_NOMEM can happen, here and below. */
enum norm_colour { NORM_PLAIN, NORM_RED, NORM_GREEN, NORM_BOLD, NORM_DIM };
NB_CHECK enum nb_status norm_colour(const struct norm_view *view,
				    enum norm_colour colour,
				    struct nb_buf *out);

/*
 * The offset where the text before a place begins, and where the text after it
 * ends: within the line, and at most so many characters away. *cut is set if
 * the line has more.
 */
size_t norm_before(const char *s, size_t end, unsigned characters, bool *cut);
size_t norm_after(const char *s, size_t at, size_t len, unsigned characters,
		  bool *cut);

/* Append a break and the ends of the lines around it: "…left ⏎ right…". */
NB_CHECK enum nb_status norm_context(const struct norm_view *view,
				     const struct nb_boundary *boundary,
				     struct nb_buf *out);

/* Write a probability as ".512" or "1.000", as journals do; returns where it
 * begins in `out`. */
#define NORM_PROBABILITY_MAX 16
const char *norm_probability(double p, char out[NORM_PROBABILITY_MAX]);

#endif

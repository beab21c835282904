/* SPDX-License-Identifier: Apache-2.0 */
/* Outlines and baselines of PAGE XML, as boxes. */
#ifndef NB_LAYOUT_STATED_POINTS_H
#define NB_LAYOUT_STATED_POINTS_H

#include "layout/stated/element.h"

#include <nbarc/layout.h>

/*
 * Extend a box, which is not known yet unless *placed, by the points of a list,
 * "x,y x,y ...", up to the first that is none; `points` may be NULL. Older
 * schemas have an element with x and y for each point.
 */
void nb_points_extend(struct nb_box *box, bool *placed, const char *points);
void nb_point_extend(struct nb_box *box, bool *placed,
		     const struct nb_element *e);

/*
 * The box of a line of n characters that has only a baseline: it is about as
 * high as a character is wide, or in an upright line the other way round.
 */
struct nb_box nb_baseline_box(const struct nb_box *baseline, size_t n);

#endif

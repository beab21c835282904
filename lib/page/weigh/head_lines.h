/* SPDX-License-Identifier: Apache-2.0 */
/* Heads that were printed in two lines. */
#ifndef NB_PAGE_HEAD_LINES_H
#define NB_PAGE_HEAD_LINES_H

#include "page/weigh/shapes.h"

/*
 * Is the break before block i, 1 <= i < count, one inside of a head? It is if
 * two lines of a head are of the same width, or if the second is the name of a
 * column in brackets. Only of printed lines; false of all others.
 */
bool nb_breaks_head(const struct nb_shapes *shapes, size_t i);

#endif

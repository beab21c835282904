/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that a file has in pieces. */
#ifndef NB_LAYOUT_LINES_FRAGMENTS_H
#define NB_LAYOUT_LINES_FRAGMENTS_H

#include "layout/lines/layout.h"

/*
 * If most lines of an image are pieces, of one character or one word, put those
 * together that follow each other on a line, level or upright, as their boxes
 * tell. A line stands where the first of its pieces stood. An image stays as it
 * is if the place of some line of it is not known. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_layout_assemble(struct nb_layout *layout,
					   struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Lines in the order that their file states. */
#ifndef NB_LAYOUT_STATED_RANKS_H
#define NB_LAYOUT_STATED_RANKS_H

#include "layout/stated/reading.h"

/* What a file states of its order. */
enum nb_stated {
	NB_STATED_NOTHING,
	NB_STATED_BLOCKS, /* not how the lines of a block follow */
	NB_STATED_LINES,
};

/*
 * Put the lines of the layout into the order of their images, then of their
 * ranks, or else of their margins, then in a region of the numbers that they
 * state, and of the file where these are equal. *stated tells what the file
 * states of the order of the page.
 */
NB_CHECK enum nb_status nb_references_order(struct nb_references *r,
					    struct nb_layout *layout,
					    enum nb_stated *stated,
					    struct nb_error *err);

#endif

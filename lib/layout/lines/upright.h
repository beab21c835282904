/* SPDX-License-Identifier: Apache-2.0 */
/* The reading order of upright text (upright.c). */
#ifndef NB_LAYOUT_LINES_UPRIGHT_H
#define NB_LAYOUT_LINES_UPRIGHT_H

#include "layout/lines/layout.h"

/* How much of an image is upright text, by characters. */
enum nb_upright {
	NB_UPRIGHT_NONE, /* so little that it does not decide about the order */
	NB_UPRIGHT_HALF,
	NB_UPRIGHT_MOST,
};

/* Is the line upright? A single character has no direction. It must be placed.
 */
bool nb_upright_line(const struct nb_layout *layout, const struct nb_box *box);

/* How much of the n lines from `first` on is upright. They must be placed. */
enum nb_upright nb_upright_share(const struct nb_layout *layout, size_t first,
				 size_t n);

/*
 * Write the indexes of the n lines from `first` on, which are one image, in
 * reading order to `lines`. *doubt tells whether some lines overlap so much
 * that their places do not say which comes first. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_upright_order(const struct nb_layout *layout,
					 size_t first, size_t n, size_t *lines,
					 bool *doubt, struct nb_error *err);

#endif

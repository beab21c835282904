/* SPDX-License-Identifier: Apache-2.0 */
/* The reading order of level text, by the places of its lines alone. */
#ifndef NB_LAYOUT_LINES_BANDS_H
#define NB_LAYOUT_LINES_BANDS_H

#include <nbarc/layout.h>

/*
 * Put the n lines of an image, which `lines` lists as indexes of `boxes`, into
 * the order of their columns. Only NB_NOMEM can happen; then the order is none
 * in particular.
 */
NB_CHECK enum nb_status nb_bands_order(const struct nb_box *boxes,
				       size_t *lines, size_t n,
				       struct nb_error *err);

#endif

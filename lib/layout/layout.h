/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this stage share about a layout (struct nb_layout). */
#ifndef NB_LAYOUT_LAYOUT_H
#define NB_LAYOUT_LAYOUT_H

#include <stdbool.h>

#include <nbarc/layout.h>

/* Greatest coordinate, far beyond any image. */
#define NB_COORDINATE_MAX 1e9

/*
 * Read a decimal number such as 1234 or 1234.5 of len bytes; the locale does
 * not matter. False if it is anything else, is negative, or exceeds
 * NB_COORDINATE_MAX.
 */
bool nb_coordinate(const char *s, size_t len, double *out);

/* Append a box, which is copied. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_layout_add(struct nb_layout *layout,
				      const struct nb_box *box,
				      struct nb_error *err);

#endif

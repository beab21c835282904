/* SPDX-License-Identifier: Apache-2.0 */
/* A layout, as the files of this stage make it. */
#ifndef NB_LAYOUT_LAYOUT_H
#define NB_LAYOUT_LAYOUT_H

#include <stdbool.h>

#include <nbarc/layout.h>

/* No coordinate is larger. */
#define NB_COORDINATE_MAX 1e9

/* A number, 1234 or 1234.5, up to NB_COORDINATE_MAX, in any locale. */
bool nb_coordinate(const char *s, size_t len, double *out);

NB_CHECK enum nb_status nb_layout_add(struct nb_layout *layout,
				      const struct nb_box *box,
				      struct nb_error *err);

#endif

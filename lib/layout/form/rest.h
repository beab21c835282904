/* SPDX-License-Identifier: Apache-2.0 */
/* Text that a region of PAGE XML states, and its lines lack. */
#ifndef NB_LAYOUT_FORM_REST_H
#define NB_LAYOUT_FORM_REST_H

#include "layout/form/markup.h"

/*
 * A region ends, whose lines are those of the layout from `before` on, and
 * which states a text of its own. If that has all its lines in their order, and
 * more, what is between them becomes lines, too, without a place; `depth` is
 * that of the region. If it is another reading, *other is true, and the lines
 * stay as they are. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_region_rest(struct nb_markup *m, size_t before,
				       const char *text, size_t len,
				       unsigned depth, bool *other,
				       struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the lines of a layout. */
#ifndef NB_LAYOUT_ORDER_H
#define NB_LAYOUT_ORDER_H

#include <nbarc/layout.h>

/* Put lines that a file has in rows across columns into the order of the
 * columns; those of any other file stay as they are. */
NB_CHECK enum nb_status nb_layout_order(struct nb_layout *layout,
					struct nb_error *err);

/* Put the lines into another order; of each place, which line comes there. A
 * line whose place is not known goes along. */
NB_CHECK enum nb_status nb_layout_arrange(struct nb_layout *layout,
					  const size_t *lines,
					  struct nb_error *err);

#endif

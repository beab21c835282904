/* SPDX-License-Identifier: Apache-2.0 */
/* Which boxes of a layout each block of a text stands in. */
#ifndef NB_PAGE_ALIGN_H
#define NB_PAGE_ALIGN_H

#include "page/text/blocks.h"

/* The boxes that the blocks of a text stand in. */
struct nb_order {
	size_t *boxes; /* of the layout, in the order of the text */
	size_t count;
	size_t *first; /* for each block, which of boxes begins it */
};

/* Find them; NB_INVALID when a block is in no boxes. Freed by nb_order_free(),
 * also after a failure. */
NB_CHECK enum nb_status nb_order_make(const struct nb_blocks *blocks,
				      const struct nb_layout *layout,
				      struct nb_order *order,
				      struct nb_error *err);
void nb_order_free(struct nb_order *order);

#endif

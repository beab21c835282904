/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which boxes of a layout the blocks of a text stand in.
 *
 * A layout has the text of each line of the page with its box, but in its own
 * order and with its own white space. The text of the page may come from
 * elsewhere, as long as each block is the text of one or more boxes.
 */
#ifndef NB_PAGE_ALIGN_H
#define NB_PAGE_ALIGN_H

#include "page/text/blocks.h"

/*
 * The boxes that the blocks stand in. Every block has at least one box, and no
 * box serves two blocks. The arrays are owned.
 */
struct nb_order {
	size_t *boxes; /* indices into the layout, in the order of the text */
	size_t count;
	size_t *starts; /* for each of them, the offset of its text in that of
			   the blocks */
	size_t *first; /* for each block, the index in boxes of its first box */
};

/*
 * Find the boxes. White space and the width of marks make no difference.
 * NB_INVALID if a block is not the text of boxes, or if the search takes too
 * many steps. Freed by nb_order_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_order_make(const struct nb_blocks *blocks,
				      const struct nb_layout *layout,
				      struct nb_order *order,
				      struct nb_error *err);
void nb_order_free(struct nb_order *order);

#endif

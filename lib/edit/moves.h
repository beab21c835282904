/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks that a form has in another place than the page. */
#ifndef NB_EDIT_MOVES_H
#define NB_EDIT_MOVES_H

#include "edit/changes.h"

/*
 * Find the blocks that were moved, and append the decisions about the order of
 * reading to changes->lines; *found says if there are any. Then nothing else is
 * to be compared before the page is made again with them. NB_INVALID, with
 * "line N: ..." in err, if the order cannot be decided; NB_NOMEM.
 */
NB_CHECK enum nb_status nb_moves_find(struct nb_changes *changes,
				      const struct nb_converted *page,
				      bool *found, struct nb_error *err);

#endif

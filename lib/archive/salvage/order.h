/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of the list after the walk: where the frames are, which row
 * counts, and which entries only the log knows (format-spec/nbarc-format.md,
 * section 14, "Displaced structures" and "Entries that a walk finds"). */
#ifndef NB_ARCHIVE_SALVAGE_ORDER_H
#define NB_ARCHIVE_SALVAGE_ORDER_H

#include "archive/salvage/salvage.h"

/*
 * Sort the list, match the claims of the leaves with page directories, and
 * leave each key once. Keys of the log that neither a leaf nor a directory has
 * are added.
 */
NB_CHECK enum nb_status nb_salvage_order(struct nb_salvage *salvage,
					 struct nb_error *err);

#endif

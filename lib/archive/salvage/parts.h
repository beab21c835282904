/* SPDX-License-Identifier: Apache-2.0 */
/* What goes where when a shifted file is put together anew
 * (format-spec/nbarc-format.md, section 17, "Repair"). */
#ifndef NB_ARCHIVE_SALVAGE_PARTS_H
#define NB_ARCHIVE_SALVAGE_PARTS_H

#include "archive/salvage/salvage.h"

/*
 * Fill `parts`, an empty list, for a copy of the file in which everything is
 * where it was stated: from `stated` of each part up to that of the next one
 * the copy has the bytes of the file from `found` on.
 *
 * What stands before an anchor in its run has the distance of that anchor, and
 * everything else that of the anchor before it, or else of the first one. The
 * anchors of the walk must be in order; page frames and sources records are
 * anchors here, too. Parts are in order, and may be empty. There is one if
 * there is an anchor.
 */
NB_CHECK enum nb_status nb_salvage_parts(const struct nb_salvage *salvage,
					 struct nb_anchors *parts,
					 struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Putting the blocks of a shifted file back to their places
 * (format-spec/nbarc-format.md, section 17, "Repair"). */
#ifndef NB_ARCHIVE_REALIGN_H
#define NB_ARCHIVE_REALIGN_H

#include "archive/record/displaced.h"
#include "archive/record/parity_set.h"

#include <nbarc/parity.h>

/* A file in which bytes were inserted or lost, and the file that it is to
 * become. Everything is borrowed. */
struct nb_shifted {
	int fd;
	uint64_t size; /* of the file */
	const struct nb_anchors *anchors;
	const struct nb_anchors *parts; /* as nb_salvage_parts() gives them */
	int out;			/* an empty file */
	uint64_t end;			/* the size that `out` is to have */
};

/*
 * Fill the new file: with the parts that follow from the anchors, and then, for
 * each of the `count` sets, with the blocks that have their checks at another
 * likely place. Bytes that are not in the old file are zeros. Blocks that were
 * moved are added to done->displaced.
 */
NB_CHECK enum nb_status nb_realign(const struct nb_shifted *shifted,
				   const struct nb_parity_set *sets,
				   size_t count, struct nb_repaired *done,
				   struct nb_error *err);

#endif

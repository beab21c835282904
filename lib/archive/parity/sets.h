/* SPDX-License-Identifier: Apache-2.0 */
/* The parity sets of a file, found without the help of anything else that is in
 * it, since damage may have hit whatever leads to them
 * (format-spec/nbarc-format.md, section 17, "Repair"). */
#ifndef NB_ARCHIVE_PARITY_SETS_H
#define NB_ARCHIVE_PARITY_SETS_H

#include "archive/record/displaced.h"
#include "archive/record/parity_set.h"

/* Sets by rising place, each once. Owns list: free(). */
struct nb_parity_sets {
	struct nb_parity_set *list;
	size_t count, cap;
};

/* Append a set; the functions below put all in order. */
NB_CHECK enum nb_status nb_sets_add(struct nb_parity_sets *sets,
				    const struct nb_parity_set *set,
				    struct nb_error *err);

/*
 * Add all sets of which the head of a record stands in its place and is sound,
 * by searching the whole file fd of `size` bytes.
 */
NB_CHECK enum nb_status nb_sets_find(int fd, uint64_t size,
				     struct nb_parity_sets *sets,
				     struct nb_error *err);

/* Add the sets of whole records that a walk found to be displaced. */
NB_CHECK enum nb_status nb_sets_find_moved(int fd, uint64_t size,
					   const struct nb_anchors *anchors,
					   struct nb_parity_sets *sets,
					   struct nb_error *err);

/*
 * True if the sets, of which there is one, can be those of one archive. In a
 * hostile file sets whose places are right may still overlap, and each of many
 * may claim to protect all that is before it, which would then be read again
 * for each. Ranges of a sound archive overlap by no more than a block.
 */
bool nb_sets_fit(const struct nb_parity_sets *sets);

/* Where the last set ends; there must be one. */
uint64_t nb_sets_end(const struct nb_parity_sets *sets);

#endif

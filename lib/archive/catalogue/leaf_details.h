/* SPDX-License-Identifier: Apache-2.0 */
/* The hashes record and the texts record of a catalogue leaf (section 7). */
#ifndef NB_ARCHIVE_LEAF_DETAILS_H
#define NB_ARCHIVE_LEAF_DETAILS_H

#include "archive/catalogue/leaf.h"

/*
 * Add titles, kickers and bylines to the entry that was decoded last; their
 * record is read when it is not at hand. They live until the next call for
 * another entry. err has the offset of the record or the leaf.
 */
NB_CHECK enum nb_status nb_leaf_texts(struct nb_leaf *leaf, int fd,
				      struct nb_zdecoder *decoder,
				      struct nb_entry_slot *slot,
				      struct nb_error *err);

/* Add the hashes to the entry that was decoded last, which are read in the same
 * way. */
NB_CHECK enum nb_status nb_leaf_hashes(struct nb_leaf *leaf, int fd,
				       struct nb_entry_slot *slot,
				       struct nb_error *err);

#endif

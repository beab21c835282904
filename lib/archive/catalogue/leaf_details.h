/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adding to the entries of a leaf what is stored beside it: titles and hashes
 * (format-spec/nbarc-format.md, sections 7.3 and 7.4).
 *
 * Both functions complete the entry that nb_leaf_next() decoded last, and read
 * the record when it is first needed. A leaf with keys only has neither.
 */
#ifndef NB_ARCHIVE_LEAF_DETAILS_H
#define NB_ARCHIVE_LEAF_DETAILS_H

#include "archive/catalogue/leaf.h"

/*
 * Add titles, kickers and bylines to the entry that was decoded last. They live
 * until the next call for another entry. NB_INVALID, with the offset of the
 * record or the leaf, when the record is damaged or does not fit the leaf: then
 * all strings of the leaf are rejected, since each may be that of another item.
 * The entry stays good without them.
 */
NB_CHECK enum nb_status nb_leaf_texts(struct nb_leaf *leaf, struct nb_file file,
				      struct nb_zdecoder *decoder,
				      struct nb_entry_slot *slot,
				      struct nb_error *err);

/* Add the hashes of document and source to the entry that was decoded last.
 * NB_INVALID when their record is damaged; they stay zeros. */
NB_CHECK enum nb_status nb_leaf_hashes(struct nb_leaf *leaf,
				       struct nb_file file,
				       struct nb_entry_slot *slot,
				       struct nb_error *err);

#endif

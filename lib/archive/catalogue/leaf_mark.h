/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places in a leaf that was loaded (format-spec/nbarc-format.md, section 7.2).
 * Values of an entry are differences from those of the entries before it; with
 * what they refer to, a reader can go on from the middle of a leaf.
 */
#ifndef NB_ARCHIVE_LEAF_MARK_H
#define NB_ARCHIVE_LEAF_MARK_H

#include "archive/catalogue/leaf.h"

/* A place in a leaf between two entries, to come back to: the fields of struct
 * nb_leaf with the same names. */
struct nb_leaf_mark {
	uint32_t index;
	struct nb_values at[NB_COLUMNS], authors;
	char ids[2][UINT8_MAX];
	size_t id_len;
	uint32_t revision;
	const uint8_t *frame;
	uint32_t next_index;
	uint64_t next_offset;
	struct nb_values strings;
	bool strings_found;
	size_t skip, own;
};

/* Note where the leaf stands, and go to such a place again: while the same leaf
 * and the same texts record are loaded. */
void nb_leaf_note(const struct nb_leaf *leaf, struct nb_leaf_mark *mark);
void nb_leaf_return(struct nb_leaf *leaf, const struct nb_leaf_mark *mark);

/* Are all entries before the mark below the key? */
bool nb_leaf_mark_is_before(const struct nb_leaf_mark *mark,
			    const struct nb_entry_key *key);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a search in the trees is going to read, for a file far away
 * (format-spec/nbarc-format.md, sections 9.3 and 9.8). */
#ifndef NB_ARCHIVE_FORESEE_H
#define NB_ARCHIVE_FORESEE_H

#include "archive/catalogue/trees.h"

/*
 * Tell the file which node of each tree searches for these keys begin with, so
 * that all of them are asked for at once. The roots record must have been read:
 * it says where they stand. With `exact` only entries with the identifiers of
 * the keys are looked for, and trees that cannot have them are left out;
 * `hashes` says that they are read too. Keys that follow each other had better
 * be in order.
 */
void nb_trees_foresee(const struct nb_trees *trees,
		      const struct nb_entry_key *keys, size_t count, bool exact,
		      bool hashes);

/*
 * The same of the nodes below those, level by level, where trees are so high:
 * of each level it is known where its nodes stand once the one above it is
 * there. Only entries with the identifiers of the keys are looked for.
 */
void nb_trees_foresee_below(struct nb_trees *trees,
			    const struct nb_entry_key *keys, size_t count,
			    bool hashes);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* All trees of a commit, read as one catalogue in one order (sections 7 and 9).
 */
#ifndef NB_ARCHIVE_TREES_H
#define NB_ARCHIVE_TREES_H

#include "archive/catalogue/tree.h"

#include <nbarc/archive.h>

/* All trees from the first-th on, in one order. It must not be moved. */
struct nb_trees {
	struct nb_tree_iter trees[NB_TREES_MAX];
	size_t count;
	struct nb_tree_iter *current; /* whose entry was given last */
	uint64_t upto; /* commits whose entries are seen; 0: all */
	enum nb_detail detail;
	struct nb_zdecoder decoder;
};

void nb_trees_init(struct nb_trees *m, int fd, const struct nb_commit *commit,
		   size_t first, enum nb_detail detail);

NB_CHECK enum nb_status nb_trees_seek(struct nb_trees *m,
				      const struct nb_key *key,
				      struct nb_error *err);

/* The next entry, or NULL after the last; it lives until the next call. */
NB_CHECK enum nb_status nb_trees_next(struct nb_trees *m,
				      const struct nb_entry **entry,
				      struct nb_error *err);

void nb_trees_free(struct nb_trees *m);

/* Look for a key in the catalogue; any revision when `newest`. */
NB_CHECK enum nb_status nb_trees_find(struct nb_trees *trees,
				      const struct nb_key *key, bool newest,
				      enum nb_detail detail,
				      const struct nb_entry **entry,
				      struct nb_error *err);

#endif

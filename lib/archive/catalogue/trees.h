/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading all trees of a commit as one catalogue in one order
 * (format-spec/nbarc-format.md, sections 7 and 9).
 *
 * A commit with pages adds a tree, which may replace some of those before.
 * Their entries are merged here: nb_trees_next() gives the least one that any
 * tree has next. A page is looked for in the newest tree first.
 */
#ifndef NB_ARCHIVE_TREES_H
#define NB_ARCHIVE_TREES_H

#include "archive/catalogue/tree.h"
#include "base/ranges.h"

#include <nbarc/archive.h>

/*
 * Iterators over the trees, which point to `decoder`: a struct nb_trees must
 * not be moved. It owns them. file and the commit are borrowed.
 */
struct nb_trees {
	struct nb_tree_iter trees[NB_TREES_MAX]; /* oldest first */
	size_t count;
	struct nb_tree_iter *current; /* the tree whose entry was given last */
	uint64_t upto; /* show the catalogue as of this commit; 0: the newest */
	enum nb_detail detail; /* of the entries of nb_trees_next() */
	const struct nb_commit *commit;
	size_t first; /* index of trees[0] among the trees of the commit */
	/* The roots record, which is read with the first search. It knows
	 * nothing if it is damaged. */
	struct nb_roots roots;
	bool roots_read;
	struct nb_zdecoder decoder; /* of all iterators, unless they are given
				       another one */
};

/*
 * Prepare to read the trees of a commit from the first-th on, counted from 0;
 * `first` is the number of trees where none is wanted. The commit must outlive
 * *trees. Nothing is read yet. The caller may then set trees->upto.
 */
void nb_trees_init(struct nb_trees *trees, struct nb_file file,
		   const struct nb_commit *commit, size_t first,
		   enum nb_detail detail);

/* Go to the first entry that is not below the key: nb_trees_next() gives it. To
 * be called before the first nb_trees_next(). */
NB_CHECK enum nb_status nb_trees_seek(struct nb_trees *trees,
				      const struct nb_entry_key *key,
				      struct nb_error *err);

/*
 * Give the next entry in the order of the catalogue, or NULL after the last. It
 * lives until the next call. Entries that did not exist at commit trees->upto
 * are passed over.
 */
NB_CHECK enum nb_status nb_trees_next(struct nb_trees *trees,
				      const struct nb_entry **entry,
				      struct nb_error *err);

/* Describe the i-th tree for a roots record, from the one of the commit if that
 * is whole. *root lives until the next call with this tree. */
NB_CHECK enum nb_status nb_trees_describe(struct nb_trees *trees, size_t i,
					  struct nb_root *root,
					  struct nb_error *err);

/* Free the iterators; none are left. */
void nb_trees_free(struct nb_trees *trees);

/*
 * Find the entry of a page: the newest revision as of commit trees->upto when
 * `newest`, else that of key->revision. With `newest`, key->revision is the
 * highest possible one. NB_ABSENT when there is none. The entry lives until the
 * next call.
 */
NB_CHECK enum nb_status nb_trees_find(struct nb_trees *trees,
				      const struct nb_entry_key *key,
				      bool newest, enum nb_detail detail,
				      const struct nb_entry **entry,
				      struct nb_error *err);

/*
 * Tell the file which nodes nb_trees_find() reads first for the newest revision
 * of each of these pages, and which texts after that, so that they are asked
 * for at once. The keys are in order. Failures are left to the search. Entries
 * that were found before are not valid any more.
 */
void nb_trees_expect(struct nb_trees *trees, const struct nb_entry_key *keys,
		     size_t count, enum nb_detail detail);

#endif

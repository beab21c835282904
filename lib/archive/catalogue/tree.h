/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one tree of the catalogue (section 7). */
#ifndef NB_ARCHIVE_TREE_H
#define NB_ARCHIVE_TREE_H

#include <stdbool.h>

#include "archive/record/commit.h"
#include "archive/catalogue/leaf.h"

#include <nbarc/archive.h>

/* An index node of the path from the root to a leaf. */
struct nb_tree_node {
	uint64_t offset; /* in the file; 0: nothing is loaded */
	struct nb_buf content;
	uint32_t count; /* of pointers */
	uint32_t index; /* of the next one */
	size_t at;	/* its place in content */
};

/* A place in a tree. Nodes stay loaded between seeks. */
struct nb_tree_iter {
	int fd;
	const struct nb_tree *tree;
	uint64_t end; /* offset of the commit record */
	struct nb_zdecoder *decoder;
	struct nb_tree_node path[NB_LEVEL_MAX + 1]; /* by level, from 1 */
	struct nb_leaf leaf;
	struct nb_entry_slot slot;
	bool keys;		 /* only these are decoded: nb_leaf_decode() */
	bool ahead;		 /* a seek leads on from the present entry */
	bool valid;		 /* slot holds an entry */
	char last_id[UINT8_MAX]; /* key of the entry before, for the order */
	struct nb_key last;
};

/* The decoder may be shared by the iterators of one thread. */
void nb_tree_iter_init(struct nb_tree_iter *it, int fd,
		       const struct nb_tree *tree, uint64_t end,
		       struct nb_zdecoder *decoder);

/* Go to the first entry that is not below the key; it->valid says whether
 * there is one, it->slot.entry is it. */
NB_CHECK enum nb_status nb_tree_seek(struct nb_tree_iter *it,
				     const struct nb_key *key,
				     struct nb_error *err);
/* After a failure with NB_INVALID the next call goes on behind the damage. */
NB_CHECK enum nb_status nb_tree_next(struct nb_tree_iter *it,
				     struct nb_error *err);
/*
 * The same where only an entry with the key's identifier is of use: a tree
 * whose identifiers are all above it is left at its root. Issues are mostly
 * appended in order of their dates, so that an old page lies before
 * every newer tree.
 */
NB_CHECK enum nb_status nb_tree_find(struct nb_tree_iter *it,
				     const struct nb_key *key,
				     struct nb_error *err);
/* Add titles, kickers and bylines to the present entry: nb_leaf_texts(). */
NB_CHECK enum nb_status nb_tree_texts(struct nb_tree_iter *it,
				      struct nb_error *err);
/* Add its hashes: nb_leaf_hashes(). */
NB_CHECK enum nb_status nb_tree_hashes(struct nb_tree_iter *it,
				       struct nb_error *err);
/* Add what a detail has and the keys and places have not. */
NB_CHECK enum nb_status nb_tree_complete(struct nb_tree_iter *it,
					 enum nb_detail detail,
					 struct nb_error *err);
void nb_tree_iter_free(struct nb_tree_iter *it);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading one tree of the catalogue (format-spec/nbarc-format.md, sections 7
 * and 9).
 *
 * An iterator stands at an entry of the tree, or after the last one. It keeps
 * the index nodes of the path to its leaf, and the leaf, loaded, so that the
 * next entry and a key nearby cost no reading. trees.h reads all trees of a
 * commit as one catalogue.
 */
#ifndef NB_ARCHIVE_TREE_H
#define NB_ARCHIVE_TREE_H

#include <stdbool.h>

#include "archive/catalogue/leaf.h"
#include "archive/catalogue/leaf_mark.h"
#include "archive/catalogue/roots.h"
#include "archive/record/commit.h"
#include "base/ranges.h"

#include <nbarc/archive.h>

/* An index node of the path from the root to a leaf. */
struct nb_tree_node {
	uint64_t offset;       /* in the file; 0: nothing is loaded */
	struct nb_buf content; /* the pointers, owned */
	uint32_t count;	       /* of pointers */
	uint32_t index;	       /* of the next pointer */
	size_t at;	       /* offset of that in content */
};

/*
 * A place in a tree. It owns what is loaded: nb_tree_iter_free(). file, tree
 * and decoder are borrowed and must outlive it. Nodes stay loaded between
 * seeks.
 */
struct nb_tree_iter {
	struct nb_file file;
	const struct nb_tree *tree;
	uint64_t end; /* offset of the commit record: all lies before it */
	struct nb_zdecoder *decoder;
	/* What the roots record says of the tree, borrowed; NULL: nothing. The
	 * owner sets it before the first seek. */
	const struct nb_root *root;
	struct nb_tree_node path[NB_LEVEL_MAX + 1]; /* by level, from 1 */
	struct nb_leaf leaf;
	struct nb_entry_slot slot; /* the current entry */
	/* What is read of leaves: only their keys, or their hashes with them.
	 * The caller sets these before a seek. */
	bool keys, hashes;
	bool ahead; /* during a seek: its key lies after the current entry */
	bool valid; /* slot holds an entry */
	/* Where the leaf stood before the two entries that seeks passed last;
	 * marks[last_mark] before the later one. Each belongs to the leaf at
	 * this offset; 0: none. */
	struct nb_leaf_mark marks[2];
	uint64_t marked[2];
	unsigned last_mark;
	/* During a seek: where it goes on in the leaf of the marks; NULL: at
	 * its beginning. */
	const struct nb_leaf_mark *back;
	/* A seek for the newest revision of it ended there, with these values
	 * of keys and hashes. */
	bool newest, had_keys, had_hashes;
	/* Key of the entry that was decoded last, to check the order across
	 * leaves; last.id.text is NULL or last_id. */
	char last_id[UINT8_MAX];
	struct nb_entry_key last;
	/* Offset of the texts record of the leaf before, to check their order;
	 * 0 after a seek. */
	uint64_t last_texts;
};

/* Make an iterator that stands nowhere yet. `end` is the offset of the commit
 * record that names the tree. One thread's iterators may share a decoder. */
void nb_tree_iter_init(struct nb_tree_iter *it, struct nb_file file,
		       const struct nb_tree *tree, uint64_t end,
		       struct nb_zdecoder *decoder);

/*
 * Go to the first entry that is not below the key. it->valid tells whether
 * there is one, and it->slot.entry is that entry, without titles and hashes; it
 * lives until the next call. NB_INVALID when a node on the way is damaged;
 * nb_tree_next() then goes on with what can be read.
 */
NB_CHECK enum nb_status nb_tree_seek(struct nb_tree_iter *it,
				     const struct nb_entry_key *key,
				     struct nb_error *err);
/*
 * Go to the next entry; it->valid is false after the last. NB_INVALID skips the
 * damaged leaf, or the damaged node with all below it: the next call goes on
 * after it.
 */
NB_CHECK enum nb_status nb_tree_next(struct nb_tree_iter *it,
				     struct nb_error *err);
/*
 * Like nb_tree_seek(), but only an entry with the identifier of the key is of
 * use: a tree whose identifiers are all above or all below it is left at its
 * root, with it->valid false. Issues are mostly appended in the order of their
 * dates, so that an old page lies before every newer tree.
 */
NB_CHECK enum nb_status nb_tree_find(struct nb_tree_iter *it,
				     const struct nb_entry_key *key,
				     struct nb_error *err);
/*
 * Find the pointer to the node on the level `to`, below the root, with which a
 * search for the key goes on; the nodes above it are read. What a seek keeps of
 * them is lost. The pointer lives until the next call.
 */
NB_CHECK enum nb_status nb_tree_way(struct nb_tree_iter *it,
				    const struct nb_entry_key *key, uint8_t to,
				    struct nb_pointer *pointer,
				    struct nb_error *err);
/* Add titles, kickers and bylines to the current entry: nb_leaf_texts(). */
NB_CHECK enum nb_status nb_tree_texts(struct nb_tree_iter *it,
				      struct nb_error *err);
/* Add its hashes: nb_leaf_hashes(). */
NB_CHECK enum nb_status nb_tree_hashes(struct nb_tree_iter *it,
				       struct nb_error *err);
/* Add whatever of the two this level of detail includes. */
NB_CHECK enum nb_status nb_tree_complete(struct nb_tree_iter *it,
					 enum nb_detail detail,
					 struct nb_error *err);
/*
 * Describe the tree for a roots record, from the tree itself; it->root must be
 * NULL. *root is borrowed from the iterator until its next call.
 */
NB_CHECK enum nb_status nb_tree_describe(struct nb_tree_iter *it,
					 struct nb_root *root,
					 struct nb_error *err);
/* Free what is loaded. */
void nb_tree_iter_free(struct nb_tree_iter *it);

#endif

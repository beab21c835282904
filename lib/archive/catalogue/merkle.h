/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Merkle tree of the corpus: its root, and paths that prove a page to be in
 * it (format-spec/nbarc-format.md, sections 11 and 19; RFC 9162, sections 2.1.1
 * and 2.1.3).
 *
 * Leaves are added one after the other, in the order of the catalogue; memory
 * does not grow with their number. A path is collected in the same pass.
 */
#ifndef NB_ARCHIVE_MERKLE_H
#define NB_ARCHIVE_MERKLE_H

#include <nbarc/archive.h>

/* Levels of a tree whose number of leaves fits 64 bits. */
#define NB_MERKLE_DEPTH 64

/*
 * A tree in the making. `stack` has the hashes of complete subtrees from left
 * to right, the largest first: one for each bit that is set in `leaves`.
 */
struct nb_merkle {
	uint8_t stack[NB_MERKLE_DEPTH][NB_SHA256_SIZE];
	uint64_t leaves; /* so far */
};

/* The hashes that lead from one leaf to the root (RFC 9162, section 2.1.3). */
struct nb_merkle_path {
	uint64_t index;		      /* of the leaf, from 0 */
	uint8_t leaf[NB_SHA256_SIZE]; /* its hash */
	uint8_t hashes[NB_MERKLE_DEPTH][NB_SHA256_SIZE]; /* from it upwards */
	unsigned count;					 /* of hashes */
	unsigned place; /* in the stack, of the subtree that has the leaf */
};

/* Begin an empty tree; add the leaf of an entry; compute the root of what was
 * added. A tree can be added to after its root was asked for. */
void nb_merkle_init(struct nb_merkle *m);
void nb_merkle_add(struct nb_merkle *m, const struct nb_entry *entry);
void nb_merkle_root(const struct nb_merkle *m, uint8_t root[NB_SHA256_SIZE]);

/*
 * Like nb_merkle_add() and nb_merkle_root(), noting the path of the leaf
 * path->index on the way. The rest of *path must be zeros before the first
 * entry. After nb_merkle_root_path() the path is complete.
 */
void nb_merkle_add_path(struct nb_merkle *m, const struct nb_entry *entry,
			struct nb_merkle_path *path);
void nb_merkle_root_path(const struct nb_merkle *m,
			 uint8_t root[NB_SHA256_SIZE],
			 struct nb_merkle_path *path);

/* The hash of the leaf that stands for an entry. */
void nb_merkle_leaf(const struct nb_entry *entry,
		    uint8_t digest[NB_SHA256_SIZE]);

/*
 * True if the path leads from its leaf to this root of a tree of so many
 * leaves. The path may come from anywhere: path->count is at most
 * NB_MERKLE_DEPTH, all else is checked.
 */
bool nb_merkle_check(const struct nb_merkle_path *path, uint64_t leaves,
		     const uint8_t root[NB_SHA256_SIZE]);

#endif

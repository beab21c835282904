/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hashing the log: the Merkle tree of RFC 9162, section 2.1.1, over all page
 * entries in the order in which they were committed
 * (format-spec/nbarc-format.md, section 11).
 *
 * The tree of n leaves consists of perfect subtrees, one for each bit that is
 * set in n, the largest on the left. Their hashes, the edge, are all that is
 * needed to add a leaf and to compute the root. So a log grows without anything
 * of it being read.
 */
#ifndef NB_ARCHIVE_MERKLE_H
#define NB_ARCHIVE_MERKLE_H

#include "archive/record/commit.h"

#include <nbarc/archive.h>

/* Height of the highest perfect subtree: the number of leaves is below 2^32. */
#define NB_MERKLE_HEIGHT 31

/*
 * The right edge of a tree of so many leaves: the hashes of its perfect
 * subtrees from left to right, one for each bit that is set in `leaves`. All
 * zeros is an empty tree. It owns nothing and can be copied.
 */
struct nb_edge {
	uint64_t leaves; /* at most NB_REVISIONS_MAX */
	uint8_t hashes[NB_LOG_EDGE_MAX][NB_SHA256_SIZE];
};

/*
 * Hashes of the perfect subtrees that one addition completes, by their height:
 * those from the height of what was added up to the returned one are set.
 */
typedef uint8_t nb_complete[NB_MERKLE_HEIGHT + 1][NB_SHA256_SIZE];

/*
 * Add a perfect subtree of 2^height leaves with this hash; height 0 is a single
 * leaf. `leaves` must be a multiple of 2^height, and the sum at most
 * NB_REVISIONS_MAX.
 *
 * Returns the height of the perfect subtree that now ends the tree, and sets
 * the hashes of all that end with the new leaves in `complete`, which may be
 * NULL.
 */
unsigned nb_edge_add(struct nb_edge *edge, unsigned height,
		     const uint8_t hash[NB_SHA256_SIZE], nb_complete complete);

/* The hash of the whole tree: the root. That of an empty tree is the SHA-256 of
 * the empty string. */
void nb_edge_root(const struct nb_edge *edge, uint8_t root[NB_SHA256_SIZE]);

/* The hash of the last leaves % 2^height leaves, which must not be none: of
 * what is not yet a perfect subtree of that height. */
void nb_edge_rest(const struct nb_edge *edge, unsigned height,
		  uint8_t hash[NB_SHA256_SIZE]);

/* The hash of two or more trees of falling size that stand side by side: the
 * last two are joined first. `hashes` has `count` of them, at least 1. */
void nb_merkle_fold(uint8_t hashes[][NB_SHA256_SIZE], size_t count,
		    uint8_t hash[NB_SHA256_SIZE]);

/* The hash of 2^height perfect subtrees that stand side by side. The array is
 * used up. */
void nb_merkle_join(uint8_t hashes[][NB_SHA256_SIZE], unsigned height,
		    uint8_t hash[NB_SHA256_SIZE]);

/* The hash of an inner node. It may be written over left or right. */
void nb_merkle_inner(const uint8_t left[NB_SHA256_SIZE],
		     const uint8_t right[NB_SHA256_SIZE],
		     uint8_t hash[NB_SHA256_SIZE]);

/*
 * The hash of the leaf that stands for an entry. It needs the hashes of the
 * entry (NB_DETAIL_HASHES). A purge does not change it: the state of a purged
 * entry is the one that it had before.
 */
void nb_merkle_leaf(const struct nb_entry *entry, uint8_t hash[NB_SHA256_SIZE]);

#endif

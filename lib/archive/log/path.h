/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths in the Merkle tree of the log: that a leaf is in a tree, and that a
 * tree is the beginning of another (format-spec/nbarc-format.md, section 19;
 * RFC 9162, sections 2.1.3 and 2.1.4).
 *
 * A path is made from hashes of perfect subtrees, which somebody else reads or
 * computes: struct nb_subtrees. It is checked without any.
 */
#ifndef NB_ARCHIVE_PATH_H
#define NB_ARCHIVE_PATH_H

#include "archive/log/merkle.h"

/* The most hashes of a path: one a level, and one more in a proof of
 * consistency. */
#define NB_PATH_MAX (NB_MERKLE_HEIGHT + 2)

/* A path, from the leaves upwards. It owns nothing. */
struct nb_path {
	uint8_t hashes[NB_PATH_MAX][NB_SHA256_SIZE];
	size_t count;
};

/*
 * Where hashes of perfect subtrees come from. get() sets `hash` to that of the
 * 2^height leaves from `first` on, a multiple of 2^height; only subtrees of the
 * tree that a path is made for are asked for.
 */
struct nb_subtrees {
	enum nb_status (*get)(void *context, uint64_t first, unsigned height,
			      uint8_t hash[NB_SHA256_SIZE],
			      struct nb_error *err);
	void *context;
};

/* Set `hash` to the hash of the tree of the leaves from `from` to `to` - 1. It
 * begins where a tree of a longer path could: `from` is a multiple of the
 * largest power of two that is not above to - from. */
NB_CHECK enum nb_status nb_path_range(const struct nb_subtrees *subtrees,
				      uint64_t from, uint64_t to,
				      uint8_t hash[NB_SHA256_SIZE],
				      struct nb_error *err);

/* Make the path from the leaf `index` to the root of the first `leaves` leaves;
 * index < leaves. */
NB_CHECK enum nb_status nb_path_inclusion(const struct nb_subtrees *subtrees,
					  uint64_t index, uint64_t leaves,
					  struct nb_path *path,
					  struct nb_error *err);

/* Make the path that shows that the first `old` of `leaves` leaves are a tree
 * that has only grown since; 0 < old <= leaves. It is empty if they are the
 * same. */
NB_CHECK enum nb_status nb_path_consistency(const struct nb_subtrees *subtrees,
					    uint64_t old, uint64_t leaves,
					    struct nb_path *path,
					    struct nb_error *err);

/* True if the path leads from the leaf with this hash and index to the root of
 * a tree of so many leaves. Any values may be given. */
bool nb_path_includes(const struct nb_path *path,
		      const uint8_t leaf[NB_SHA256_SIZE], uint64_t index,
		      uint64_t leaves, const uint8_t root[NB_SHA256_SIZE]);

/* True if the path shows that the tree of `old` leaves with the root old_root
 * is the beginning of that of `leaves` leaves with the root `root`. Any values
 * may be given. */
bool nb_path_consistent(const struct nb_path *path, uint64_t old,
			const uint8_t old_root[NB_SHA256_SIZE], uint64_t leaves,
			const uint8_t root[NB_SHA256_SIZE]);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The Merkle root of the corpus (section 11; RFC 9162, section 2.1.1). */
#ifndef NB_ARCHIVE_MERKLE_H
#define NB_ARCHIVE_MERKLE_H

#include <nbarc/archive.h>

/* Hashes of complete subtrees, the largest first; one bit of the number of
 * leaves each. */
struct nb_merkle {
	uint8_t stack[64][32];
	uint64_t leaves;
};

/* The hashes that lead from one leaf to the root (RFC 9162, 2.1.3). */
struct nb_merkle_path {
	uint64_t index; /* of the leaf */
	uint8_t leaf[32];
	uint8_t hashes[64][32];
	unsigned count;
	unsigned place; /* in the stack: what contains the leaf */
};

void nb_merkle_init(struct nb_merkle *m);
void nb_merkle_add(struct nb_merkle *m, const struct nb_entry *entry);
void nb_merkle_root(const struct nb_merkle *m, uint8_t root[32]);

/* nb_merkle_add(), noting what the leaf path->index needs; then the root with
 * the rest of the path. path must be zeros but for its index. */
void nb_merkle_add_path(struct nb_merkle *m, const struct nb_entry *entry,
			struct nb_merkle_path *path);
void nb_merkle_root_path(const struct nb_merkle *m, uint8_t root[32],
			 struct nb_merkle_path *path);

/* The hash of the leaf of an entry. */
void nb_merkle_leaf(const struct nb_entry *entry, uint8_t digest[32]);

/* Does the path lead from the leaf to the root of a tree of so many leaves? */
bool nb_merkle_check(const struct nb_merkle_path *path, uint64_t leaves,
		     const uint8_t root[32]);

#endif

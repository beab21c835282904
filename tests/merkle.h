/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_MERKLE_H
#define TESTS_MERKLE_H
/*
 * Merkle tree hashes as RFC 9162 defines them, recursively: what the library
 * finds out by edges and records is compared with these.
 *
 * A program includes this file once, after cmocka.h.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"

typedef uint8_t hash[NB_SHA256_SIZE];

/* RFC 9162, section 2.1.1, as it stands there: the hash of n leaves, whose
 * hashes are given. */
static void tree_hash(hash *leaves, uint64_t n, hash out)
{
	uint8_t node[1 + 2 * NB_SHA256_SIZE] = {1};
	uint64_t k = 1;
	hash left, right;

	if (n == 0) {
		nb_sha256("", 0, out);
		return;
	}
	if (n == 1) {
		memcpy(out, leaves[0], NB_SHA256_SIZE);
		return;
	}
	while (2 * k < n)
		k *= 2;
	tree_hash(leaves, k, left);
	tree_hash(leaves + k, n - k, right);
	memcpy(node + 1, left, NB_SHA256_SIZE);
	memcpy(node + 1 + NB_SHA256_SIZE, right, NB_SHA256_SIZE);
	nb_sha256(node, sizeof(node), out);
}

/* The hash of the leaf with these data. */
static void leaf_hash(const void *data, size_t len, hash out)
{
	uint8_t leaf[64] = {0};

	assert_true(len < sizeof(leaf));
	memcpy(leaf + 1, data, len);
	nb_sha256(leaf, 1 + len, out);
}

/* Hashes of n leaves, all different; to be freed. */
static hash *make_leaves(size_t n)
{
	hash *leaves = calloc(n, sizeof(hash));
	uint64_t i;

	assert_non_null(leaves);
	for (i = 0; i < n; i++)
		leaf_hash(&i, sizeof(i), leaves[i]);
	return leaves;
}

#endif

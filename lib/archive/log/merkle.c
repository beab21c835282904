/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hashing the log (format-spec/nbarc-format.md, section 11; RFC 9162, section
 * 2.1.1).
 *
 * Adding a leaf is like adding 1 to a binary number: two perfect subtrees of
 * the same size are carried into one of twice that size.
 */
#include "archive/log/merkle.h"
#include "base/le.h"
#include "base/sha256.h"

#include <string.h>

void nb_merkle_leaf(const struct nb_entry *e, uint8_t hash[NB_SHA256_SIZE])
{
	struct nb_sha256 h;
	/* 0 says that a leaf is hashed; the largest field has 5 bytes. */
	uint8_t p[5] = {0, (uint8_t)e->id.len};
	size_t i;

	nb_sha256_init(&h);
	nb_sha256_add(&h, p, 2);
	nb_sha256_add(&h, e->id.text, e->id.len);
	nb_put32(p, e->revision);
	p[4] = e->state == NB_STATE_PURGED ? e->formerly : e->state;
	nb_sha256_add(&h, p, 5);
	nb_sha256_add(&h, e->sha256, NB_SHA256_SIZE);
	nb_sha256_add(&h, e->source_sha256, NB_SHA256_SIZE);
	for (i = 0; i < e->item_count; i++) {
		if (e->items[i].state == NB_STATE_PRESENT)
			continue;
		nb_put16(p, e->items[i].number);
		p[2] = e->items[i].state;
		nb_sha256_add(&h, p, 3);
	}
	nb_sha256_end(&h, hash);
}

/* 1 says that an inner node is hashed. */
void nb_merkle_inner(const uint8_t left[NB_SHA256_SIZE],
		     const uint8_t right[NB_SHA256_SIZE],
		     uint8_t hash[NB_SHA256_SIZE])
{
	static const uint8_t prefix = 1;
	struct nb_sha256 h;

	nb_sha256_init(&h);
	nb_sha256_add(&h, &prefix, 1);
	nb_sha256_add(&h, left, NB_SHA256_SIZE);
	nb_sha256_add(&h, right, NB_SHA256_SIZE);
	nb_sha256_end(&h, hash);
}

void nb_merkle_fold(uint8_t hashes[][NB_SHA256_SIZE], size_t count,
		    uint8_t hash[NB_SHA256_SIZE])
{
	uint8_t right[NB_SHA256_SIZE];

	memcpy(right, hashes[--count], NB_SHA256_SIZE);
	while (count-- > 0)
		nb_merkle_inner(hashes[count], right, right);
	memcpy(hash, right, NB_SHA256_SIZE);
}

void nb_merkle_join(uint8_t hashes[][NB_SHA256_SIZE], unsigned height,
		    uint8_t hash[NB_SHA256_SIZE])
{
	size_t i;

	for (; height > 0; height--)
		for (i = 0; i < (size_t)1 << (height - 1); i++)
			nb_merkle_inner(hashes[2 * i], hashes[2 * i + 1],
					hashes[i]);
	memcpy(hash, hashes[0], NB_SHA256_SIZE);
}

/* The number of perfect subtrees that so many leaves are made of. */
static unsigned subtrees(uint64_t leaves)
{
	return (unsigned)__builtin_popcountll(leaves);
}

unsigned nb_edge_add(struct nb_edge *edge, unsigned height,
		     const uint8_t hash[NB_SHA256_SIZE], nb_complete complete)
{
	unsigned top = subtrees(edge->leaves), at = height;
	uint8_t sum[NB_SHA256_SIZE];

	memcpy(sum, hash, NB_SHA256_SIZE);
	for (;; at++) {
		if (complete)
			memcpy(complete[at], sum, NB_SHA256_SIZE);
		if (!(edge->leaves >> at & 1))
			break;
		nb_merkle_inner(edge->hashes[--top], sum, sum);
	}
	memcpy(edge->hashes[top++], sum, NB_SHA256_SIZE);
	/* What a larger subtree has replaced: a commit record has zeros there.
	 */
	memset(edge->hashes[top], 0, (NB_LOG_EDGE_MAX - top) * NB_SHA256_SIZE);
	edge->leaves += (uint64_t)1 << height;
	return at;
}

/* The hash of the last `count` subtrees of the edge. */
static void fold_last(const struct nb_edge *edge, unsigned count,
		      uint8_t hash[NB_SHA256_SIZE])
{
	unsigned all = subtrees(edge->leaves), i;

	memcpy(hash, edge->hashes[all - 1], NB_SHA256_SIZE);
	for (i = 2; i <= count; i++)
		nb_merkle_inner(edge->hashes[all - i], hash, hash);
}

void nb_edge_root(const struct nb_edge *edge, uint8_t root[NB_SHA256_SIZE])
{
	if (edge->leaves == 0)
		nb_sha256("", 0, root);
	else
		fold_last(edge, subtrees(edge->leaves), root);
}

void nb_edge_rest(const struct nb_edge *edge, unsigned height,
		  uint8_t hash[NB_SHA256_SIZE])
{
	uint64_t rest = edge->leaves & (((uint64_t)1 << height) - 1);

	fold_last(edge, subtrees(rest), hash);
}

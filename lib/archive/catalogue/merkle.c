/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Computing and checking Merkle trees and inclusion proofs
 * (format-spec/nbarc-format.md, sections 11 and 19; RFC 9162).
 *
 * Adding a leaf is like adding 1 to a binary number: complete subtrees of the
 * same size are carried into one of twice that size. The root folds the
 * subtrees that are left from right to left. A path notes the sibling of the
 * subtree that has its leaf at each of these steps.
 */
#include "archive/catalogue/merkle.h"
#include "archive/catalogue/entry.h"
#include "base/le.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <string.h>

void nb_merkle_init(struct nb_merkle *m)
{
	m->leaves = 0;
}

void nb_merkle_leaf(const struct nb_entry *e, uint8_t digest[NB_SHA256_SIZE])
{
	struct nb_sha256 h;
	/* 0 says that a leaf is hashed; the largest field has 5 bytes. */
	uint8_t p[5] = {0, (uint8_t)e->id.len};
	size_t i;

	nb_sha256_init(&h);
	nb_sha256_add(&h, p, 2);
	nb_sha256_add(&h, e->id.text, e->id.len);
	nb_put32(p, e->revision);
	p[4] = nb_entry_proven(e);
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
	nb_sha256_end(&h, digest);
}

/* The hash of an inner node, of which 1 is the first byte. digest may be left
 * or right. */
static void inner_hash(const uint8_t left[NB_SHA256_SIZE],
		       const uint8_t right[NB_SHA256_SIZE],
		       uint8_t digest[NB_SHA256_SIZE])
{
	static const uint8_t prefix = 1;
	struct nb_sha256 h;

	nb_sha256_init(&h);
	nb_sha256_add(&h, &prefix, 1);
	nb_sha256_add(&h, left, NB_SHA256_SIZE);
	nb_sha256_add(&h, right, NB_SHA256_SIZE);
	nb_sha256_end(&h, digest);
}

/* The number of complete subtrees that so many leaves are made of. */
static unsigned subtrees(uint64_t leaves)
{
	return (unsigned)__builtin_popcountll(leaves);
}

/* Append the next hash of the path. */
static void note_sibling(struct nb_merkle_path *path,
			 const uint8_t hash[NB_SHA256_SIZE])
{
	memcpy(path->hashes[path->count++], hash, NB_SHA256_SIZE);
}

void nb_merkle_add_path(struct nb_merkle *m, const struct nb_entry *entry,
			struct nb_merkle_path *path)
{
	unsigned top = subtrees(m->leaves);
	uint64_t n;

	nb_merkle_leaf(entry, m->stack[top]);
	if (path && m->leaves == path->index) {
		path->place = top;
		memcpy(path->leaf, m->stack[top], NB_SHA256_SIZE);
	}
	/* Two subtrees of the same size become one of twice that size. */
	for (n = m->leaves; n & 1; n >>= 1, top--) {
		bool has_leaf = path && m->leaves >= path->index;

		if (has_leaf && path->place == top)
			note_sibling(path, m->stack[top - 1]);
		else if (has_leaf && path->place == top - 1)
			note_sibling(path, m->stack[top]);
		if (has_leaf && path->place == top)
			path->place--;
		inner_hash(m->stack[top - 1], m->stack[top], m->stack[top - 1]);
	}
	m->leaves++;
}

void nb_merkle_add(struct nb_merkle *m, const struct nb_entry *entry)
{
	nb_merkle_add_path(m, entry, NULL);
}

void nb_merkle_root_path(const struct nb_merkle *m,
			 uint8_t root[NB_SHA256_SIZE],
			 struct nb_merkle_path *path)
{
	unsigned top = subtrees(m->leaves);

	if (top == 0) {
		nb_sha256("", 0, root);
		return;
	}
	memcpy(root, m->stack[--top], NB_SHA256_SIZE);
	while (top-- > 0) {
		/* What was folded so far is the right one of the two. */
		if (path && path->place > top)
			note_sibling(path, m->stack[top]);
		else if (path && path->place == top)
			note_sibling(path, root);
		inner_hash(m->stack[top], root, root);
	}
}

void nb_merkle_root(const struct nb_merkle *m, uint8_t root[NB_SHA256_SIZE])
{
	nb_merkle_root_path(m, root, NULL);
}

/* RFC 9162, section 2.1.3.2, with its names fn and sn as `at` and `last`. */
bool nb_merkle_check(const struct nb_merkle_path *path, uint64_t leaves,
		     const uint8_t root[NB_SHA256_SIZE])
{
	uint64_t at = path->index, last = leaves - 1;
	uint8_t r[NB_SHA256_SIZE];
	unsigned i;

	if (leaves == 0 || path->index >= leaves)
		return false;
	memcpy(r, path->leaf, NB_SHA256_SIZE);
	for (i = 0; i < path->count; i++) {
		if (last == 0)
			return false;
		if ((at & 1) || at == last) {
			inner_hash(path->hashes[i], r, r);
			while (!(at & 1) && at) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			inner_hash(r, path->hashes[i], r);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && memcmp(r, root, NB_SHA256_SIZE) == 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
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

void nb_merkle_leaf(const struct nb_entry *e, uint8_t digest[32])
{
	struct nb_sha256 h;
	uint8_t p[6] = {0, (uint8_t)e->id.len};
	size_t i;

	nb_sha256_init(&h);
	nb_sha256_add(&h, p, 2);
	nb_sha256_add(&h, e->id.text, e->id.len);
	nb_put32(p, e->revision);
	p[4] = nb_entry_proven(e);
	nb_sha256_add(&h, p, 5);
	nb_sha256_add(&h, e->sha256, 32);
	nb_sha256_add(&h, e->source_sha256, 32);
	for (i = 0; i < e->item_count; i++) {
		if (e->items[i].state == NB_STATE_PRESENT)
			continue;
		nb_put16(p, e->items[i].number);
		p[2] = e->items[i].state;
		nb_sha256_add(&h, p, 3);
	}
	nb_sha256_end(&h, digest);
}

static void inner_hash(const uint8_t left[32], const uint8_t right[32],
		       uint8_t digest[32])
{
	static const uint8_t prefix = 1;
	struct nb_sha256 h;

	nb_sha256_init(&h);
	nb_sha256_add(&h, &prefix, 1);
	nb_sha256_add(&h, left, 32);
	nb_sha256_add(&h, right, 32);
	nb_sha256_end(&h, digest);
}

static unsigned depth(uint64_t leaves)
{
	return (unsigned)__builtin_popcountll(leaves);
}

static void note(struct nb_merkle_path *path, const uint8_t hash[32])
{
	memcpy(path->hashes[path->count++], hash, 32);
}

void nb_merkle_add_path(struct nb_merkle *m, const struct nb_entry *entry,
			struct nb_merkle_path *path)
{
	unsigned top = depth(m->leaves);
	uint64_t n;

	nb_merkle_leaf(entry, m->stack[top]);
	if (path && m->leaves == path->index) {
		path->place = top;
		memcpy(path->leaf, m->stack[top], 32);
	}
	/* Two subtrees of one size become one of twice that size. */
	for (n = m->leaves; n & 1; n >>= 1, top--) {
		bool has_leaf = path && m->leaves >= path->index;

		if (has_leaf && path->place == top)
			note(path, m->stack[top - 1]);
		else if (has_leaf && path->place == top - 1)
			note(path, m->stack[top]);
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

void nb_merkle_root_path(const struct nb_merkle *m, uint8_t root[32],
			 struct nb_merkle_path *path)
{
	unsigned top = depth(m->leaves);

	if (top == 0) {
		nb_sha256("", 0, root);
		return;
	}
	memcpy(root, m->stack[--top], 32);
	while (top-- > 0) {
		/* What is folded up is on the right. */
		if (path && path->place > top)
			note(path, m->stack[top]);
		else if (path && path->place == top)
			note(path, root);
		inner_hash(m->stack[top], root, root);
	}
}

void nb_merkle_root(const struct nb_merkle *m, uint8_t root[32])
{
	nb_merkle_root_path(m, root, NULL);
}

/* RFC 9162, section 2.1.3.2. */
bool nb_merkle_check(const struct nb_merkle_path *path, uint64_t leaves,
		     const uint8_t root[32])
{
	uint64_t at = path->index, last = leaves - 1;
	uint8_t r[32];
	unsigned i;

	if (leaves == 0 || path->index >= leaves)
		return false;
	memcpy(r, path->leaf, 32);
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
	return last == 0 && memcmp(r, root, 32) == 0;
}

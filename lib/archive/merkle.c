/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/merkle.h"
#include "archive/entry.h"
#include "base/le.h"
#include "base/sha256.h"

#include <string.h>

void nb_merkle_init(struct nb_merkle *m)
{
	m->leaves = 0;
}

static void leaf_hash(const struct nb_entry *e, uint8_t digest[32])
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

void nb_merkle_add(struct nb_merkle *m, const struct nb_entry *entry)
{
	unsigned top = depth(m->leaves);
	uint64_t n;

	leaf_hash(entry, m->stack[top]);
	/* Two subtrees of one size become one of twice that size. */
	for (n = m->leaves; n & 1; n >>= 1, top--)
		inner_hash(m->stack[top - 1], m->stack[top], m->stack[top - 1]);
	m->leaves++;
}

void nb_merkle_root(const struct nb_merkle *m, uint8_t root[32])
{
	unsigned top = depth(m->leaves);

	if (top == 0) {
		nb_sha256("", 0, root);
		return;
	}
	memcpy(root, m->stack[--top], 32);
	while (top-- > 0)
		inner_hash(m->stack[top], root, root);
}

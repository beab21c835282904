/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Foreseeing reads (archive/catalogue/foresee.h).
 *
 * With several newspapers a page may lie in the range of every tree. One search
 * after the other would then cost a request and its delay for each tree;
 * together they cost one delay. What is foreseen wrongly is read for nothing
 * and harms nobody: the search itself checks all that it reads.
 */
#include "archive/catalogue/foresee.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/pointer.h"

struct foreseen {
	struct nb_buf ranges; /* struct nb_range; fewer if memory is lacking */
	bool hashes;
};

/* Add the node that a pointer leads to, with the hashes before it. Pages that
 * follow each other are often in one. */
static void add(struct foreseen *f, const struct nb_pointer *p)
{
	uint64_t before =
		f->hashes && p->hashes_size <= p->offset ? p->hashes_size : 0;
	const struct nb_range r = {p->offset - before, p->size + before};
	const struct nb_range *last =
		f->ranges.len ? (struct nb_range *)(void *)(f->ranges.data +
							    f->ranges.len) -
					1
			      : NULL;

	if (!last || last->offset != r.offset || last->size != r.size)
		(void)!nb_buf_add(&f->ranges, &r, sizeof(r));
}

/* Add the nodes of one tree, by the copy of its root. */
static void add_tree(struct foreseen *f, const struct nb_root *root,
		     const struct nb_entry_key *key, bool exact)
{
	const uint8_t *p = root->pointers, *end = p + root->pointers_len;
	struct nb_pointer chosen, next;

	if (nb_key_compare(&root->last, key) < 0 ||
	    !nb_pointer_get(&p, end, &chosen) ||
	    (exact && nb_string_compare(&chosen.key.id, &key->id) > 0))
		return;
	while (p < end && nb_pointer_get(&p, end, &next)) {
		if (nb_key_compare(&next.key, key) > 0) {
			if (nb_string_compare(&next.key.id, &key->id) == 0)
				add(f, &next);
			break;
		}
		chosen = next;
	}
	add(f, &chosen);
}

/* Add the nodes of one tree that searches for these keys begin with. */
static void add_keys(struct foreseen *f, const struct nb_tree_iter *it,
		     const struct nb_entry_key *keys, size_t count, bool exact)
{
	const struct nb_pointer root = {.offset = it->tree->root,
					.size = it->tree->root_size};
	size_t i;

	if (!it->root || !it->root->count) {
		add(f, &root);
		return;
	}
	for (i = 0; i < count; i++)
		add_tree(f, it->root, &keys[i], exact);
}

/* Add the nodes on one level of a tree. */
static void add_level(struct foreseen *f, struct nb_tree_iter *it, uint8_t to,
		      const struct nb_entry_key *keys, size_t count)
{
	const bool copied = it->root && it->root->count;
	struct nb_pointer p;
	size_t i;

	/* Where the pointers of the root are copied, what they lead to was
	 * foreseen with the root. */
	if (it->tree->level <= to + copied)
		return;
	for (i = 0; i < count; i++) {
		if (copied && nb_key_compare(&it->root->last, &keys[i]) < 0)
			continue;
		if (!nb_tree_way(it, &keys[i], to, &p, NULL) &&
		    nb_string_compare(&p.key.id, &keys[i].id) <= 0)
			add(f, &p);
	}
}

void nb_trees_foresee_below(struct nb_trees *trees,
			    const struct nb_entry_key *keys, size_t count,
			    bool hashes)
{
	struct foreseen f = {.hashes = hashes};
	uint8_t to = NB_LEVEL_MAX;
	size_t i;

	while (to-- > 0) {
		f.ranges.len = 0;
		for (i = 0; i < trees->count; i++)
			add_level(&f, &trees->trees[i], to, keys, count);
		nb_file_expect(trees->trees[0].file,
			       (struct nb_range *)(void *)f.ranges.data,
			       f.ranges.len / sizeof(struct nb_range));
	}
	nb_buf_free(&f.ranges);
}

void nb_trees_foresee(const struct nb_trees *trees,
		      const struct nb_entry_key *keys, size_t count, bool exact,
		      bool hashes)
{
	struct foreseen f = {.hashes = hashes};
	size_t i;

	if (!trees->count || !nb_file_is_far(trees->trees[0].file))
		return;
	for (i = 0; i < trees->count; i++)
		add_keys(&f, &trees->trees[i], keys, count, exact);
	nb_file_expect(trees->trees[0].file,
		       (struct nb_range *)(void *)f.ranges.data,
		       f.ranges.len / sizeof(struct nb_range));
	nb_buf_free(&f.ranges);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Merging the trees of a commit, and finding a page in them
 * (format-spec/nbarc-format.md, sections 7 and 9). */
#include "archive/catalogue/trees.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/foresee.h"
#include "archive/catalogue/tree.h"
#include "archive/frame/zframe.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <string.h>

/* True if entries with this level of detail have their hashes. */
static bool has_hashes(enum nb_detail detail)
{
	return detail == NB_DETAIL_ALL || detail == NB_DETAIL_HASHES;
}

void nb_trees_init(struct nb_trees *trees, struct nb_file file,
		   const struct nb_commit *commit, size_t first,
		   enum nb_detail detail)
{
	size_t i;

	trees->count = commit->tree_count - first;
	trees->current = NULL;
	trees->upto = 0;
	trees->detail = detail;
	trees->commit = commit;
	trees->first = first;
	trees->roots.content = (struct nb_buf){0};
	trees->roots.count = 0;
	trees->roots_read = false;
	trees->decoder = (struct nb_zdecoder){0};
	for (i = 0; i < trees->count; i++) {
		nb_tree_iter_init(&trees->trees[i], file,
				  &commit->trees[first + i], commit->offset,
				  &trees->decoder);
		trees->trees[i].keys = detail == NB_DETAIL_KEYS;
		trees->trees[i].hashes = has_hashes(detail);
	}
}

/* Read the roots record, unless that was done. The trees have all that is in
 * it, so that damage to it is nobody's concern here. */
static enum nb_status read_roots(struct nb_trees *trees, struct nb_error *err)
{
	struct nb_error own = {.status = NB_OK};
	struct nb_tree_iter *it = trees->trees;
	enum nb_status st;
	size_t i;

	if (trees->roots_read || trees->count == 0)
		return NB_OK;
	trees->roots_read = true;
	st = nb_roots_read(&trees->roots, it->file, trees->commit, it->decoder,
			   &own);
	if (st && st != NB_INVALID) {
		if (err)
			*err = own;
		return st;
	}
	for (i = 0; trees->roots.count && i < trees->count; i++)
		it[i].root = &trees->roots.trees[trees->first + i];
	return NB_OK;
}

enum nb_status nb_trees_describe(struct nb_trees *trees, size_t i,
				 struct nb_root *root, struct nb_error *err)
{
	struct nb_tree_iter *it = &trees->trees[i];
	enum nb_status st = read_roots(trees, err);

	if (st || !it->root)
		return st ? st : nb_tree_describe(it, root, err);
	*root = *it->root;
	return NB_OK;
}

enum nb_status nb_trees_seek(struct nb_trees *trees,
			     const struct nb_entry_key *key,
			     struct nb_error *err)
{
	enum nb_status st = read_roots(trees, err);
	size_t i;

	trees->current = NULL;
	if (!st)
		nb_trees_foresee(trees, key, 1, false,
				 has_hashes(trees->detail));
	for (i = 0; !st && i < trees->count; i++)
		st = nb_tree_seek(&trees->trees[i], key, err);
	return st;
}

/*
 * Go on from the entry that was given last, and choose the least of those at
 * which the trees stand; *entry is NULL if there is none. A commit has at most
 * 16 trees: comparing them all is cheap enough.
 */
static enum nb_status next_of_all(struct nb_trees *trees,
				  struct nb_entry **entry, struct nb_error *err)
{
	struct nb_tree_iter *least = NULL;
	enum nb_status st = NB_OK;
	size_t i;

	*entry = NULL;
	if (trees->current)
		st = nb_tree_next(trees->current, err);
	if (st)
		return st;
	for (i = 0; i < trees->count; i++) {
		struct nb_tree_iter *it = &trees->trees[i];

		/* it->last is the key of the entry at which a tree stands. */
		if (it->valid &&
		    (!least || nb_key_compare(&it->last, &least->last) < 0))
			least = it;
	}
	trees->current = least;
	if (least)
		*entry = &least->slot.entry;
	return NB_OK;
}

enum nb_status nb_trees_next(struct nb_trees *trees,
			     const struct nb_entry **entry,
			     struct nb_error *err)
{
	struct nb_entry *e;
	enum nb_status st;

	do
		st = next_of_all(trees, &e, err);
	while (!st && e && !nb_entry_as_of(e, trees->upto));
	if (!st && e)
		st = nb_tree_complete(trees->current, trees->detail, err);
	*entry = st ? NULL : e;
	return st;
}

void nb_trees_free(struct nb_trees *trees)
{
	size_t i;

	for (i = 0; i < trees->count; i++)
		nb_tree_iter_free(&trees->trees[i]);
	trees->count = 0;
	nb_roots_free(&trees->roots);
	nb_zdecoder_free(&trees->decoder);
}

/* Look for a key in one tree; *entry stays NULL where the tree lacks it. */
static enum nb_status find_in_tree(struct nb_tree_iter *it, uint64_t upto,
				   const struct nb_entry_key *key, bool newest,
				   enum nb_detail detail,
				   const struct nb_entry **entry,
				   struct nb_error *err)
{
	struct nb_entry *e = &it->slot.entry;
	enum nb_status st;

	it->hashes = has_hashes(detail);
	st = nb_tree_find(it, key, err);

	/* Revisions come newest first: pass over those that are newer than the
	 * commit that the archive is seen at. */
	while (!st && it->valid && nb_string_compare(&e->id, &key->id) == 0 &&
	       !nb_entry_as_of(e, upto))
		st = nb_tree_next(it, err);
	if (st || !it->valid || nb_string_compare(&e->id, &key->id) != 0 ||
	    (!newest && e->revision != key->revision))
		return st;
	st = nb_tree_complete(it, detail, err);
	if (!st)
		*entry = e;
	return st;
}

enum nb_status nb_trees_find(struct nb_trees *trees,
			     const struct nb_entry_key *wanted, bool newest,
			     enum nb_detail detail,
			     const struct nb_entry **entry,
			     struct nb_error *err)
{
	struct nb_entry_key key = *wanted;
	size_t i = key.id.len <= UINT8_MAX ? trees->count : 0;
	enum nb_status st = read_roots(trees, err);
	char id[UINT8_MAX];

	*entry = NULL;
	/* The identifier may belong to an entry that was found before, and
	 * would change under us. */
	if (i) {
		memcpy(id, key.id.text, key.id.len);
		key.id.text = id;
	}
	if (!st)
		nb_trees_foresee(trees, &key, 1, true, has_hashes(detail));
	while (!st && !*entry && i-- > 0)
		st = find_in_tree(&trees->trees[i], trees->upto, &key, newest,
				  detail, entry, err);
	if (st || *entry)
		return st;
	return nb_fail(err, NB_ABSENT, "%.*s: no such page",
		       (int)(wanted->id.len < 256 ? wanted->id.len : 256),
		       wanted->id.text);
}

/* The leaf that has the newest revision of a page; NULL if there is none, or if
 * the search fails. */
static const struct nb_leaf *leaf_of(struct nb_trees *trees,
				     const struct nb_entry_key *key,
				     enum nb_detail detail)
{
	const struct nb_entry *entry = NULL;
	size_t i = trees->count;

	while (!entry && i-- > 0)
		if (find_in_tree(&trees->trees[i], trees->upto, key, true,
				 detail, &entry, NULL))
			return NULL;
	return entry ? &trees->trees[i].leaf : NULL;
}

/* Tell the file which texts records the leaves have that have these pages. Only
 * the leaves say where these are. */
static void expect_texts(struct nb_trees *trees,
			 const struct nb_entry_key *keys, size_t count,
			 enum nb_detail detail)
{
	struct nb_buf ranges = {0};
	uint64_t last = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct nb_leaf *leaf = leaf_of(trees, &keys[i], detail);
		struct nb_range r;

		if (!leaf || leaf->texts_offset == last)
			continue;
		r = (struct nb_range){leaf->texts_offset, leaf->texts_size};
		last = r.offset;
		(void)!nb_buf_add(&ranges, &r, sizeof(r));
	}
	nb_file_expect(trees->trees[0].file,
		       (struct nb_range *)(void *)ranges.data,
		       ranges.len / sizeof(struct nb_range));
	nb_buf_free(&ranges);
}

void nb_trees_expect(struct nb_trees *trees, const struct nb_entry_key *keys,
		     size_t count, enum nb_detail detail)
{
	const bool hashes = has_hashes(detail);
	const bool texts =
		detail == NB_DETAIL_ALL || detail == NB_DETAIL_TITLES;

	if (!trees->count || !nb_file_is_far(trees->trees[0].file) ||
	    read_roots(trees, NULL))
		return;
	nb_trees_foresee(trees, keys, count, true, hashes);
	nb_trees_foresee_below(trees, keys, count, hashes);
	if (texts)
		expect_texts(trees, keys, count,
			     hashes ? NB_DETAIL_HASHES : NB_DETAIL_PLACES);
}

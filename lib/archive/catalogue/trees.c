/* SPDX-License-Identifier: Apache-2.0 */
/* Merging the trees of a commit, and finding a page in them
 * (format-spec/nbarc-format.md, sections 7 and 9). */
#include "archive/catalogue/trees.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/tree.h"
#include "archive/frame/zframe.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <string.h>

void nb_trees_init(struct nb_trees *trees, int fd,
		   const struct nb_commit *commit, size_t first,
		   enum nb_detail detail)
{
	size_t i;

	trees->count = commit->tree_count - first;
	trees->current = NULL;
	trees->upto = 0;
	trees->detail = detail;
	trees->decoder = (struct nb_zdecoder){0};
	for (i = 0; i < trees->count; i++) {
		nb_tree_iter_init(&trees->trees[i], fd,
				  &commit->trees[first + i], commit->offset,
				  &trees->decoder);
		trees->trees[i].keys = detail == NB_DETAIL_KEYS;
	}
}

enum nb_status nb_trees_seek(struct nb_trees *trees, const struct nb_key *key,
			     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	trees->current = NULL;
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
	nb_zdecoder_free(&trees->decoder);
}

/* Look for a key in one tree; *entry stays NULL where the tree lacks it. */
static enum nb_status find_in_tree(struct nb_tree_iter *it, uint64_t upto,
				   const struct nb_key *key, bool newest,
				   enum nb_detail detail,
				   const struct nb_entry **entry,
				   struct nb_error *err)
{
	struct nb_entry *e = &it->slot.entry;
	enum nb_status st = nb_tree_find(it, key, err);

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
			     const struct nb_key *wanted, bool newest,
			     enum nb_detail detail,
			     const struct nb_entry **entry,
			     struct nb_error *err)
{
	struct nb_key key = *wanted;
	size_t i = key.id.len <= UINT8_MAX ? trees->count : 0;
	enum nb_status st = NB_OK;
	char id[UINT8_MAX];

	*entry = NULL;
	/* The identifier may belong to an entry that was found before, and
	 * would change under us. */
	if (i) {
		memcpy(id, key.id.text, key.id.len);
		key.id.text = id;
	}
	while (!st && !*entry && i-- > 0)
		st = find_in_tree(&trees->trees[i], trees->upto, &key, newest,
				  detail, entry, err);
	if (st || *entry)
		return st;
	return nb_fail(err, NB_ABSENT, "%.*s: no such page",
		       (int)(wanted->id.len < 256 ? wanted->id.len : 256),
		       wanted->id.text);
}

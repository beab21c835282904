/* SPDX-License-Identifier: Apache-2.0 */
/* All trees of a commit, read as one catalogue in one order (sections 7 and 9).
 */
#include "archive/catalogue/trees.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/tree.h"
#include "archive/frame/zframe.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <string.h>

void nb_trees_init(struct nb_trees *m, int fd, const struct nb_commit *commit,
		   size_t first, enum nb_detail detail)
{
	size_t i;

	m->count = commit->tree_count - first;
	m->current = NULL;
	m->upto = 0;
	m->detail = detail;
	m->decoder.dctx = NULL;
	m->decoder.stream = NULL;
	for (i = 0; i < m->count; i++) {
		nb_tree_iter_init(&m->trees[i], fd, &commit->trees[first + i],
				  commit->offset, &m->decoder);
		m->trees[i].keys = detail == NB_DETAIL_KEYS;
	}
}

enum nb_status nb_trees_seek(struct nb_trees *m, const struct nb_key *key,
			     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	m->current = NULL;
	for (i = 0; !st && i < m->count; i++)
		st = nb_tree_seek(&m->trees[i], key, err);
	return st;
}

static enum nb_status next_of_all(struct nb_trees *m, struct nb_entry **entry,
				  struct nb_error *err)
{
	struct nb_tree_iter *least = NULL;
	enum nb_status st = NB_OK;
	size_t i;

	*entry = NULL;
	if (m->current)
		st = nb_tree_next(m->current, err);
	if (st)
		return st;
	for (i = 0; i < m->count; i++) {
		struct nb_tree_iter *it = &m->trees[i];

		/* After a seek or a step, it->last is the key of its entry. */
		if (it->valid &&
		    (!least || nb_key_compare(&it->last, &least->last) < 0))
			least = it;
	}
	m->current = least;
	if (least)
		*entry = &least->slot.entry;
	return NB_OK;
}

enum nb_status nb_trees_next(struct nb_trees *m, const struct nb_entry **entry,
			     struct nb_error *err)
{
	struct nb_entry *e;
	enum nb_status st;

	do
		st = next_of_all(m, &e, err);
	while (!st && e && !nb_entry_as_of(e, m->upto));
	if (!st && e)
		st = nb_tree_complete(m->current, m->detail, err);
	*entry = st ? NULL : e;
	return st;
}

void nb_trees_free(struct nb_trees *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		nb_tree_iter_free(&m->trees[i]);
	m->count = 0;
	nb_zdecoder_free(&m->decoder);
}

/* Look for a key in one tree; *entry stays NULL where that has none. */
static enum nb_status find_in_tree(struct nb_tree_iter *it, uint64_t upto,
				   const struct nb_key *key, bool newest,
				   enum nb_detail detail,
				   const struct nb_entry **entry,
				   struct nb_error *err)
{
	struct nb_entry *e = &it->slot.entry;
	enum nb_status st = nb_tree_find(it, key, err);

	/* Newer revisions than the archive is seen with. */
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

enum nb_status nb_trees_find(struct nb_trees *t, const struct nb_key *wanted,
			     bool newest, enum nb_detail detail,
			     const struct nb_entry **entry,
			     struct nb_error *err)
{
	struct nb_key key = *wanted;
	size_t i = key.id.len <= UINT8_MAX ? t->count : 0;
	enum nb_status st = NB_OK;
	char id[UINT8_MAX];

	*entry = NULL;
	/* The identifier may be that of an entry that was found before. */
	if (i) {
		memcpy(id, key.id.text, key.id.len);
		key.id.text = id;
	}
	while (!st && !*entry && i-- > 0)
		st = find_in_tree(&t->trees[i], t->upto, &key, newest, detail,
				  entry, err);
	if (st || *entry)
		return st;
	return nb_fail(err, NB_ABSENT, "%.*s: no such page",
		       (int)(wanted->id.len < 256 ? wanted->id.len : 256),
		       wanted->id.text);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading one tree of the catalogue (format-spec/nbarc-format.md, sections 7.5
 * and 9, "Finding a page").
 *
 * A seek chooses a pointer in each node from the root down, and then goes
 * through the leaf, whose entries can only be read in order. Nodes are trusted
 * no further than their checksum reaches: pointers must lead backwards in the
 * file and keys must rise, within a node and from leaf to leaf.
 */
#include "archive/catalogue/tree.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf.h"
#include "archive/catalogue/leaf_details.h"
#include "archive/catalogue/pointer.h"
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/le.h"

#include <nbarc/archive.h>

#include <string.h>

#define NODE_HEAD 32u /* bytes of the record before the content */

/* NB_INVALID for the node at `offset`, with what is wrong. */
static enum nb_status bad(struct nb_error *err, uint64_t offset,
			  const char *what)
{
	return nb_fail_at(err, NB_INVALID, offset, "catalogue node: %s", what);
}

/* ---- nodes */

/* Check the fields between head and content, and set the count of pointers. The
 * level must be what the path expects, which bounds the depth. */
static enum nb_status node_fields(const uint8_t *p, uint64_t offset,
				  uint8_t level, uint32_t *content_size,
				  struct nb_tree_node *node,
				  struct nb_error *err)
{
	node->count = nb_le32(p + 16);
	*content_size = nb_le32(p + 20);
	if (node->count == 0 || *content_size == 0 ||
	    *content_size > NB_NODE_MAX)
		return bad(err, offset, "its counts are out of range");
	if (p[24] != level)
		return bad(err, offset, "its level is wrong");
	return NB_OK;
}

/* Decode the record of the index node at `offset` into the path. */
static enum nb_status decode_node(struct nb_tree_iter *it,
				  const struct nb_buf *record, uint64_t offset,
				  uint8_t level, struct nb_error *err)
{
	struct nb_tree_node *node = &it->path[level];
	uint32_t end = nb_record_body_end(record->data, (uint32_t)record->len);
	uint32_t content_size;
	enum nb_status st;

	node->content.len = 0;
	if (end < NODE_HEAD)
		return bad(err, offset, "too short");
	st = node_fields(record->data, offset, level, &content_size, node, err);
	if (st)
		return st;
	st = nb_zframe_decompress(it->decoder, record->data + NODE_HEAD,
				  end - NODE_HEAD, NULL, 0, content_size,
				  NB_NODE_WINDOW_LOG, &node->content, err);
	if (st && err)
		err->offset = offset;
	return st;
}

/* Load the index node that `at` leads to into the path, and stand before its
 * first pointer. It must end at or before offset `before`. */
static enum nb_status load_node(struct nb_tree_iter *it, uint8_t level,
				const struct nb_pointer *at, uint64_t before,
				struct nb_error *err)
{
	struct nb_tree_node *node = &it->path[level];
	struct nb_buf record = {0};
	enum nb_status st;

	node->index = 0;
	node->at = 0;
	if (node->offset == at->offset)
		return NB_OK;
	node->offset = 0;
	node->count = 0;
	st = nb_record_read(it->file, at->offset, at->size, before,
			    NB_RECORD_INDEX, NB_NODE_MAX, &record, err);
	if (!st)
		st = decode_node(it, &record, at->offset, level, err);
	if (st)
		node->count = 0;
	else
		node->offset = at->offset;
	nb_buf_free(&record);
	return st;
}

/*
 * Load the leaf that `at` leads to. One that is loaded already is kept, and
 * rewound, or returned to it->back, unless the wanted entry lies ahead in it.
 * Its hashes record must stand directly before it, and have the size that the
 * pointer says.
 */
static enum nb_status load_leaf(struct nb_tree_iter *it,
				const struct nb_pointer *at, uint64_t before,
				struct nb_error *err)
{
	struct nb_leaf *leaf = &it->leaf;
	enum nb_leaf_part part =
		it->hashes ? NB_LEAF_WITH_HASHES : NB_LEAF_WHOLE;
	enum nb_status st;

	if (leaf->offset == at->offset) {
		if (it->back)
			nb_leaf_return(leaf, it->back);
		else if (!it->ahead)
			nb_leaf_rewind(leaf);
		return NB_OK;
	}
	it->ahead = false;
	it->marked[0] = it->marked[1] = 0;
	st = nb_leaf_read(leaf, it->file, it->decoder, at, before,
			  it->keys ? NB_LEAF_KEYS_ONLY : part, err);
	if (st)
		return st;
	/* A root that is a leaf may be known without its hashes record. */
	if (leaf->hashes_offset + leaf->hashes_size == at->offset &&
	    (at->hashes_size == leaf->hashes_size ||
	     (!at->hashes_size && it->tree->level == 0)))
		return NB_OK;
	leaf->offset = 0;
	leaf->count = leaf->index = 0;
	return bad(err, at->offset, "its hashes record is not before it");
}

/* Load the node that `at` leads to: a leaf at level 0. */
static enum nb_status load_level(struct nb_tree_iter *it, uint8_t level,
				 const struct nb_pointer *at, uint64_t before,
				 struct nb_error *err)
{
	if (level && at->hashes_size)
		return bad(err, at->offset, "it cannot have a hashes record");
	return level ? load_node(it, level, at, before, err)
		     : load_leaf(it, at, before, err);
}

/* Take the next pointer of an index node; there must be one. */
static enum nb_status next_pointer(struct nb_tree_node *node,
				   struct nb_pointer *out, struct nb_error *err)
{
	const uint8_t *start = node->content.data, *p = start + node->at;

	if (!nb_pointer_get(&p, start + node->content.len, out))
		return bad(err, node->offset, "cut off inside a pointer");
	node->at = (size_t)(p - start);
	node->index++;
	if (node->index == node->count && node->at != node->content.len)
		return bad(err, node->offset, "bytes are left over at its end");
	return NB_OK;
}

/* Make the pointers that the roots record has of the root the loaded node. */
static enum nb_status copy_root(struct nb_tree_iter *it, struct nb_error *err)
{
	struct nb_tree_node *node = &it->path[it->tree->level];

	node->index = 0;
	node->at = 0;
	if (node->offset == it->tree->root)
		return NB_OK;
	node->offset = 0;
	node->count = 0;
	node->content.len = 0;
	if (nb_buf_add(&node->content, it->root->pointers,
		       it->root->pointers_len))
		return nb_fail_mem(err);
	node->count = it->root->count;
	node->offset = it->tree->root;
	return NB_OK;
}

/* Load the root, from the roots record if that has it. */
static enum nb_status load_root(struct nb_tree_iter *it, struct nb_error *err)
{
	const struct nb_tree *tree = it->tree;
	struct nb_pointer at = {.offset = tree->root, .size = tree->root_size};
	const uint8_t *p;

	if (!it->root || !it->root->count)
		return load_level(it, tree->level, &at, it->end, err);
	if (tree->level)
		return copy_root(it, err);
	p = it->root->pointers;
	(void)nb_pointer_get(&p, p + it->root->pointers_len, &at);
	return load_leaf(it, &at, it->end, err);
}

/* ---- moving */

void nb_tree_iter_init(struct nb_tree_iter *it, struct nb_file file,
		       const struct nb_tree *tree, uint64_t end,
		       struct nb_zdecoder *decoder)
{
	memset(it, 0, sizeof(*it));
	it->file = file;
	it->tree = tree;
	it->end = end;
	it->decoder = decoder;
}

void nb_tree_iter_free(struct nb_tree_iter *it)
{
	size_t i;

	for (i = 0; i <= NB_LEVEL_MAX; i++)
		nb_buf_free(&it->path[i].content);
	nb_leaf_free(&it->leaf);
	nb_entry_slot_free(&it->slot);
}

/* Take the last pointer of the node whose key is not above `key`, or the first
 * one if there is none. With key NULL, take the next one. */
static enum nb_status choose_pointer(struct nb_tree_node *node,
				     const struct nb_entry_key *key,
				     struct nb_pointer *chosen,
				     struct nb_error *err)
{
	enum nb_status st = next_pointer(node, chosen, err);

	while (!st && key && node->index < node->count) {
		size_t at = node->at;
		struct nb_pointer p;

		st = next_pointer(node, &p, err);
		if (st)
			break;
		if (nb_key_compare(&chosen->key, &p.key) >= 0)
			return bad(err, node->offset,
				   "its pointers are not in order");
		if (nb_key_compare(&p.key, key) > 0) {
			node->at = at;
			node->index--;
			break;
		}
		*chosen = p;
	}
	return st;
}

/*
 * Go down from the loaded node on `level` to a leaf, by `key` or, with NULL, to
 * the first one that was not read yet. A node whose pointers are damaged is
 * used up.
 */
static enum nb_status descend(struct nb_tree_iter *it, uint8_t level,
			      const struct nb_entry_key *key,
			      struct nb_error *err)
{
	struct nb_pointer p;
	enum nb_status st = NB_OK;

	while (!st && level > 0) {
		struct nb_tree_node *node = &it->path[level];

		st = choose_pointer(node, key, &p, err);
		if (st) {
			node->index = node->count;
			break;
		}
		level--;
		/* A node lies before the one that points to it, so that there
		 * is no loop. */
		st = load_level(it, level, &p, node->offset, err);
	}
	return st;
}

enum nb_status nb_tree_way(struct nb_tree_iter *it,
			   const struct nb_entry_key *key, uint8_t to,
			   struct nb_pointer *p, struct nb_error *err)
{
	uint8_t level = it->tree->level;
	enum nb_status st = load_root(it, err);

	while (!st && level > to) {
		st = choose_pointer(&it->path[level], key, p, err);
		if (!st && --level > to)
			st = load_level(it, level, p,
					it->path[level + 1].offset, err);
	}
	return st;
}

/* Copy the key of the current entry, which outlives the entry's own strings. */
static void remember(struct nb_tree_iter *it)
{
	const struct nb_entry *e = &it->slot.entry;

	memcpy(it->last_id, e->id.text, e->id.len);
	it->last.id.text = it->last_id;
	it->last.id.len = e->id.len;
	it->last.revision = e->revision;
}

/* Decode the next entry of the leaf, which must have one, and check its order
 * and place. */
static enum nb_status decode_entry(struct nb_tree_iter *it,
				   struct nb_error *err)
{
	struct nb_leaf *leaf = &it->leaf;
	const struct nb_entry *e = &it->slot.entry;
	struct nb_entry_key key;
	enum nb_status st = nb_leaf_next(leaf, &it->slot, err);

	if (st) {
		if (err)
			err->offset = leaf->offset;
		return st;
	}
	key.id = e->id;
	key.revision = e->revision;
	/* Within a leaf the order was checked. */
	if (leaf->index == 1 && it->last.id.text &&
	    nb_key_compare(&it->last, &key) >= 0)
		return bad(err, leaf->offset, "its entries are not in order");
	if (!it->keys && (e->directory > it->end || e->frame_size > it->end))
		return bad(err, leaf->offset,
			   "the place of a page lies outside the file");
	remember(it);
	it->valid = true;
	return NB_OK;
}

/* Like decode_entry(). After a bad entry the rest of the leaf is given up,
 * since later values depend on it. */
static enum nb_status leaf_entry(struct nb_tree_iter *it, struct nb_error *err)
{
	enum nb_status st = decode_entry(it, err);

	if (st)
		it->leaf.index = it->leaf.count;
	return st;
}

/* Load the next leaf: that of the next pointer on the lowest level that has
 * one. *more is false if there is none. */
static enum nb_status next_leaf(struct nb_tree_iter *it, bool *more,
				struct nb_error *err)
{
	uint8_t level;

	*more = false;
	for (level = 1; level <= it->tree->level; level++) {
		if (it->path[level].index < it->path[level].count) {
			*more = true;
			return descend(it, level, NULL, err);
		}
	}
	return NB_OK;
}

/*
 * Check that the texts record of the leaf that was loaded does not stand before
 * that of the leaf before it. So a pass over the tree decodes each texts record
 * once, and no small file can ask for two of them again and again.
 */
static enum nb_status check_texts(struct nb_tree_iter *it, struct nb_error *err)
{
	struct nb_leaf *leaf = &it->leaf;

	if (!leaf->texts_size)
		return NB_OK;
	if (leaf->texts_offset < it->last_texts) {
		leaf->index = leaf->count;
		return bad(err, leaf->offset,
			   "its texts record precedes that of the leaf before");
	}
	it->last_texts = leaf->texts_offset;
	return NB_OK;
}

enum nb_status nb_tree_next(struct nb_tree_iter *it, struct nb_error *err)
{
	enum nb_status st;
	bool more;

	it->valid = it->newest = false;
	if (it->leaf.index < it->leaf.count)
		return leaf_entry(it, err);
	st = next_leaf(it, &more, err);
	if (!st && more)
		st = check_texts(it, err);
	return st || !more ? st : leaf_entry(it, err);
}

/* Stand after the last entry, whatever is loaded. */
static void exhaust(struct nb_tree_iter *it)
{
	size_t i;

	it->valid = false;
	for (i = 1; i <= it->tree->level; i++)
		it->path[i].index = it->path[i].count;
	it->leaf.index = it->leaf.count;
}

/* Go to the next entry on the way to a key. */
static enum nb_status pass(struct nb_tree_iter *it, struct nb_error *err)
{
	unsigned next = it->last_mark ^ 1;

	nb_leaf_note(&it->leaf, &it->marks[next]);
	it->marked[next] = it->leaf.offset;
	it->last_mark = next;
	return nb_tree_next(it, err);
}

/*
 * The mark of the loaded leaf from which the key is reached, or NULL. An item
 * is looked for as a page first, which passes its page, and then as an item of
 * that: one entry before, of a hundred in the leaf.
 */
static const struct nb_leaf_mark *mark_before(const struct nb_tree_iter *it,
					      const struct nb_entry_key *key)
{
	unsigned i, k;

	for (i = 0; i < 2; i++) {
		k = it->last_mark ^ i;
		if (it->leaf.offset && it->marked[k] == it->leaf.offset &&
		    nb_leaf_mark_is_before(&it->marks[k], key))
			return &it->marks[k];
	}
	return NULL;
}

enum nb_status nb_tree_seek(struct nb_tree_iter *it,
			    const struct nb_entry_key *key,
			    struct nb_error *err)
{
	uint8_t level = it->tree->level, i;
	enum nb_status st;

	/* Many items of one page are looked for one after the other. */
	if (it->valid && it->newest && key->revision == UINT32_MAX &&
	    it->keys == it->had_keys && it->hashes == it->had_hashes &&
	    nb_string_compare(&it->last.id, &key->id) == 0)
		return NB_OK;
	it->ahead = it->valid && nb_key_compare(&it->last, key) < 0;
	it->back = it->ahead ? NULL : mark_before(it, key);
	it->valid = it->newest = false;
	it->last_texts = 0;
	if (it->root && nb_key_compare(&it->root->last, key) < 0) {
		exhaust(it);
		return NB_OK;
	}
	/* After a failure nb_tree_next() must not continue in nodes that an
	 * earlier seek left loaded. */
	for (i = 1; i < level; i++)
		it->path[i].index = it->path[i].count;
	st = load_root(it, err);
	if (!st)
		st = descend(it, level, key, err);
	if (st)
		it->leaf.index = it->leaf.count;
	/* A seek backwards begins the check of the order anew. */
	if (!it->ahead)
		it->last.id.text = NULL;
	it->ahead = false;
	it->back = NULL;
	if (!st)
		st = pass(it, err);
	while (!st && it->valid) {
		struct nb_entry_key here = {it->slot.entry.id,
					    it->slot.entry.revision};

		if (nb_key_compare(&here, key) >= 0)
			break;
		st = pass(it, err);
	}
	it->newest = !st && it->valid && key->revision == UINT32_MAX;
	it->had_keys = it->keys;
	it->had_hashes = it->hashes;
	return st;
}

/* True if the root, as far as it is known, shows that all identifiers of the
 * tree are above this one. */
static bool begins_after(const struct nb_tree_iter *it,
			 const struct nb_string *id)
{
	const struct nb_buf *node = &it->path[it->tree->level].content;
	struct nb_pointer first;
	const uint8_t *p = node->data;
	size_t len = node->len;

	if (it->root && it->root->count) {
		p = it->root->pointers;
		len = it->root->pointers_len;
	} else if (it->tree->level == 0) {
		return false;
	}
	return nb_pointer_get(&p, p + len, &first) &&
	       nb_string_compare(&first.key.id, id) > 0;
}

enum nb_status nb_tree_find(struct nb_tree_iter *it,
			    const struct nb_entry_key *key,
			    struct nb_error *err)
{
	bool known = it->root && it->root->count;
	enum nb_status st = NB_OK;

	/* A root that is a leaf does not tell before the search. */
	if (!known && it->tree->level)
		st = load_root(it, err);
	if (!st && !begins_after(it, &key->id))
		return nb_tree_seek(it, key, err);
	exhaust(it);
	return st;
}

/* Describe the root of a tree that is a single leaf, by a pointer that is kept
 * in the path, where such a tree has nothing. */
static enum nb_status describe_leaf(struct nb_tree_iter *it,
				    struct nb_root *root, struct nb_error *err)
{
	static const struct nb_entry_key first = {{"", 0}, UINT32_MAX};
	struct nb_buf *b = &it->path[1].content;
	struct nb_pointer p = {.offset = it->tree->root,
			       .size = it->tree->root_size};
	enum nb_status st = nb_tree_seek(it, &first, err);

	if (st)
		return st;
	p.hashes_size = it->leaf.hashes_size;
	p.key = it->last;
	b->len = 0;
	if (nb_pointer_put(b, &p))
		return nb_fail_mem(err);
	root->count = 1;
	root->pointers = b->data;
	root->pointers_len = b->len;
	return NB_OK;
}

enum nb_status nb_tree_describe(struct nb_tree_iter *it, struct nb_root *root,
				struct nb_error *err)
{
	/* Above every identifier: UTF-8 does not have this byte. */
	static const struct nb_entry_key end = {{"\xff", 1}, 0};
	const struct nb_tree_node *node = &it->path[it->tree->level];
	enum nb_status st = NB_OK;

	memset(root, 0, sizeof(*root));
	if (it->tree->level == 0)
		st = describe_leaf(it, root, err);
	if (!st)
		st = nb_tree_seek(it, &end, err);
	if (st)
		return st;
	root->last = it->last;
	if (it->tree->level) {
		root->count = node->count;
		root->pointers = node->content.data;
		root->pointers_len = node->content.len;
	}
	return NB_OK;
}

enum nb_status nb_tree_texts(struct nb_tree_iter *it, struct nb_error *err)
{
	return nb_leaf_texts(&it->leaf, it->file, it->decoder, &it->slot, err);
}

enum nb_status nb_tree_hashes(struct nb_tree_iter *it, struct nb_error *err)
{
	return nb_leaf_hashes(&it->leaf, it->file, &it->slot, err);
}

enum nb_status nb_tree_complete(struct nb_tree_iter *it, enum nb_detail detail,
				struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (detail == NB_DETAIL_ALL || detail == NB_DETAIL_TITLES)
		st = nb_tree_texts(it, err);
	if (!st && (detail == NB_DETAIL_ALL || detail == NB_DETAIL_HASHES))
		st = nb_tree_hashes(it, err);
	return st;
}

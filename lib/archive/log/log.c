/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the log from its topmost record down (format-spec/nbarc-format.md,
 * section 11.2).
 *
 * Nothing that is read proves itself: a path is good only if it leads to the
 * root that the commit record has, which its maker compares.
 */
#include "archive/log/log.h"
#include "archive/catalogue/entry.h"
#include "base/error.h"
#include "base/sha256.h"

#include <string.h>

enum nb_status nb_log_open(struct nb_log *log, struct nb_file file,
			   const struct nb_commit *commit,
			   struct nb_trees *trees, struct nb_error *err)
{
	uint8_t root[NB_SHA256_SIZE];

	memset(log, 0, sizeof(*log));
	log->file = file;
	log->end = commit->offset;
	log->trees = trees;
	log->top =
		(struct nb_log_place){commit->log, commit->log_size,
				      commit->log_level, 0, commit->revisions};
	log->edge.leaves = commit->revisions;
	memcpy(log->edge.hashes, commit->edge, sizeof(log->edge.hashes));
	if (commit->revisions == 0)
		return NB_OK;
	if (!commit->log || commit->log_level != nb_log_top(commit->revisions))
		return nb_fail_at(err, NB_INVALID, commit->offset,
				  "commit record: its log has another size");
	nb_edge_root(&log->edge, root);
	if (memcmp(root, commit->root, NB_SHA256_SIZE) != 0)
		return nb_fail_at(err, NB_INVALID, commit->offset,
				  "commit record: its Merkle root is not that "
				  "of its edge");
	return NB_OK;
}

void nb_log_free(struct nb_log *log)
{
	size_t i;

	for (i = 0; i <= NB_LOG_LEVEL_MAX; i++)
		nb_log_node_free(&log->nodes[i]);
	nb_zdecoder_free(&log->decoder);
}

/* Read the record of this level that has the leaf `index`, and those above it.
 */
static enum nb_status descend(struct nb_log *log, uint64_t index,
			      unsigned level, struct nb_error *err)
{
	struct nb_log_place place = log->top;
	uint64_t before = log->end;

	for (;;) {
		struct nb_log_node *node = &log->nodes[place.level];
		enum nb_status st =
			nb_log_node_read(node, log->file, &place, before, err);

		if (st || place.level == level)
			return st;
		before = place.offset;
		nb_log_node_below(node,
				  (unsigned)((index - place.first) /
					     nb_log_span(place.level - 1u)),
				  &place);
	}
}

enum nb_status nb_log_leaves(struct nb_log *log, uint64_t index,
			     const struct nb_log_node **node,
			     struct nb_error *err)
{
	*node = &log->nodes[0];
	return descend(log, index, 0, err);
}

enum nb_status nb_log_keys_of(struct nb_log *log, uint64_t index,
			      const struct nb_log_node **node,
			      struct nb_error *err)
{
	enum nb_status st = nb_log_leaves(log, index, node, err);

	return st ? st : nb_log_node_keys(&log->nodes[0], &log->decoder, err);
}

enum nb_status nb_log_child_of(struct nb_log *log, uint64_t index,
			       unsigned level, struct nb_log_child *child,
			       struct nb_error *err)
{
	const struct nb_log_node *node = &log->nodes[level];
	enum nb_status st = descend(log, index, level, err);

	if (!st)
		nb_log_node_child(node,
				  (unsigned)((index - node->place.first) /
					     nb_log_span(level - 1)),
				  child);
	return st;
}

enum nb_status nb_log_key(struct nb_log *log, uint64_t index,
			  struct nb_log_key *key, struct nb_error *err)
{
	const struct nb_log_node *node;
	enum nb_status st = nb_log_keys_of(log, index, &node, err);

	if (!st)
		*key = node->keys[index - node->place.first];
	return st;
}

/* A search by halves: log2(n) keys, of which the last eight are in one record.
 */
enum nb_status nb_log_find(struct nb_log *log, const struct nb_log_key *key,
			   uint64_t *index, struct nb_error *err)
{
	uint64_t low = 0, high = log->top.count;
	enum nb_status st = NB_OK;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		struct nb_log_key found;
		int order;

		/* The first key of a record tells which half the record is in,
		 * so that no record is read twice. */
		if (high - low > NB_LOG_LEAVES)
			middle -= middle % NB_LOG_LEAVES;
		if (middle < low)
			middle = low;
		st = nb_log_key(log, middle, &found, err);
		if (st)
			return st;
		order = nb_log_key_compare(&found, key);
		if (order == 0) {
			*index = middle;
			return NB_OK;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return nb_fail_at(err, NB_INVALID, log->top.offset,
			  "log: %.*s@%u is not in it", (int)key->id.len,
			  key->id.text, key->revision);
}

/* Set `hash` to that of the leaf `index`, from its page entry. */
static enum nb_status leaf_hash(struct nb_log *log, uint64_t index,
				uint8_t hash[NB_SHA256_SIZE],
				struct nb_error *err)
{
	unsigned place = (unsigned)(index % NB_LOG_GROUP);
	const struct nb_entry *e;
	struct nb_log_key key;
	struct nb_entry_key wanted;
	enum nb_status st;

	if (log->group_first != index - place) {
		log->group_first = index - place;
		log->known = 0;
	}
	if (log->known >> place & 1) {
		memcpy(hash, log->group[place], NB_SHA256_SIZE);
		return NB_OK;
	}
	st = nb_log_key(log, index, &key, err);
	if (st)
		return st;
	wanted = (struct nb_entry_key){key.id, key.revision};
	st = nb_trees_find(log->trees, &wanted, false, NB_DETAIL_HASHES, &e,
			   err);
	if (st == NB_ABSENT || (!st && e->commit != key.commit))
		st = nb_fail_at(err, NB_INVALID, log->nodes[0].place.offset,
				"log record: %.*s@%u is not in the catalogue",
				(int)key.id.len, key.id.text, key.revision);
	if (st)
		return st;
	nb_merkle_leaf(e, hash);
	memcpy(log->group[place], hash, NB_SHA256_SIZE);
	log->known |= 1u << place;
	return NB_OK;
}

/* Set `hash` from the leaves themselves; the subtree is smaller than a group.
 */
static enum nb_status from_leaves(struct nb_log *log, uint64_t first,
				  unsigned height, uint8_t hash[NB_SHA256_SIZE],
				  struct nb_error *err)
{
	uint8_t parts[NB_LOG_GROUP][NB_SHA256_SIZE];
	enum nb_status st = NB_OK;
	unsigned i;

	for (i = 0; !st && i < 1u << height; i++)
		st = leaf_hash(log, first + i, parts[i], err);
	if (!st)
		nb_merkle_join(parts, height, hash);
	return st;
}

/* Set `hash` from the record of this level. Its children, or groups, have the
 * height `below`. */
static enum nb_status from_record(struct nb_log *log, uint64_t first,
				  unsigned height, unsigned level,
				  unsigned below, uint8_t hash[NB_SHA256_SIZE],
				  struct nb_error *err)
{
	const struct nb_log_node *node = &log->nodes[level];
	uint8_t parts[NB_LOG_CHILDREN][NB_SHA256_SIZE];
	enum nb_status st = descend(log, first, level, err);
	unsigned i, from;

	if (st)
		return st;
	from = (unsigned)((first - node->place.first) >> below);
	for (i = 0; i < 1u << (height - below); i++) {
		struct nb_log_child child;

		if (level == 0) {
			memcpy(parts[i], nb_log_node_group(node, from + i),
			       NB_SHA256_SIZE);
			continue;
		}
		nb_log_node_child(node, from + i, &child);
		memcpy(parts[i], child.hash, NB_SHA256_SIZE);
	}
	nb_merkle_join(parts, height - below, hash);
	return NB_OK;
}

/* True if the subtree is one of the right edge, whose hash is then known. */
static bool from_edge(const struct nb_edge *edge, uint64_t first,
		      unsigned height, uint8_t hash[NB_SHA256_SIZE])
{
	uint64_t before = edge->leaves >> (height + 1);

	if (!(edge->leaves >> height & 1) || first != before << (height + 1))
		return false;
	memcpy(hash, edge->hashes[__builtin_popcountll(before)],
	       NB_SHA256_SIZE);
	return true;
}

/* struct nb_subtrees.get of a log. */
static enum nb_status get_subtree(void *context, uint64_t first,
				  unsigned height, uint8_t hash[NB_SHA256_SIZE],
				  struct nb_error *err)
{
	struct nb_log *log = context;
	unsigned level;

	if (from_edge(&log->edge, first, height, hash))
		return NB_OK;
	if (height < NB_LOG_GROUP_HEIGHT)
		return from_leaves(log, first, height, hash, err);
	if (height < NB_LOG_RECORD_HEIGHT)
		return from_record(log, first, height, 0, NB_LOG_GROUP_HEIGHT,
				   hash, err);
	/* The record whose children are as high, or a little lower. */
	level = 1 + (height - NB_LOG_RECORD_HEIGHT) / NB_LOG_NODE_HEIGHT;
	return from_record(log, first, height, level, nb_log_height(level - 1),
			   hash, err);
}

struct nb_subtrees nb_log_subtrees(struct nb_log *log)
{
	return (struct nb_subtrees){get_subtree, log};
}

enum nb_status nb_log_root(struct nb_log *log, uint64_t leaves,
			   uint8_t root[NB_SHA256_SIZE], struct nb_error *err)
{
	struct nb_subtrees subtrees = nb_log_subtrees(log);

	if (leaves == 0) {
		nb_sha256("", 0, root);
		return NB_OK;
	}
	return nb_path_range(&subtrees, 0, leaves, root, err);
}

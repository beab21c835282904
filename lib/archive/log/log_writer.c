/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing log records as leaves are added (format-spec/nbarc-format.md, section
 * 11.2).
 *
 * Adding a leaf completes perfect subtrees, whose hashes nb_edge_add() gives.
 * One of a group's height goes to the record that is being filled; one of a
 * record's height ends that record, which becomes a child of the node above.
 */
#include "archive/log/log_writer.h"
#include "archive/record/record.h"
#include "base/error.h"

#include <string.h>

void nb_log_writer_init(struct nb_log_writer *w, struct nb_sink *sink,
			int level)
{
	memset(w, 0, sizeof(*w));
	w->sink = sink;
	w->level = level;
}

void nb_log_writer_free(struct nb_log_writer *w)
{
	size_t i;

	nb_log_keys_free(&w->keys);
	nb_buf_free(&w->groups);
	for (i = 0; i < NB_LOG_LEVEL_MAX + 2; i++)
		nb_buf_free(&w->children[i]);
}

/* ---- records */

/* Write a record of this level and make it a child of the node above; `hash` is
 * that of its leaves. */
static enum nb_status write_record(struct nb_log_writer *w, unsigned level,
				   const struct nb_buf *record,
				   const uint8_t hash[NB_SHA256_SIZE],
				   struct nb_error *err)
{
	struct nb_log_child child;
	enum nb_status st;

	memcpy(child.hash, hash, NB_SHA256_SIZE);
	child.offset = w->sink ? w->sink->at : 0;
	child.size = (uint32_t)record->len;
	st = nb_log_add_child(&w->children[level + 1], &child, err);
	return st || !w->sink
		       ? st
		       : nb_sink_write(w->sink, record->data, record->len, err);
}

/* Write the record of level 0 that was filled. */
static enum nb_status end_leaves(struct nb_log_writer *w,
				 const uint8_t hash[NB_SHA256_SIZE],
				 struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st =
		nb_log_encode_keys(w->edge.leaves - w->keys.count, &w->keys,
				   &w->groups, w->level, &record, err);

	if (!st)
		st = write_record(w, 0, &record, hash, err);
	nb_log_keys_empty(&w->keys);
	w->groups.len = 0;
	nb_buf_free(&record);
	return st;
}

/* Write the node of this level, from 1, whose children are at hand. */
static enum nb_status end_node(struct nb_log_writer *w, unsigned level,
			       const uint8_t hash[NB_SHA256_SIZE],
			       struct nb_error *err)
{
	struct nb_buf record = {0};
	uint64_t first = (w->edge.leaves - 1) & ~(nb_log_span(level) - 1);
	enum nb_status st = nb_log_encode_node(
		first, w->edge.leaves - first, (uint8_t)level,
		&w->children[level], &record, err);

	if (!st)
		st = write_record(w, level, &record, hash, err);
	w->children[level].len = 0;
	nb_buf_free(&record);
	return st;
}

/* Write the nodes that are complete now; `height` is that of the highest
 * perfect subtree that ends with the last leaf. */
static enum nb_status end_complete(struct nb_log_writer *w, unsigned height,
				   nb_complete complete, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned level;

	for (level = 1;
	     !st && level <= NB_LOG_LEVEL_MAX && nb_log_height(level) <= height;
	     level++)
		st = end_node(w, level, complete[nb_log_height(level)], err);
	return st;
}

/* ---- leaves */

enum nb_status nb_log_writer_add(struct nb_log_writer *w,
				 const struct nb_log_key *key,
				 const uint8_t hash[NB_SHA256_SIZE],
				 struct nb_error *err)
{
	nb_complete complete;
	unsigned height;
	enum nb_status st;

	if (w->edge.leaves == NB_REVISIONS_MAX)
		return nb_fail(err, NB_LIMIT,
			       "an archive has at most %u page entries",
			       NB_REVISIONS_MAX);
	st = nb_log_keys_add(&w->keys, key, err);
	if (st)
		return st;
	height = nb_edge_add(&w->edge, 0, hash, complete);
	if (height >= NB_LOG_GROUP_HEIGHT &&
	    nb_buf_add(&w->groups, complete[NB_LOG_GROUP_HEIGHT],
		       NB_SHA256_SIZE))
		return nb_fail_mem(err);
	if (height < NB_LOG_RECORD_HEIGHT)
		return NB_OK;
	st = end_leaves(w, complete[NB_LOG_RECORD_HEIGHT], err);
	return st ? st : end_complete(w, height, complete, err);
}

enum nb_status nb_log_writer_entry(struct nb_log_writer *w,
				   const struct nb_entry *e,
				   struct nb_error *err)
{
	const struct nb_log_key key = {e->commit, e->id, e->revision};
	uint8_t hash[NB_SHA256_SIZE];

	nb_merkle_leaf(e, hash);
	return nb_log_writer_add(w, &key, hash, err);
}

/* ---- what an archive has already */

/* NB_INVALID for a log whose records do not go with the commit record. */
static enum nb_status differs(const struct nb_log *log, struct nb_error *err)
{
	return nb_fail_at(err, NB_INVALID, log->top.offset,
			  "log: its hashes do not lead to the Merkle root");
}

/*
 * True if `count` hashes of perfect subtrees of this height, the last of the
 * log, are those of its edge: joined, they are the subtrees of the edge from
 * this height up to that of a group or a node that has not so many.
 */
static bool on_edge(const struct nb_log *log, unsigned height,
		    const uint8_t *hashes, size_t count)
{
	uint64_t larger = log->edge.leaves >> height >> NB_LOG_NODE_HEIGHT;
	struct nb_edge joined = {0};
	size_t i;

	for (i = 0; i < count; i++)
		(void)nb_edge_add(&joined, 0, hashes + i * NB_SHA256_SIZE,
				  NULL);
	return memcmp(joined.hashes,
		      log->edge.hashes[__builtin_popcountll(larger)],
		      (size_t)__builtin_popcountll(count) * NB_SHA256_SIZE) ==
	       0;
}

/* Take over the keys and groups of the last record of level 0, which is not
 * complete and is loaded. */
static enum nb_status take_leaves(struct nb_log_writer *w, struct nb_log *log,
				  struct nb_error *err)
{
	struct nb_log_node *node = &log->nodes[0];
	size_t count = (size_t)node->place.count / NB_LOG_GROUP, i;
	enum nb_status st = nb_log_node_keys(node, &log->decoder, err);

	for (i = 0; !st && i < node->place.count; i++)
		st = nb_log_keys_add(&w->keys, &node->keys[i], err);
	if (st || !count)
		return st;
	if (!on_edge(log, NB_LOG_GROUP_HEIGHT, nb_log_node_group(node, 0),
		     count))
		return differs(log, err);
	return nb_buf_add(&w->groups, nb_log_node_group(node, 0),
			  count * NB_SHA256_SIZE)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/*
 * Take over the complete children of a node that is not complete. *place is
 * that of the node, and becomes that of its last child if that is not complete
 * either; else its offset becomes 0.
 */
static enum nb_status take_children(struct nb_log_writer *w, struct nb_log *log,
				    struct nb_log_place *place,
				    struct nb_error *err)
{
	const struct nb_log_node *node = &log->nodes[place->level];
	unsigned height = nb_log_height(place->level - 1u);
	unsigned count = (unsigned)(node->place.count >> height), i;
	uint8_t hashes[NB_LOG_CHILDREN][NB_SHA256_SIZE];
	struct nb_log_child child;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < count; i++) {
		nb_log_node_child(node, i, &child);
		memcpy(hashes[i], child.hash, NB_SHA256_SIZE);
		st = nb_log_add_child(&w->children[place->level], &child, err);
	}
	if (!st && !on_edge(log, height, hashes[0], count))
		st = differs(log, err);
	if ((uint64_t)count << height == node->place.count)
		place->offset = 0;
	else
		nb_log_node_below(node, count, place);
	return st;
}

/* A log that is one complete record needs only its place: it is a child of the
 * node that the next leaf will begin. */
static enum nb_status take_whole(struct nb_log_writer *w, struct nb_log *log,
				 struct nb_error *err)
{
	struct nb_log_child child = {.offset = log->top.offset,
				     .size = log->top.size};

	nb_edge_root(&log->edge, child.hash);
	return nb_log_add_child(&w->children[log->top.level + 1], &child, err);
}

enum nb_status nb_log_writer_resume(struct nb_log_writer *w, struct nb_log *log,
				    struct nb_error *err)
{
	struct nb_log_place place = log->top;
	uint64_t before = log->end;
	enum nb_status st = NB_OK;

	w->edge = log->edge;
	if (place.count == 0)
		return NB_OK;
	if (place.count == nb_log_span(place.level))
		return take_whole(w, log, err);
	while (!st && place.offset) {
		uint64_t at = place.offset;

		st = nb_log_node_read(&log->nodes[place.level], log->file,
				      &place, before, err);
		if (!st && place.level == 0)
			return take_leaves(w, log, err);
		if (!st)
			st = take_children(w, log, &place, err);
		before = at;
	}
	return st;
}

/* Copy a complete record of level 0. */
static enum nb_status copy_leaves(struct nb_log_writer *w,
				  const struct nb_log_node *node,
				  struct nb_error *err)
{
	uint8_t groups[NB_LOG_GROUPS][NB_SHA256_SIZE];
	uint8_t hash[NB_SHA256_SIZE];
	nb_complete complete;
	unsigned height;
	enum nb_status st;

	memcpy(groups, nb_log_node_group(node, 0), sizeof(groups));
	nb_merkle_join(groups, NB_LOG_NODE_HEIGHT, hash);
	height = nb_edge_add(&w->edge, NB_LOG_RECORD_HEIGHT, hash, complete);
	st = write_record(w, 0, &node->record, hash, err);
	return st ? st : end_complete(w, height, complete, err);
}

enum nb_status nb_log_writer_copy(struct nb_log_writer *w, struct nb_log *log,
				  struct nb_error *err)
{
	const struct nb_log_node *node;
	enum nb_status st = NB_OK;
	uint64_t at;

	for (at = 0; !st && at < log->top.count; at += NB_LOG_LEAVES) {
		st = nb_log_leaves(log, at, &node, err);
		if (!st && node->place.count == NB_LOG_LEAVES)
			st = copy_leaves(w, node, err);
		else if (!st)
			st = take_leaves(w, log, err);
	}
	if (st)
		return st;
	/* The rest of the edge, below a record, is only in the commit. */
	if (memcmp(w->edge.hashes, log->edge.hashes,
		   (size_t)__builtin_popcountll(w->edge.leaves) *
			   NB_SHA256_SIZE) != 0)
		return differs(log, err);
	w->edge = log->edge;
	return NB_OK;
}

/* ---- the end */

/* Write what is not complete, level by level: each becomes the last child of
 * the node above, until one record has all leaves. */
static enum nb_status write_spine(struct nb_log_writer *w, unsigned top,
				  struct nb_error *err)
{
	uint8_t hash[NB_SHA256_SIZE];
	enum nb_status st = NB_OK;
	unsigned level;

	if (w->keys.count) {
		nb_edge_rest(&w->edge, NB_LOG_RECORD_HEIGHT, hash);
		st = end_leaves(w, hash, err);
	}
	for (level = 1; !st && level <= top; level++) {
		/* A node that is complete was written before. */
		if (w->children[level].len == 0)
			continue;
		nb_edge_rest(&w->edge, nb_log_height(level), hash);
		st = end_node(w, level, hash, err);
	}
	return st;
}

enum nb_status nb_log_writer_end(struct nb_log_writer *w,
				 struct nb_commit *commit, struct nb_error *err)
{
	unsigned top = nb_log_top(w->edge.leaves);
	struct nb_log_child child;
	enum nb_status st = NB_OK;

	nb_edge_root(&w->edge, commit->root);
	memcpy(commit->edge, w->edge.hashes, sizeof(commit->edge));
	commit->revisions = w->edge.leaves;
	if (w->edge.leaves == 0)
		return NB_OK;
	st = write_spine(w, top, err);
	if (st)
		return st;
	/* The topmost record is the only child of a node that there is not. */
	nb_log_child_at(&w->children[top + 1], 0, &child);
	commit->log = child.offset;
	commit->log_size = child.size;
	commit->log_level = (uint8_t)top;
	return NB_OK;
}

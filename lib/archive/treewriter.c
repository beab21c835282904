/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/treewriter.h"
#include "archive/zframe.h"
#include "base/error.h"
#include "base/file.h"

#include <stdbool.h>
#include <string.h>

#define NODE_CONTENT ((uint32_t)64 * 1024)

/* Where a node that was written stands. */
struct written {
	uint64_t offset;
	uint32_t size;
};

void nb_tree_writer_init(struct nb_tree_writer *w, struct nb_sink *sink,
			 int level)
{
	memset(w, 0, sizeof(*w));
	w->sink = sink;
	w->level = level;
	w->node_content = NODE_CONTENT;
}

void nb_tree_writer_free(struct nb_tree_writer *w)
{
	size_t i;

	for (i = 0; i <= NB_LEVEL_MAX; i++)
		nb_buf_free(&w->nodes[i].content);
}

/* Write the node of a level as a record, and empty it. */
static enum nb_status write_node(struct nb_tree_writer *w, unsigned level,
				 struct written *out, struct nb_error *err)
{
	struct nb_open_node *node = &w->nodes[level];
	struct nb_buf record = {0};
	enum nb_status st = nb_record_begin(&record, level ? NB_RECORD_INDEX
							   : NB_RECORD_LEAF);

	if (!st)
		st = nb_add32(&record, node->count);
	if (!st)
		st = nb_add32(&record, (uint32_t)node->content.len);
	if (!st)
		st = nb_add64(&record, level);
	if (st) {
		st = nb_fail_mem(err);
		goto out;
	}
	st = nb_zframe_compress(node->content.data, node->content.len, NULL, 0,
				w->level, &record, err);
	if (!st)
		st = nb_record_end(&record, NB_NODE_MAX, err);
	if (st)
		goto out;
	out->offset = w->sink->at;
	out->size = (uint32_t)record.len;
	st = nb_sink_write(w->sink, record.data, record.len, err);
	node->content.len = 0;
	node->count = 0;
out:
	nb_buf_free(&record);
	return st;
}

static void first_key(struct nb_open_node *node, const struct nb_key *key)
{
	if (node->count)
		return;
	memcpy(node->id, key->id.text, key->id.len);
	node->id_len = (uint8_t)key->id.len;
	node->revision = key->revision;
}

static enum nb_status close_node(struct nb_tree_writer *w, unsigned level,
				 struct nb_error *err);

/* Add a pointer to the node of a level, which may fill and close it. */
static enum nb_status add_pointer(struct nb_tree_writer *w, unsigned level,
				  const struct written *below,
				  const struct nb_key *key,
				  struct nb_error *err)
{
	struct nb_open_node *node = &w->nodes[level];
	uint8_t len = (uint8_t)key->id.len;
	enum nb_status st;

	first_key(node, key);
	st = nb_add64(&node->content, below->offset);
	if (!st)
		st = nb_add32(&node->content, below->size);
	if (!st)
		st = nb_add32(&node->content, key->revision);
	if (!st)
		st = nb_buf_add(&node->content, &len, 1);
	if (!st)
		st = nb_buf_add(&node->content, key->id.text, len);
	if (st)
		return nb_fail_mem(err);
	node->count++;
	if (node->content.len < w->node_content)
		return NB_OK;
	return close_node(w, level, err);
}

/* Write a node and point to it from the level above. */
static enum nb_status close_node(struct nb_tree_writer *w, unsigned level,
				 struct nb_error *err)
{
	struct nb_open_node *node = &w->nodes[level];
	char id[UINT8_MAX];
	struct nb_key key = {{id, node->id_len}, node->revision};
	struct written at;
	enum nb_status st;

	if (level == NB_LEVEL_MAX)
		return nb_fail(err, NB_LIMIT, "the catalogue is too deep");
	memcpy(id, node->id, node->id_len);
	st = write_node(w, level, &at, err);
	return st ? st : add_pointer(w, level + 1, &at, &key, err);
}

enum nb_status nb_tree_writer_add(struct nb_tree_writer *w,
				  const struct nb_entry *entry,
				  struct nb_error *err)
{
	struct nb_open_node *leaf = &w->nodes[0];
	struct nb_key key = {entry->id, entry->revision};
	enum nb_status st;

	first_key(leaf, &key);
	st = nb_entry_encode(entry, &leaf->content, err);
	if (st)
		return st;
	leaf->count++;
	w->entries++;
	if (leaf->content.len < w->node_content)
		return NB_OK;
	return close_node(w, 0, err);
}

/* True when some level above has a pointer already. */
static bool above(const struct nb_tree_writer *w, unsigned level)
{
	while (++level <= NB_LEVEL_MAX)
		if (w->nodes[level].count)
			return true;
	return false;
}

enum nb_status nb_tree_writer_end(struct nb_tree_writer *w,
				  struct nb_tree *tree, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct written at = {0};
	unsigned level = 0;

	tree->entries = w->entries;
	/* The root is the first node with nothing above it; an index node of
	 * one pointer at the top leads to the root just as well. */
	for (;; level++) {
		if (!w->nodes[level].count)
			continue;
		if (!above(w, level))
			break;
		st = close_node(w, level, err);
		if (st)
			return st;
	}
	st = write_node(w, level, &at, err);
	tree->root = at.offset;
	tree->root_size = at.size;
	tree->level = (uint8_t)level;
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Writing one tree of the catalogue (section 7), entries in order. */
#ifndef NB_ARCHIVE_TREEWRITER_H
#define NB_ARCHIVE_TREEWRITER_H

#include "archive/commit.h"
#include "archive/leaf.h"
#include "archive/sink.h"

/* The key of the first entry of a node. */
struct nb_first_key {
	char id[UINT8_MAX];
	uint8_t id_len;
	uint32_t revision;
};

/* An index node that is being filled. */
struct nb_open_node {
	struct nb_buf content;
	uint32_t count;
	struct nb_first_key first;
};

/* A leaf that is written when its texts record is, and its hashes record. */
struct nb_waiting_leaf {
	struct nb_buf record, hashes;
	struct nb_written hashes_at;
	struct nb_first_key first;
};

/* Memory: 512 KiB of texts, the leaves that they belong to, and a node of each
 * level. */
struct nb_tree_writer {
	struct nb_sink *sink;
	int level; /* zstd's */
	struct nb_leaf_writer leaf;
	struct nb_first_key first; /* of `leaf` */
	struct nb_buf texts;	   /* of the leaves that wait, and of `leaf` */
	size_t texts_from;	   /* where those of `leaf` begin */
	struct nb_waiting_leaf *waiting;
	size_t waiting_count, waiting_cap;
	struct nb_written last_leaf;
	uint64_t leaves;			     /* that were written */
	struct nb_open_node nodes[NB_LEVEL_MAX + 1]; /* by level, from 1 */
	uint64_t entries;
};

void nb_tree_writer_init(struct nb_tree_writer *w, struct nb_sink *sink,
			 int level);
NB_CHECK enum nb_status nb_tree_writer_add(struct nb_tree_writer *w,
					   const struct nb_entry *entry,
					   struct nb_error *err);
/* Write what is left; root, root_size, level and entries of tree are set. */
NB_CHECK enum nb_status nb_tree_writer_end(struct nb_tree_writer *w,
					   struct nb_tree *tree,
					   struct nb_error *err);
void nb_tree_writer_free(struct nb_tree_writer *w);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Writing one tree of the catalogue (section 7), entries in order. */
#ifndef NB_ARCHIVE_TREEWRITER_H
#define NB_ARCHIVE_TREEWRITER_H

#include "archive/record/commit.h"
#include "archive/catalogue/leaf_writer.h"
#include "archive/frame/encoders.h"
#include "base/pool.h"
#include "archive/record/sink.h"

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

/*
 * Who compresses the leaves and texts of a tree. The jobs of the pool that are
 * not the tree's stand in front of them: before() takes those, and writes them,
 * when the tree is to write.
 */
struct nb_tree_helpers {
	struct nb_pool *pool;
	struct nb_encoders *encoders;
	enum nb_status (*before)(void *context, struct nb_error *err);
	void *context;
};

/* Memory: 512 KiB of texts, the leaves that they belong to, and a node of each
 * level; with helpers 3 MiB of leaves and texts that they have. */
struct nb_tree_writer {
	struct nb_sink *sink;
	int level; /* zstd's */
	struct nb_tree_helpers helpers;
	unsigned helped;     /* jobs of the tree in the pool */
	size_t helped_bytes; /* of them */
	struct nb_leaf_writer leaf;
	struct nb_first_key first;    /* of `leaf` */
	struct nb_buf texts;	      /* of the leaves behind the last texts */
	size_t texts_from;	      /* where those of `leaf` begin */
	size_t grouped;		      /* leaves behind the last texts */
	struct nb_tree_job **waiting; /* leaves whose texts were not written */
	size_t waiting_count, waiting_cap;
	struct nb_written last_leaf;
	uint64_t leaves;			     /* that were written */
	struct nb_open_node nodes[NB_LEVEL_MAX + 1]; /* by level, from 1 */
	uint64_t entries;
};

/* helpers NULL: there are none. */
void nb_tree_writer_init(struct nb_tree_writer *w, struct nb_sink *sink,
			 int level, const struct nb_tree_helpers *helpers);
NB_CHECK enum nb_status nb_tree_writer_add(struct nb_tree_writer *w,
					   const struct nb_entry *entry,
					   struct nb_error *err);
/* Write what is left; root, root_size, level and entries of tree are set. */
NB_CHECK enum nb_status nb_tree_writer_end(struct nb_tree_writer *w,
					   struct nb_tree *tree,
					   struct nb_error *err);
/* No jobs of others may be in the pool. */
void nb_tree_writer_free(struct nb_tree_writer *w);

#endif

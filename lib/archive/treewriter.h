/* SPDX-License-Identifier: Apache-2.0 */
/* Writing one tree of the catalogue (section 7), entries in order. */
#ifndef NB_ARCHIVE_TREEWRITER_H
#define NB_ARCHIVE_TREEWRITER_H

#include "archive/commit.h"
#include "archive/entry.h"
#include "archive/sink.h"

/* A node that is being filled. */
struct nb_open_node {
	struct nb_buf content;
	uint32_t count;
	char id[UINT8_MAX]; /* key of its first entry */
	uint8_t id_len;
	uint32_t revision;
};

struct nb_tree_writer {
	struct nb_sink *sink;
	int level;	       /* zstd's */
	uint32_t node_content; /* content at which a node is written */
	struct nb_open_node nodes[NB_LEVEL_MAX + 1];
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

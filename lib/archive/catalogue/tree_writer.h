/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing one tree of the catalogue from page entries in order
 * (format-spec/nbarc-format.md, sections 7 and 10).
 *
 * Entries fill a leaf; leaves wait until enough of them share a texts record,
 * and are then written together: texts, and each leaf after its hashes. Each
 * leaf gives a pointer to the index node above, which is written when it is
 * full and gives a pointer to the next level. Leaves and texts can be
 * compressed by a pool of threads, whose results come back in order, so that
 * the bytes do not depend on it.
 */
#ifndef NB_ARCHIVE_TREE_WRITER_H
#define NB_ARCHIVE_TREE_WRITER_H

#include "archive/record/commit.h"
#include "archive/catalogue/leaf_writer.h"
#include "archive/catalogue/roots.h"
#include "archive/frame/encoders.h"
#include "base/pool.h"
#include "archive/record/sink.h"

/* A key that owns its identifier. */
struct nb_own_key {
	char id[UINT8_MAX];
	uint8_t id_len;
	uint32_t revision;
};

/* An index node that is being filled; `first` is set once count is not 0. */
struct nb_open_node {
	struct nb_buf content; /* the pointers */
	uint32_t count;	       /* of pointers */
	struct nb_own_key first;
};

/*
 * Who compresses the leaves and texts of a tree. The pool is shared: jobs that
 * are not the tree's may have been submitted before its own. before() takes
 * those from the pool and writes them; it is called each time the tree is about
 * to take a result of its own. All is borrowed.
 */
struct nb_tree_helpers {
	struct nb_pool *pool;
	struct nb_encoders *encoders;
	enum nb_status (*before)(void *context, struct nb_error *err);
	void *context;
};

/*
 * A tree that is being written. It borrows the sink, and owns the rest:
 * nb_tree_writer_free(). Memory: 512 KiB of texts, the leaves that they belong
 * to, and a node of each level; with helpers also the 3 MiB of leaves and texts
 * that they work on. A group is the leaves that share a texts record.
 */
struct nb_tree_writer {
	struct nb_sink *sink;
	int level; /* zstd's */
	struct nb_tree_helpers helpers;
	unsigned helped;	      /* jobs of the tree in the pool */
	size_t helped_bytes;	      /* their content */
	struct nb_leaf_writer leaf;   /* the one that is being filled */
	struct nb_own_key first;      /* of the first entry of `leaf` */
	struct nb_own_key last;	      /* of the entry that was added last */
	struct nb_buf texts;	      /* strings of the current group */
	size_t texts_from;	      /* where those of `leaf` begin in it */
	size_t grouped;		      /* finished leaves of the group */
	struct nb_tree_job **waiting; /* leaves that are compressed and wait for
					 the texts of their group */
	size_t waiting_count, waiting_cap;
	struct nb_written last_leaf; /* the last leaf that was written */
	uint64_t leaves;	     /* leaves that were written */
	struct nb_open_node nodes[NB_LEVEL_MAX + 1]; /* by level, from 1 */
	uint64_t entries;			     /* that were added */
};

/* Begin a tree that is written to the sink, compressed at zstd's `level`.
 * helpers is copied; NULL: the calling thread does everything. */
void nb_tree_writer_init(struct nb_tree_writer *w, struct nb_sink *sink,
			 int level, const struct nb_tree_helpers *helpers);
/*
 * Add the next entry in the order of the catalogue, which is not checked. The
 * entry is copied. NB_LIMIT when it is too large for a reader. After a failure
 * only nb_tree_writer_free() may follow.
 */
NB_CHECK enum nb_status nb_tree_writer_add(struct nb_tree_writer *w,
					   const struct nb_entry *entry,
					   struct nb_error *err);
/*
 * Write what is left, set root, root_size, level and entries of *tree, and add
 * the tree to a roots record. Without entries they are all 0, and nothing is
 * written or added.
 */
NB_CHECK enum nb_status nb_tree_writer_end(struct nb_tree_writer *w,
					   struct nb_tree *tree,
					   struct nb_roots_writer *roots,
					   struct nb_error *err);
/* Free everything, and take the tree's own jobs from the pool; no jobs of
 * others may be in it. */
void nb_tree_writer_free(struct nb_tree_writer *w);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the log (format-spec/nbarc-format.md, section 11): the keys of its
 * leaves, and the hash of any part of it, by a few reads.
 *
 * Hashes of 16 leaves and more are in log records. Those of fewer follow from
 * the page entries, which are looked up in the catalogue: 16 of them at most
 * for a path from a leaf.
 */
#ifndef NB_ARCHIVE_LOG_H
#define NB_ARCHIVE_LOG_H

#include "archive/catalogue/trees.h"
#include "archive/log/log_record.h"
#include "archive/log/path.h"
#include "base/ranges.h"

/*
 * A log that is being read. nodes[level] is the record of that level that was
 * read last; group[i] is the hash of the leaf i of the group that was needed
 * last, if bit i of `known` is set. Owns the nodes and the decoder; file and
 * the trees are borrowed.
 */
struct nb_log {
	struct nb_file file;
	uint64_t end; /* offset of the commit record: all lies before it */
	struct nb_trees *trees;
	struct nb_log_place top; /* the topmost record */
	struct nb_edge edge;	 /* of all leaves, or of none of them */
	struct nb_log_node nodes[NB_LOG_LEVEL_MAX + 1];
	struct nb_zdecoder decoder;
	uint64_t group_first; /* of the leaves of `group` */
	unsigned known;
	uint8_t group[NB_LOG_GROUP][NB_SHA256_SIZE];
};

/*
 * Begin to read the log that a commit names; nothing is read yet. `trees` are
 * those of the same commit, or of a later one. NB_INVALID if what the commit
 * says of its log, edge and root contradicts itself.
 *
 * The commit must be one of the file: its `revisions` are the leaves of the
 * log. nb_log_free() is to be called also after a failure.
 */
NB_CHECK enum nb_status nb_log_open(struct nb_log *log, struct nb_file file,
				    const struct nb_commit *commit,
				    struct nb_trees *trees,
				    struct nb_error *err);
void nb_log_free(struct nb_log *log);

/* Give the record of level 0 that has the leaf `index`, which must be one of
 * the log. It lives until the next call. */
NB_CHECK enum nb_status nb_log_leaves(struct nb_log *log, uint64_t index,
				      const struct nb_log_node **node,
				      struct nb_error *err);

/* Like nb_log_leaves(), with the keys of the record decoded. */
NB_CHECK enum nb_status nb_log_keys_of(struct nb_log *log, uint64_t index,
				       const struct nb_log_node **node,
				       struct nb_error *err);

/* Give the child, of a node of this level, from 1, that has the leaf `index`.
 * `level` is at most that of the topmost record. */
NB_CHECK enum nb_status nb_log_child_of(struct nb_log *log, uint64_t index,
					unsigned level,
					struct nb_log_child *child,
					struct nb_error *err);

/* Give the key of the leaf `index`, which must be one of the log. It lives
 * until the next call. */
NB_CHECK enum nb_status nb_log_key(struct nb_log *log, uint64_t index,
				   struct nb_log_key *key,
				   struct nb_error *err);

/* Find the index of a leaf by its key. NB_INVALID if the log does not have it:
 * the catalogue has an entry that the log lacks. */
NB_CHECK enum nb_status nb_log_find(struct nb_log *log,
				    const struct nb_log_key *key,
				    uint64_t *index, struct nb_error *err);

/* The log as the source of the hashes of a path (path.h). It uses the trees,
 * and so ends the life of an entry that was found in them. */
struct nb_subtrees nb_log_subtrees(struct nb_log *log);

/* Set `root` to the root of the tree of the first `leaves` leaves, at most
 * those of the log. */
NB_CHECK enum nb_status nb_log_root(struct nb_log *log, uint64_t leaves,
				    uint8_t root[NB_SHA256_SIZE],
				    struct nb_error *err);

#endif

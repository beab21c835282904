/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing the log (format-spec/nbarc-format.md, section 11): adding leaves to
 * that of an archive, or making that of a new one.
 *
 * What is complete is never written again. A commit writes the records that
 * become complete with its leaves, and the right spine: the last record of each
 * level, which is not complete, up to the topmost one. So an append costs
 * O(log n), whatever the size of the archive.
 */
#ifndef NB_ARCHIVE_LOG_WRITER_H
#define NB_ARCHIVE_LOG_WRITER_H

#include "archive/log/log.h"
#include "archive/record/sink.h"

/*
 * A log in the making. Leaves since the last complete record of level 0 are in
 * `keys` and `groups`; children[l] are the children, of level l - 1, of the
 * node of level l that is not complete yet. What was written stands in the
 * file of `sink`. Owns the buffers: nb_log_writer_free(). The sink is borrowed.
 */
struct nb_log_writer {
	struct nb_sink *sink;
	int level; /* of zstd */
	struct nb_edge edge;
	struct nb_log_keys keys;
	struct nb_buf groups;
	struct nb_buf children[NB_LOG_LEVEL_MAX + 2];
};

/* Begin an empty log, whose records go to `sink`, compressed at zstd's `level`.
 * With `sink` NULL nothing is written: the log is only computed. */
void nb_log_writer_init(struct nb_log_writer *writer, struct nb_sink *sink,
			int level);

/*
 * Go on with the log of an archive, to whose file `sink` appends. Reads the
 * right spine of it, at most a record a level. NB_INVALID if that is damaged,
 * or is not what the commit record says.
 */
NB_CHECK enum nb_status nb_log_writer_resume(struct nb_log_writer *writer,
					     struct nb_log *log,
					     struct nb_error *err);

/*
 * Copy a whole log of another file to the writer, which must be new. Complete
 * records of level 0 are copied byte for byte, since nothing in them depends on
 * where they stand. NB_INVALID as above, or if the hashes do not lead to the
 * edge of the log.
 */
NB_CHECK enum nb_status nb_log_writer_copy(struct nb_log_writer *writer,
					   struct nb_log *log,
					   struct nb_error *err);

/* Add the leaf of a key with this hash; keys come in the order of the log.
 * NB_LIMIT if the log is full. */
NB_CHECK enum nb_status nb_log_writer_add(struct nb_log_writer *writer,
					  const struct nb_log_key *key,
					  const uint8_t hash[NB_SHA256_SIZE],
					  struct nb_error *err);

/* Like nb_log_writer_add(), for the leaf of an entry that has its hashes. */
NB_CHECK enum nb_status nb_log_writer_entry(struct nb_log_writer *writer,
					    const struct nb_entry *entry,
					    struct nb_error *err);

/*
 * Write the right spine, and set the root, the edge, the number of revisions
 * and the topmost log record of a commit. The writer can only be freed after
 * it.
 */
NB_CHECK enum nb_status nb_log_writer_end(struct nb_log_writer *writer,
					  struct nb_commit *commit,
					  struct nb_error *err);
void nb_log_writer_free(struct nb_log_writer *writer);

#endif

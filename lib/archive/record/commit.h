/* SPDX-License-Identifier: Apache-2.0 */
/* The header and the commit record (sections 4, 8, 9). */
#ifndef NB_ARCHIVE_COMMIT_H
#define NB_ARCHIVE_COMMIT_H

#include "archive/record/record.h"

#define NB_COMMIT_WRITER 32 /* bytes of the writer's name */

/* A tree of the catalogue: its root and the commits that it covers. */
struct nb_tree {
	uint64_t root;
	uint32_t root_size;
	uint8_t level;
	uint64_t entries;
	uint64_t first_commit, last_commit;
};

struct nb_commit {
	uint64_t offset;
	uint64_t number;
	uint64_t time;
	uint64_t previous;
	uint8_t previous_sha256[32];
	uint64_t segment;
	uint64_t incompatible, compatible;
	uint8_t root[32];
	uint64_t revisions, pages, items;
	uint64_t document_bytes, source_bytes;
	char writer[NB_COMMIT_WRITER + 1];
	struct nb_tree trees[NB_TREES_MAX];
	uint32_t tree_count;
	/* The record of commits from before the file was rewritten; 0: none. */
	uint64_t earlier;
	uint32_t earlier_size;
};

/* Append the header of a file to an empty buffer. */
NB_CHECK enum nb_status nb_header_encode(struct nb_buf *out,
					 struct nb_error *err);

/* Check the header at the start of the file. */
NB_CHECK enum nb_status nb_header_check(int fd, struct nb_error *err);

/* Append the commit record to an empty buffer. */
NB_CHECK enum nb_status nb_commit_encode(const struct nb_commit *commit,
					 struct nb_buf *out,
					 struct nb_error *err);

/* Put the NB_RECORD_HEAD bytes with which every commit record begins at p. */
void nb_commit_put_head(uint8_t *p);

/* Decode and check the NB_COMMIT_SIZE bytes that stand at `offset`. */
NB_CHECK enum nb_status nb_commit_decode(const uint8_t *p, uint64_t offset,
					 struct nb_commit *commit,
					 struct nb_error *err);

/* Read the commit record at offset. */
NB_CHECK enum nb_status nb_commit_read(int fd, uint64_t offset,
				       struct nb_commit *commit,
				       uint8_t sha256[32],
				       struct nb_error *err);

/* That commit record: c is the one before, whose hash is sha256, and becomes
 * the one at `offset`. */
void nb_commit_follow(struct nb_commit *c, const uint8_t sha256[32],
		      uint64_t offset);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header and the commit record (format-spec/nbarc-format.md, sections 4, 8
 * and 9).
 *
 * The header begins a file and never changes. A commit record ends every
 * segment, describes the whole archive as it was then, and points to the commit
 * record before it. nb_commit_decode() checks what a record says about itself
 * and its trees. Whether the chain is whole is checked by those who follow it.
 */
#ifndef NB_ARCHIVE_COMMIT_H
#define NB_ARCHIVE_COMMIT_H

#include "archive/record/record.h"
#include "base/ranges.h"

#define NB_COMMIT_WRITER 32 /* bytes of the writer's name in the file */
#define NB_HASH_SHA256 1    /* the only hash algorithm so far */

/* The log of all page entries (section 11): the most hashes that its right edge
 * has, and the highest level of a log record. */
#define NB_LOG_EDGE_MAX 32
#define NB_LOG_LEVEL_MAX 6

/* Incompatible features (section 12): page frames need the shared text. */
#define NB_FEATURE_SHARED ((uint64_t)1 << 0)

/* What the header of a file says beside its format version. */
struct nb_header {
	/* Bytes at the start of the file that are the prefix of every page
	 * frame, at most NB_SHARED_MAX; 0: there is no shared text. */
	uint64_t shared;
	bool draft; /* of the time before version 1 was final */
};

/* A tree of the catalogue: its root and the commits that it covers. */
struct nb_tree {
	uint64_t root;	    /* offset of its root node in the file */
	uint32_t root_size; /* bytes of that record */
	uint8_t level;	    /* 0: the root is a leaf */
	uint64_t entries;   /* page entries in the tree */
	uint64_t first_commit, last_commit; /* both are covered */
};

/*
 * A commit record. It owns nothing and can be copied. In one that was decoded
 * the trees, oldest first, cover the commits 1 to `number` without gap or
 * overlap (there may be none), and every offset lies before `offset`.
 */
struct nb_commit {
	uint64_t offset; /* of this record in the file */
	uint64_t number; /* from 1 */
	uint64_t time;	 /* seconds since 1970-01-01 UTC */
	/* The commit record before, and its SHA-256; 0: this one is the first
	 * of the file. */
	uint64_t previous;
	uint8_t previous_sha256[NB_SHA256_SIZE];
	uint64_t segment;		   /* offset where its segment begins */
	uint64_t incompatible, compatible; /* feature bits (section 12) */
	uint8_t root[NB_SHA256_SIZE];	   /* Merkle root (section 11) */
	/* Page entries of all trees; pages and items that are present. */
	uint64_t revisions, pages, items;
	uint64_t document_bytes, source_bytes; /* sums over all entries */
	char writer[NB_COMMIT_WRITER + 1];     /* NUL-terminated */
	struct nb_tree trees[NB_TREES_MAX];
	uint32_t tree_count;
	/* Offset and bytes of the record of the commits that the archive had
	 * before the file was rewritten; 0: there is none. */
	uint64_t earlier;
	uint32_t earlier_size;
	/* Roots of the perfect subtrees of the log, from left to right, the
	 * largest first: one for each bit that is set in `revisions`, and
	 * zeros after them. */
	uint8_t edge[NB_LOG_EDGE_MAX][NB_SHA256_SIZE];
	/* The topmost log record; offset and size 0: there is none. */
	uint64_t log;
	uint32_t log_size;
	uint8_t log_level;
	/* The roots record (section 7.6); offset and size 0: there is none. */
	uint64_t roots;
	uint32_t roots_size;
};

/* Append the header of a new file to an empty buffer. */
NB_CHECK enum nb_status nb_header_encode(const struct nb_header *header,
					 struct nb_buf *out,
					 struct nb_error *err);

/*
 * Read and check the header at the start of the file. NB_INVALID when the file
 * is no archive or the header is damaged; NB_UNSUPPORTED when the format is
 * newer, or a draft: header->draft tells which. The rest of *header is set on
 * success only.
 */
NB_CHECK enum nb_status nb_header_read(struct nb_file file,
				       struct nb_header *header,
				       struct nb_error *err);

/* NB_UNSUPPORTED if the commit says that page frames need the shared text, and
 * the header says that there is none; NB_INVALID for the reverse. */
NB_CHECK enum nb_status nb_header_fits(const struct nb_header *header,
				       const struct nb_commit *commit,
				       struct nb_error *err);

/* Append the commit record, NB_COMMIT_SIZE bytes, to an empty buffer. Nothing
 * is checked: tree_count must be at most NB_TREES_MAX. */
NB_CHECK enum nb_status nb_commit_encode(const struct nb_commit *commit,
					 struct nb_buf *out,
					 struct nb_error *err);

/* Write to p the NB_RECORD_HEAD bytes with which every commit record begins. A
 * commit that lacks only these is completed with them (section 10). */
void nb_commit_put_head(uint8_t *p);

/*
 * Decode and check the NB_COMMIT_SIZE bytes at p, which stand at `offset` in
 * the file. NB_INVALID when they are not a commit record that is valid at this
 * place; NB_UNSUPPORTED when they are one that needs a newer reader, in which
 * case *commit is not to be used.
 */
NB_CHECK enum nb_status nb_commit_decode(const uint8_t *p, uint64_t offset,
					 struct nb_commit *commit,
					 struct nb_error *err);

/*
 * The offset at which a commit record states that it stands, and its time. They
 * are among its first NB_COMMIT_STATED bytes, in those of drafts too. Where
 * bytes were inserted or lost before a record, it stands elsewhere, and
 * nb_commit_decode() with the stated offset tells what it says.
 */
#define NB_COMMIT_STATED 40u
uint64_t nb_commit_stated(const uint8_t *p);
uint64_t nb_commit_time(const uint8_t *p);

/* Read and decode the commit record at `offset`. sha256, unless it is NULL,
 * gets the SHA-256 of its NB_COMMIT_SIZE bytes, as the next commit names it. */
NB_CHECK enum nb_status nb_commit_read(struct nb_file file, uint64_t offset,
				       struct nb_commit *commit,
				       uint8_t sha256[NB_SHA256_SIZE],
				       struct nb_error *err);

/*
 * Turn c, whose record has the hash sha256, into the commit that follows it
 * with its record at `offset` and brings no page: same contents, next number.
 * Parity and notes are committed this way, and their commit record can be
 * made anew from the one before (sections 17 and 18).
 */
void nb_commit_follow(struct nb_commit *c, const uint8_t sha256[NB_SHA256_SIZE],
		      uint64_t offset);

#endif

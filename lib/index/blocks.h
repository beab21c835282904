/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The content of an index segment, in blocks that are checked one by one
 * (format-spec/nbarc-index.md, section 4).
 *
 * A lookup reads a few places of a large segment, and needs to know of each
 * that it is right. So every block of 4,096 bytes has a check of its own, which
 * also says that the block stands where it belongs. Offsets in the content do
 * not count the checks.
 */
#ifndef NB_INDEX_BLOCKS_H
#define NB_INDEX_BLOCKS_H

#include "base/ranges.h"

#include <nbarc/buf.h>

#include <stdbool.h>

/* Bytes of a block in the file, and of content in it. */
#define NB_INDEX_BLOCK 4096u
#define NB_INDEX_CONTENT (NB_INDEX_BLOCK - 8u)

/* After what nb_index_load() reads, so many zeros can be read. */
#define NB_INDEX_PAD 8u

/* Blocks that a reader remembers. */
#define NB_INDEX_CACHED 256u

/*
 * Blocks that were read and checked. All zeros is a new cache; owned. It is of
 * one segment: the lookups of a search come back to a few blocks of its tables
 * again and again.
 */
struct nb_index_cache {
	uint8_t *content; /* NB_INDEX_CACHED times NB_INDEX_CONTENT bytes */
	uint64_t numbers[NB_INDEX_CACHED]; /* of each block, from 1; 0: none */
};

void nb_index_cache_free(struct nb_index_cache *cache);

/* Blocks in one record of an embedded index: as many as a record of 2^24 bytes
 * has room for. Between them and those of the next record stand the checksum of
 * the one and the head of the other. */
#define NB_INDEX_RUN 4095u
#define NB_INDEX_BETWEEN 24u

/* The blocks of a segment. The file is borrowed. */
struct nb_index_blocks {
	struct nb_file file;
	uint64_t offset; /* of the first block in the file */
	bool embedded;	 /* they stand in records of an archive */
	uint64_t first;	 /* page entry that the segment begins with */
	uint64_t count;
};

/* Bytes of the file from the first block to the end of the last one. They are
 * at least NB_INDEX_BLOCK times the number of blocks, which is below 2^32. */
uint64_t nb_index_span(const struct nb_index_blocks *blocks);

/*
 * Set `out` to `len` bytes of the content from the offset `at` on; blocks are
 * read and checked as needed; a few are remembered. NB_INVALID, with an
 * offset in the file, if they are damaged or beyond the segment.
 */
NB_CHECK enum nb_status nb_index_load(const struct nb_index_blocks *blocks,
				      struct nb_index_cache *cache, uint64_t at,
				      uint64_t len, struct nb_buf *out,
				      struct nb_error *err);

/* Set *range to the bytes of the file that have these bytes of the content, in
 * whole blocks. False if there are none, or they are beyond the segment. */
bool nb_index_range(const struct nb_index_blocks *blocks, uint64_t at,
		    uint64_t len, struct nb_range *range);

/* Tell a file that is far away that these bytes of the content will be read, so
 * that they are one request. What is beyond the segment is not told. */
void nb_index_expect(const struct nb_index_blocks *blocks, uint64_t at,
		     uint64_t len);

/* Content that is being written at the end of a file. It owns its buffer. */
struct nb_index_sink {
	int fd;
	const char *name; /* of the file, for messages; borrowed */
	uint64_t offset;  /* in the file, of the blocks in the buffer */
	uint64_t first;	  /* as in struct nb_index_blocks */
	uint64_t count;	  /* of the blocks before the buffer */
	struct nb_buf buf;
};

/* Append to the content. */
NB_CHECK enum nb_status nb_index_put(struct nb_index_sink *sink,
				     const void *data, size_t len,
				     struct nb_error *err);

/* The offset in the content of what is put next. */
uint64_t nb_index_sink_at(const struct nb_index_sink *sink);

/* Fill the last block with zeros and write what is left. */
NB_CHECK enum nb_status nb_index_sink_end(struct nb_index_sink *sink,
					  struct nb_error *err);

void nb_index_sink_free(struct nb_index_sink *sink);

#endif

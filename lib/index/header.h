/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header of an index: two slots, of which one is valid at any time
 * (format-spec/nbarc-index.md, section 4).
 *
 * An update appends segments, and then overwrites the slot that does not hold.
 * If it is interrupted, the other slot still says what was there before.
 */
#ifndef NB_INDEX_HEADER_H
#define NB_INDEX_HEADER_H

#include "index/segment.h"

#include <nbarc/index.h>

/* Bytes of a slot, and of the header: segments begin after it. */
#define NB_INDEX_SLOT 4096u
#define NB_INDEX_HEADER (2u * NB_INDEX_SLOT)

#define NB_INDEX_SEGMENTS_MAX 16u

/* The rule of nb_index_ends_pair(). Whoever changes that, or the table of
 * nb_points(), gives it another number: indexes are then made anew. */
#define NB_INDEX_ORDER 1u

/* What a slot says. */
struct nb_index_header {
	uint64_t sequence;	      /* the higher one of two slots holds */
	uint32_t grain;		      /* that of all segments */
	uint64_t entries;	      /* page entries of all segments */
	uint8_t root[NB_SHA256_SIZE]; /* of the log of these */
	uint32_t order; /* rule that decides where lists of pairs are */
	uint64_t end;	/* offset in the file of the end of the segments */
	struct nb_index_segment segments[NB_INDEX_SEGMENTS_MAX];
	uint32_t segment_count;
};

/* Is an open file an index, be it a damaged one? An empty file may become one.
 */
bool nb_index_is_index(struct nb_file file);

/* Read the header of an index that is open. NB_INVALID if neither slot is
 * right; NB_UNSUPPORTED if it needs a newer reader. */
NB_CHECK enum nb_status nb_index_header_read(struct nb_file file,
					     struct nb_index_header *header,
					     struct nb_error *err);

/*
 * Read the record of an embedded index that has its slot, at `offset` in an
 * archive of which `end` bytes may be used. NB_INVALID if it is damaged.
 */
NB_CHECK enum nb_status nb_index_record_read(struct nb_file file,
					     uint64_t offset, uint64_t end,
					     struct nb_index_header *header,
					     struct nb_error *err);

/* Bytes of that record. */
#define NB_INDEX_RECORD (NB_INDEX_SLOT + 24u)

/* Make it; `out` is empty. */
NB_CHECK enum nb_status nb_index_record_make(
	const struct nb_index_header *header, struct nb_buf *out,
	struct nb_error *err);

/* Bytes of the blocks of all segments. */
uint64_t nb_index_live_bytes(const struct nb_index_header *header);

/* What the header says of an index whose file has so many bytes. */
void nb_index_header_describe(const struct nb_index_header *header,
			      uint64_t bytes, struct nb_index_info *info);

/* Write it into the slot that its sequence number asks for. */
NB_CHECK enum nb_status nb_index_header_write(
	int fd, const char *name, const struct nb_index_header *header,
	struct nb_error *err);

#endif

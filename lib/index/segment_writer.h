/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a segment of an index (format-spec/nbarc-index.md, section 5): its
 * characters in ascending order, each with its lists, and its page entries in
 * the order of the log. Page entries may be added at any time.
 */
#ifndef NB_INDEX_SEGMENT_WRITER_H
#define NB_INDEX_SEGMENT_WRITER_H

#include "index/groups.h"

#include <stdbool.h>

/* A segment that is being written. Everything is owned but the descriptor and
 * the name of the sink. Lists of the current character wait until it ends; page
 * entries wait until the segment ends. */
struct nb_index_writer {
	struct nb_index_sink sink;
	struct nb_index_segment segment; /* what is known of it so far */
	struct nb_buf table;		 /* of characters, u64 */
	struct nb_buf others, counts, lens, shorts, longs; /* of the chunk */
	uint32_t begins;	   /* pairs that its character begins */
	struct nb_bit_writer bits; /* into `shorts` */
	uint32_t *places;	   /* of documents in the chunk's own list */
	struct nb_index_list list; /* the places of a list */
	struct nb_buf dictionary;
	struct nb_buf groups, group_table;
	struct nb_buf changed;	   /* uint32_t of pages with a later revision */
	struct nb_index_page last; /* page entry that was added last */
	uint64_t items;		   /* of the page entries so far */
};

/* Begin at `offset` of the file with a segment of which `like` has the first
 * page entry, grain, documents and number of characters. NB_NOMEM. */
NB_CHECK enum nb_status nb_index_writer_begin(
	struct nb_index_writer *w, int fd, const char *name, uint64_t offset,
	const struct nb_index_segment *like);

/* Is the list of this pair in the chunk of its second character? All segments
 * of an index agree in this. */
bool nb_index_ends_pair(uint32_t first, uint32_t second);

/* Begin with a character, above the one before. */
NB_CHECK enum nb_status nb_index_writer_char(struct nb_index_writer *w,
					     uint32_t c, struct nb_error *err);

/* Add a list, which is not empty: first that of the character itself, then
 * those of pairs that it begins, then those of pairs that it ends. `other` is
 * the rank of the other character of a pair, and rises among either kind. */
NB_CHECK enum nb_status nb_index_writer_list(struct nb_index_writer *w,
					     enum nb_index_kind kind,
					     uint32_t other,
					     const uint32_t *docs, size_t count,
					     struct nb_error *err);

/* End a character. */
NB_CHECK enum nb_status nb_index_writer_char_end(struct nb_index_writer *w,
						 struct nb_error *err);

/* Add a page entry with the numbers of its items that are documents. */
NB_CHECK enum nb_status nb_index_writer_page(struct nb_index_writer *w,
					     const char *id, size_t id_len,
					     uint32_t revision,
					     const uint16_t *numbers,
					     size_t count,
					     struct nb_error *err);

/* Write what is left, and describe the segment. */
NB_CHECK enum nb_status nb_index_writer_end(struct nb_index_writer *w,
					    struct nb_index_segment *segment,
					    struct nb_error *err);

void nb_index_writer_free(struct nb_index_writer *w);

#endif

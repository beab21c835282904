/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a segment of an index (format-spec/nbarc-index.md, section 5).
 *
 * A segment indexes page entries that follow each other in the log. Its
 * documents are the items of these entries, or, in a small index, a number of
 * whole pages each. For every character there is a chunk: the list of the
 * documents that have it, and lists of pairs with it. The list of a pair is in
 * the chunk of one of its characters, and is coded as places in the list of
 * this character: the rarer it is, the less that takes.
 */
#ifndef NB_INDEX_SEGMENT_H
#define NB_INDEX_SEGMENT_H

#include "index/bits.h"

#include <nbarc/entry.h>

/* Lists of so many documents are stored so that they can be passed over. */
#define NB_INDEX_LONG 64u

/* Page entries in a group, and bytes of an entry in the table of groups. */
#define NB_INDEX_GROUP 64u
#define NB_INDEX_GROUP_ENTRY 16u

/* In place of a character: documents whose text could not be read. */
#define NB_INDEX_UNREAD 0u

/* Bits of an offset in the table of characters; the others are the character.
 */
#define NB_INDEX_OFFSET_BITS 40u

/* What the header of the index says of a segment. */
struct nb_index_segment {
	struct nb_index_blocks blocks; /* blocks.first is the first entry */
	uint64_t entries;	       /* page entries in it */
	uint32_t grain; /* page entries in a document; 0: it is one item */
	uint32_t documents;
	uint64_t chars; /* offset in the content of the table of characters */
	uint32_t char_count;
	uint64_t groups; /* offset of the table of groups */
	uint32_t group_count;
	uint64_t changed; /* offset of the table of changed pages */
	uint32_t changed_count;
};

/* The documents of a segment of a small index: page entries that have the same
 * index in the log, divided by the grain, are one. */
uint64_t nb_index_documents(const struct nb_index_segment *segment);

/* Check that the places and numbers fit each other and the size of the blocks,
 * so that no number needs more memory than a part of the file. */
NB_CHECK enum nb_status nb_index_segment_check(
	const struct nb_index_segment *segment, struct nb_error *err);

/* ---- characters and lists */

/* What a list is about: a character itself, or a pair that it begins or ends.
 */
enum nb_index_kind { NB_INDEX_OWN, NB_INDEX_BEGINS, NB_INDEX_ENDS };

/* The lists of a character, without the documents: its own; those of pairs that
 * it begins, by their second characters; and those of pairs that it ends, by
 * their first ones. The arrays are owned. */
struct nb_index_chunk {
	uint32_t begins, ends; /* how many pairs */
	uint32_t *others;      /* ranks of the other characters of all pairs */
	uint32_t *counts; /* of documents: [0] its own, [1 + i] of pair i */
	uint32_t *lens;	  /* bytes of each list, if it is a long one */
	size_t cap;
	uint64_t shorts, shorts_len; /* place of the lists that are not */
	uint64_t longs, end;	     /* place of those that are */
};

/* A list of documents, owned. */
struct nb_index_list {
	uint32_t *docs;
	size_t count, cap;
};

/* Make room for `count` documents. NB_NOMEM. */
NB_CHECK enum nb_status nb_index_list_room(struct nb_index_list *list,
					   size_t count);

/* A segment that is being read. All buffers are owned: free them. */
struct nb_index_reader {
	const struct nb_index_segment *segment;
	struct nb_index_cache cache;
	struct nb_buf table;	  /* block of the table that was read last */
	uint64_t table_at;	  /* its number; only if `table` is not empty */
	struct nb_buf head;	  /* dictionary of a chunk */
	struct nb_buf content;	  /* lists, or a group */
	struct nb_index_list own; /* of the chunk; only if own_read */
	bool own_read;
	/* Both are read when they are needed first. */
	struct nb_buf group_table, changed;
	struct nb_index_chunk chunk;
	uint32_t chunk_rank; /* of the character; only if chunk.end is not 0 */
};

void nb_index_reader_free(struct nb_index_reader *r);

/* Say in err that what the segment has contradicts itself; NB_INVALID. */
enum nb_status nb_index_damaged(const struct nb_index_reader *r,
				struct nb_error *err);

/* The character of a rank, and the place of its chunk. */
NB_CHECK enum nb_status nb_index_char(struct nb_index_reader *r, uint32_t rank,
				      uint32_t *c, uint64_t *from, uint64_t *to,
				      struct nb_error *err);

/* Find the rank of a character; NB_ABSENT, without an error, if the segment
 * does not have it. */
NB_CHECK enum nb_status nb_index_rank(struct nb_index_reader *r, uint32_t c,
				      uint32_t *rank, struct nb_error *err);

/* Read the dictionary of a character into r->chunk, unless it is there. */
NB_CHECK enum nb_status nb_index_chunk_read(struct nb_index_reader *r,
					    uint32_t rank,
					    struct nb_error *err);

/* Find the list of a pair with another character, by its rank, in the chunk
 * that was read; *which is for nb_index_list_read(). */
bool nb_index_pair(const struct nb_index_reader *r, enum nb_index_kind kind,
		   uint32_t other, uint32_t *which);

/* The place in the content that has one list of the chunk that was read: of a
 * short one, together with the other short ones. */
void nb_index_list_place(const struct nb_index_reader *r, uint32_t which,
			 uint64_t *at, uint64_t *len);

/* Read one list of the chunk that was read: 0 is that of the character itself,
 * 1 + i that of pair i. */
NB_CHECK enum nb_status nb_index_list_read(struct nb_index_reader *r,
					   uint32_t which,
					   struct nb_index_list *list,
					   struct nb_error *err);

/* Called for each list of a chunk, in order; `other` is the rank of the other
 * character of a pair. */
typedef enum nb_status nb_index_each(void *context, enum nb_index_kind kind,
				     uint32_t other,
				     const struct nb_index_list *list,
				     struct nb_error *err);

/* Read all lists of the chunk that was read. */
NB_CHECK enum nb_status nb_index_list_all(struct nb_index_reader *r,
					  struct nb_index_list *list,
					  nb_index_each *each, void *context,
					  struct nb_error *err);

#endif

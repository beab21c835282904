/* SPDX-License-Identifier: Apache-2.0 */
/* Writing catalogue leaves and the records beside them (section 7). */
#ifndef NB_ARCHIVE_LEAF_WRITER_H
#define NB_ARCHIVE_LEAF_WRITER_H

#include "archive/catalogue/leaf.h"

/* A leaf that is being filled. Zeros are a new one. */
struct nb_leaf_writer {
	struct nb_buf columns[NB_COLUMNS], hashes;
	uint32_t count;
	char id[UINT8_MAX]; /* of the entry before */
	size_t id_len;
	uint32_t frame; /* of the entry before, from 1; 0: none yet */
	uint32_t next_index;
	uint64_t next_offset;
};

/* Add an entry, and its strings to `texts`. NB_LIMIT when a string, their sum
 * or the number of items is too large. */
NB_CHECK enum nb_status nb_leaf_add(struct nb_leaf_writer *writer,
				    const struct nb_entry *entry,
				    struct nb_buf *texts, struct nb_error *err);

/* Bytes of columns and hashes so far. */
size_t nb_leaf_size(const struct nb_leaf_writer *writer);

/* Where a record that was written stands. */
struct nb_written {
	uint64_t offset;
	uint32_t size;
};

/*
 * Make the record, up to its frames, their contents, and the hashes record, and
 * begin a new leaf. Its strings are the bytes from `from` to `to` of the
 * content of a texts record. Of the content nb_leaf_keys(record) bytes are
 * compressed into the record first; nb_leaf_end_keys() ends these, and the
 * others follow as a frame of their own. When the records beside it are
 * written, nb_leaf_refer() names them and makes the checks.
 */
NB_CHECK enum nb_status nb_leaf_end(struct nb_leaf_writer *writer, size_t from,
				    size_t to, struct nb_buf *record,
				    struct nb_buf *content,
				    struct nb_buf *hashes,
				    struct nb_error *err);
size_t nb_leaf_keys(const struct nb_buf *record);
NB_CHECK enum nb_status nb_leaf_end_keys(struct nb_buf *record,
					 struct nb_error *err);
NB_CHECK enum nb_status nb_leaf_refer(struct nb_buf *record,
				      const struct nb_written *hashes,
				      const struct nb_written *texts,
				      struct nb_error *err);
void nb_leaf_writer_free(struct nb_leaf_writer *writer);

/* Make a texts record, up to the frame of its content; nb_record_end() does the
 * rest. */
NB_CHECK enum nb_status nb_texts_begin(size_t content_len,
				       struct nb_buf *record,
				       struct nb_error *err);

#endif

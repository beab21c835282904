/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing catalogue leaves and the records beside them
 * (format-spec/nbarc-format.md, sections 7.2 to 7.4).
 *
 * Entries are added in order to a struct nb_leaf_writer, which collects their
 * values in columns. nb_leaf_end() turns them into a record; since compression
 * takes most of the time and may be done by another thread, and since the
 * records beside a leaf must be written before it, the rest happens in steps:
 *
 *   nb_leaf_end()       record with its head, contents of both frames, hashes
 *   (compress)          the first nb_leaf_keys() bytes of content, to record
 *   nb_leaf_end_keys()  room for the check of the keys
 *   (compress)          the other bytes of content, to record
 *   (write)             hashes record and texts record
 *   nb_leaf_refer()     where these stand, and the checks
 */
#ifndef NB_ARCHIVE_LEAF_WRITER_H
#define NB_ARCHIVE_LEAF_WRITER_H

#include "archive/catalogue/leaf.h"

/* A leaf that is being filled. All zeros is a new one. The buffers are owned
 * and used again for the next leaf. */
struct nb_leaf_writer {
	struct nb_buf columns[NB_COLUMNS], hashes, authors;
	bool no_authors; /* an entry does not have them, so the leaf has none */
	uint32_t count;	 /* of entries */
	char id[UINT8_MAX]; /* of the entry before */
	size_t id_len;
	uint32_t frame;	      /* of the entry before, from 1; 0: none yet */
	uint32_t next_index;  /* expected page index */
	uint64_t next_offset; /* expected document offset */
};

/* NB_LIMIT if a string of the entry, the sum of all or the number of items is
 * too large for a leaf; NB_USAGE if a list of authors does not end with a NUL.
 */
NB_CHECK enum nb_status nb_leaf_fits(const struct nb_entry *entry,
				     struct nb_error *err);

/*
 * Add an entry; its titles, kickers and bylines are appended to `texts`. It
 * must come after the entry before in the order of the catalogue, which is not
 * checked. NB_LIMIT as for nb_leaf_fits(), NB_INVALID when nb_entry_check()
 * rejects the entry; nothing is added then. After NB_NOMEM the leaf can only be
 * freed.
 */
NB_CHECK enum nb_status nb_leaf_add(struct nb_leaf_writer *writer,
				    const struct nb_entry *entry,
				    struct nb_buf *texts, struct nb_error *err);

/* Bytes of columns and hashes so far, uncompressed. */
size_t nb_leaf_size(const struct nb_leaf_writer *writer);

/* Where a record was written: offset in the file, and bytes. */
struct nb_written {
	uint64_t offset;
	uint32_t size;
};

/*
 * Make the record up to its frames, the contents of the frames, and the whole
 * hashes record, in three empty buffers, and begin a new leaf, also after a
 * failure. The strings of the leaf are the bytes from `from` to `to` of the
 * content of a texts record.
 */
NB_CHECK enum nb_status nb_leaf_end(struct nb_leaf_writer *writer, size_t from,
				    size_t to, struct nb_buf *record,
				    struct nb_buf *content,
				    struct nb_buf *hashes,
				    struct nb_error *err);
/* Bytes of the content that are keys and come first. */
size_t nb_leaf_keys(const struct nb_buf *record);
/* End the frame of the keys, which was just appended to the record. */
NB_CHECK enum nb_status nb_leaf_end_keys(struct nb_buf *record,
					 struct nb_error *err);
/*
 * Name the records beside the leaf and add both checks: the record is finished.
 * texts is not looked at when the leaf has no strings. NB_LIMIT when it is too
 * large.
 */
NB_CHECK enum nb_status nb_leaf_refer(struct nb_buf *record,
				      const struct nb_written *hashes,
				      const struct nb_written *texts,
				      struct nb_error *err);
/* Free the buffers. */
void nb_leaf_writer_free(struct nb_leaf_writer *writer);

/*
 * Make a texts record up to the frame of its content, which has content_len
 * bytes, in an empty buffer. The caller appends the frame and calls
 * nb_record_end().
 */
NB_CHECK enum nb_status nb_texts_begin(size_t content_len,
				       struct nb_buf *record,
				       struct nb_error *err);

#endif

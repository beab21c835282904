/* SPDX-License-Identifier: Apache-2.0 */
/* Records: the skippable frames of the format (section 3), and its limits. */
#ifndef NB_ARCHIVE_RECORD_H
#define NB_ARCHIVE_RECORD_H

#include <nbarc/buf.h>

#define NB_RECORD_MAGIC 0x184D2A5Bu
#define NB_RECORD_HEAD 16u  /* bytes before the body */
#define NB_RECORD_CHECK 8u  /* bytes of the checksum */
#define NB_RECORD_LEAST 24u /* head and checksum */

enum nb_record_kind {
	NB_RECORD_HEADER = 'H',
	NB_RECORD_DIRECTORY = 'D',
	NB_RECORD_SOURCES = 'S',
	NB_RECORD_TEXTS = 'T',
	NB_RECORD_HASHES = 'X',
	NB_RECORD_LEAF = 'L',
	NB_RECORD_INDEX = 'I',
	NB_RECORD_COMMIT = 'C',
	NB_RECORD_EARLIER = 'E',
	NB_RECORD_CHECKS = 'B',
	NB_RECORD_PARITY = 'P',
	NB_RECORD_SIGNATURE = 'G',
	/* In the place of the kind of a segment's first record, until all of
	 * the segment is on disk. It differs in five bits at least from the
	 * kinds that a segment can begin with. */
	NB_RECORD_UNSEALED = '?',
};

/* Section 13. */
#define NB_HEADER_SIZE 64u
#define NB_COMMIT_SIZE 1024u
#define NB_SIGNATURE_RECORD 168u
#define NB_CONTENT_MAX ((uint32_t)1 << 27)
#define NB_CONTENT_WINDOW_LOG 27
#define NB_DIRECTORY_MAX ((uint32_t)1 << 24)
#define NB_SOURCES_MAX ((uint32_t)1 << 28)
#define NB_NODE_MAX ((uint32_t)1 << 24)
#define NB_NODE_WINDOW_LOG 24
#define NB_LEVEL_MAX 8
#define NB_FRAME_PAGES_MAX 65535u
#define NB_TREES_MAX 16u

/* Put the head of a record, with size 0, at p. */
void nb_record_put_head(uint8_t *p, enum nb_record_kind kind);

/*
 * Begin a record in b, which must be empty: its head with size 0. The body is
 * appended by the caller; nb_record_end() fills in the size and appends the
 * checksum. More than `limit` bytes in all is NB_LIMIT.
 */
NB_CHECK enum nb_status nb_record_begin(struct nb_buf *b,
					enum nb_record_kind kind);
NB_CHECK enum nb_status nb_record_end(struct nb_buf *b, uint32_t limit,
				      struct nb_error *err);

/*
 * Check the head of a record at `offset` in the file, of which at least
 * NB_RECORD_HEAD bytes are at p: kind is returned in *kind, the bytes of the
 * whole record in *size. NB_INVALID when it is not one of our records.
 */
NB_CHECK enum nb_status nb_record_head(const uint8_t *p, uint64_t offset,
				       uint8_t *kind, uint32_t *size,
				       struct nb_error *err);

/* True when the signature of a record stands in the NB_RECORD_HEAD bytes at p,
 * whatever its magic number and kind. */
int nb_record_signed(const uint8_t *p);

/* Check a whole record of `size` bytes: head, kind, and checksum. */
NB_CHECK enum nb_status nb_record_check(const uint8_t *p, uint32_t size,
					enum nb_record_kind kind,
					uint64_t offset, struct nb_error *err);

/*
 * Read and check the record of exactly `size` bytes at `offset`, all of which
 * must lie before `end`; appended to out, which must be empty. A page directory
 * with which an unfinished segment begins is made to look sealed.
 */
NB_CHECK enum nb_status nb_record_read(int fd, uint64_t offset, uint32_t size,
				       uint64_t end, enum nb_record_kind kind,
				       uint32_t limit, struct nb_buf *out,
				       struct nb_error *err);

/*
 * The same where a part at the begin of the record has a check of its own, as
 * long as a record's checksum, behind it, and no more is wanted. `part` gives
 * the bytes of the part from the first NB_RECORD_PART bytes of the record.
 */
#define NB_RECORD_PART 64u
NB_CHECK enum nb_status nb_record_read_part(
	int fd, uint64_t offset, uint32_t size, uint64_t end,
	enum nb_record_kind kind, uint64_t (*part)(const uint8_t *head),
	struct nb_buf *out, struct nb_error *err);

/* The most bytes that a record of a kind may have (section 13). */
uint32_t nb_record_limit(uint8_t kind);

/* "page directory" ...: the name for messages. */
const char *nb_record_name(enum nb_record_kind kind);

/* True when all n bytes are zero, as reserved bytes must be. */
int nb_reserved_zero(const uint8_t *p, size_t n);

/* Append little-endian integers. */
NB_CHECK enum nb_status nb_add16(struct nb_buf *b, uint16_t v);
NB_CHECK enum nb_status nb_add32(struct nb_buf *b, uint32_t v);
NB_CHECK enum nb_status nb_add64(struct nb_buf *b, uint64_t v);
NB_CHECK enum nb_status nb_add_zeros(struct nb_buf *b, size_t n);

#endif

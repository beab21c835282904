/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records: the unit in which everything but the pages themselves is stored
 * (format-spec/nbarc-format.md, sections 3 and 13).
 *
 * A record is a Zstandard skippable frame: a head of NB_RECORD_HEAD bytes that
 * names its kind and size, a body, and the first bytes of the SHA-256 of both.
 * A writer builds one in a buffer between nb_record_begin() and
 * nb_record_end(); a reader names place, size and kind and gets the whole
 * record from nb_record_read(), or an error with the offset. What newer writers
 * add to a record is passed over or refused there (section 3.1): versions and
 * flags, extension areas after the body, reserved bytes. The limits of section
 * 13 are here as well, because every size in a file is compared with them
 * before memory is allocated.
 */
#ifndef NB_ARCHIVE_RECORD_H
#define NB_ARCHIVE_RECORD_H

#include "base/ranges.h"

#include <nbarc/buf.h>

#include <stdbool.h>

#define NB_RECORD_MAGIC 0x184D2A5Bu
#define NB_RECORD_HEAD 16u  /* bytes before the body */
#define NB_RECORD_CHECK 8u  /* bytes of the checksum, at the end */
#define NB_RECORD_LEAST 24u /* bytes of a record with an empty body */

/* Flags in the last byte of a head. */
#define NB_RECORD_EXTENDED 1u /* the record has an extension area */
#define NB_TAG_REFUSE 0x8000u /* the least tag that may not be ignored */

/* The kinds, by the letter in the file. */
enum nb_record_kind {
	NB_RECORD_HEADER = 'H',
	NB_RECORD_SHARED = 'U',
	NB_RECORD_DIRECTORY = 'D',
	NB_RECORD_SOURCES = 'S',
	NB_RECORD_TEXTS = 'T',
	NB_RECORD_HASHES = 'X',
	NB_RECORD_LEAF = 'L',
	NB_RECORD_INDEX = 'I',
	NB_RECORD_ROOTS = 'R',
	NB_RECORD_COMMIT = 'C',
	NB_RECORD_LOG = 'M',
	NB_RECORD_EARLIER = 'E',
	NB_RECORD_CHECKS = 'B',
	NB_RECORD_PARITY = 'P',
	NB_RECORD_NOTE = 'G',
	NB_RECORD_EMBEDDED = 'F', /* a part of an index for searches */
	/*
	 * Stands in place of the kind of a segment's first record until the
	 * whole segment is on disk. It differs in at least five bits from the
	 * kinds that a segment can begin with, so that no flipped bit turns a
	 * finished segment into an unfinished one.
	 */
	NB_RECORD_UNSEALED = '?',
};

/* Sizes of the records that have a fixed size, in bytes. */
#define NB_HEADER_SIZE 64u
#define NB_COMMIT_SIZE 2048u

/* Offset of the frame check in a page directory (section 5). */
#define NB_FRAME_CHECK_AT 32u

/* Limits of section 13. Sizes are in bytes, windows are base 2 logarithms. */
#define NB_CONTENT_MAX ((uint32_t)1 << 26) /* of a page frame, of a blob */
#define NB_CONTENT_WINDOW_LOG 26
#define NB_SHARED_MAX ((uint32_t)1 << 26) /* header and shared text */
#define NB_DIRECTORY_MAX ((uint32_t)1 << 24)
#define NB_SOURCES_MAX ((uint32_t)1 << 27) /* a sources record */
#define NB_NOTE_RECORD_MAX ((uint32_t)1 << 19)
#define NB_NODE_MAX ((uint32_t)1 << 24) /* all other records, contents */
#define NB_NODE_WINDOW_LOG 24
#define NB_LEVEL_MAX 8 /* of an index node above the leaves */
#define NB_FRAME_PAGES_MAX 65535u
#define NB_TREES_MAX 16u	    /* of a commit */
#define NB_REVISIONS_MAX UINT32_MAX /* page entries of a commit */

/* Write the NB_RECORD_HEAD bytes of a record's head to p, with size 0. */
void nb_record_put_head(uint8_t *p, enum nb_record_kind kind);

/*
 * Begin a record in b, which must be empty: its head is appended with size 0.
 * The caller appends the body; nb_record_end() then fills in the size and
 * appends the checksum. nb_record_begin() fails only with NB_NOMEM;
 * nb_record_end() also with NB_LIMIT when the record would have more than
 * `limit` bytes.
 */
NB_CHECK enum nb_status nb_record_begin(struct nb_buf *b,
					enum nb_record_kind kind);
NB_CHECK enum nb_status nb_record_end(struct nb_buf *b, uint32_t limit,
				      struct nb_error *err);

/*
 * Check the NB_RECORD_HEAD bytes at p, which stand at `offset` in the file.
 * *kind gets the kind, which may be an unknown one, and *size the bytes of the
 * whole record. NB_INVALID when it is not a record of ours, with *size 0.
 * Version and flags are not looked at: damage can change them, and only the
 * checksum tells. nb_record_check() does that.
 */
NB_CHECK enum nb_status nb_record_head(const uint8_t *p, uint64_t offset,
				       uint8_t *kind, uint32_t *size,
				       struct nb_error *err);

/* True if the NB_RECORD_HEAD bytes at p have the letters of our records in
 * their place, whatever the magic number and the kind. */
int nb_record_signed(const uint8_t *p);

/* True if the head at p is one that this program writes: of version 1, and
 * without flags that it does not know. */
bool nb_record_known(const uint8_t *p);

/*
 * Check a whole record in memory: head, kind, size, checksum, extension area
 * and reserved bytes. `size` is at least NB_RECORD_LEAST, `offset` is where the
 * record stands in the file. NB_INVALID when it is damaged or of another kind
 * or size; NB_UNSUPPORTED when its checksum is right but it has another
 * version, an unknown flag, an extension that may not be ignored or a reserved
 * byte that is set (section 3.1).
 */
NB_CHECK enum nb_status nb_record_check(const uint8_t *p, uint32_t size,
					enum nb_record_kind kind,
					uint64_t offset, struct nb_error *err);

/* Offset in a record that was checked of the first byte after its body: of its
 * extension area or, without one, of its checksum. At least NB_RECORD_HEAD. */
uint32_t nb_record_body_end(const uint8_t *p, uint32_t size);

/*
 * Read and check the record of exactly `size` bytes at `offset`. NB_INVALID
 * when it does not end at or before `end`, or when `size` exceeds `limit`; both
 * are checked before memory is allocated. The record goes to `out`, which must
 * be empty and is left in an unspecified state on failure. A page directory
 * that begins an unfinished segment gets its own kind back, since its checksum
 * is that of the finished record.
 */
NB_CHECK enum nb_status nb_record_read(struct nb_file file, uint64_t offset,
				       uint32_t size, uint64_t end,
				       enum nb_record_kind kind, uint32_t limit,
				       struct nb_buf *out,
				       struct nb_error *err);

/*
 * Like nb_record_read(), but reads the `before` bytes that stand in front of
 * the record too, with one read: they come first in `out`, and are not checked.
 */
NB_CHECK enum nb_status nb_record_read_after(struct nb_file file,
					     uint32_t before, uint64_t offset,
					     uint32_t size, uint64_t end,
					     enum nb_record_kind kind,
					     uint32_t limit, struct nb_buf *out,
					     struct nb_error *err);

/*
 * Like nb_record_read(), but reads and checks only the beginning of a record
 * whose beginning has a check of its own, NB_RECORD_CHECK bytes that follow it.
 * part() is given the first NB_RECORD_PART bytes of the record, unchecked, and
 * returns the size of the beginning in bytes. `out` then holds at least the
 * beginning and its check. A record with an extension area is read and checked
 * as a whole.
 */
#define NB_RECORD_PART 64u
NB_CHECK enum nb_status nb_record_read_part(
	struct nb_file file, uint64_t offset, uint32_t size, uint64_t end,
	enum nb_record_kind kind, uint64_t (*part)(const uint8_t *head),
	struct nb_buf *out, struct nb_error *err);

/* The largest size in bytes of a record of this kind (section 13). */
uint32_t nb_record_limit(uint8_t kind);

/* The name of a kind in messages, "page directory" for instance; static
 * storage. Unknown kinds are "record". */
const char *nb_record_name(enum nb_record_kind kind);

/* True if all n bytes are zero, as reserved bytes must be. */
int nb_reserved_zero(const uint8_t *p, size_t n);

/*
 * Fail with NB_UNSUPPORTED for a structure at `offset` that uses what version 1
 * leaves reserved, although its checksum is right: a newer program wrote it.
 * `what` names the structure. Nobody reads around this as around damage, since
 * the structure may change what its neighbours mean.
 */
NB_CHECK enum nb_status nb_fail_newer(struct nb_error *err, uint64_t offset,
				      const char *what);

/* Append a little-endian integer, or n zero bytes. They fail only with
 * NB_NOMEM. */
NB_CHECK enum nb_status nb_add16(struct nb_buf *b, uint16_t v);
NB_CHECK enum nb_status nb_add32(struct nb_buf *b, uint32_t v);
NB_CHECK enum nb_status nb_add64(struct nb_buf *b, uint64_t v);
NB_CHECK enum nb_status nb_add_zeros(struct nb_buf *b, size_t n);

#endif

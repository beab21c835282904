/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shared text of an archive (format-spec/nbarc-format.md, section 5.1):
 * text of its own articles that stands uncompressed at the start of the file.
 *
 * The first bytes of the file, up to the end of the shared text, are the prefix
 * of every page frame, a raw-content dictionary. They are called the *start*
 * here. Small frames with a prefix take hardly more space than large ones
 * without, and a single page costs only its small frame.
 */
#ifndef NB_ARCHIVE_SHARED_H
#define NB_ARCHIVE_SHARED_H

#include "base/ranges.h"

#include <nbarc/buf.h>

#include <stdbool.h>

/*
 * The start of an open file. Set file and size; the rest is zero. Size 0 is an
 * archive without a shared text. file is borrowed.
 *
 * The bytes are there after nb_shared_load(), and do not change before
 * nb_shared_free(), so that several threads may use them.
 */
struct nb_shared {
	struct nb_file file;
	uint64_t size;	     /* bytes of the start */
	uint64_t at;	     /* offset where the file has it: mostly 0 */
	uint64_t lost;	     /* leading bytes of it that the file lacks */
	const uint8_t *data; /* NULL: not loaded */
	void *map;	     /* of the file, or NULL */
	uint8_t *copy;	     /* owned, if it could not be mapped */
	void *ddict;	     /* ZSTD_DDict of the data, for the decoders */
};

/*
 * Have the start at hand, unless there is none. It is mapped rather than read,
 * because a page needs only few parts of it. Its checksum is not compared:
 * documents have their hashes. NB_INVALID if the file is shorter.
 */
NB_CHECK enum nb_status nb_shared_load(struct nb_shared *shared,
				       struct nb_error *err);

/* Like nb_shared_load(), and compares the record of the shared text with its
 * checksum, before something is written that depends on it. NB_INVALID if it is
 * damaged, or does not end where the start does. */
NB_CHECK enum nb_status nb_shared_check(struct nb_shared *shared,
					struct nb_error *err);

/*
 * Note where a walk over a damaged file has found the record of the shared
 * text, of `size` bytes, unless the start is known already. In a file whose
 * beginning was lost or moved, the start is what ends with this record.
 */
void nb_shared_found(struct nb_shared *shared, uint64_t offset, uint64_t size);

/* Append the text alone, without the header and the record around it, for
 * another archive that is to have the same one. NB_USAGE if there is none;
 * other failures are those of nb_shared_check(). */
NB_CHECK enum nb_status nb_shared_text(struct nb_shared *shared,
				       struct nb_buf *text,
				       struct nb_error *err);

/* Give the memory back. What was set stays, and it can be loaded again. */
void nb_shared_free(struct nb_shared *shared);

/*
 * Append to `start`, which must be empty, the start of this file for a copy of
 * it: its bytes, with a new header if the header is damaged. Failures are those
 * of nb_shared_check(). Without a shared text it is a header.
 */
NB_CHECK enum nb_status nb_start_copy(struct nb_shared *shared,
				      struct nb_buf *start,
				      struct nb_error *err);

/*
 * Append to `start`, which must be empty, the start of a new file: its header,
 * and the record of `text`, if that is not empty. NB_LIMIT if the text is too
 * long.
 */
NB_CHECK enum nb_status nb_start_encode(const struct nb_buf *text,
					struct nb_buf *start,
					struct nb_error *err);

#endif

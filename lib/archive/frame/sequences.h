/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zstandard frames from sequences that were found outside of zstd
 * (format-spec/nbarc-format.md, section 6; RFC 8878, section 3.1.1.3.2).
 *
 * zstd spends nearly all of its time on the search for matches. Whoever knows
 * where the matches are describes the data as literals and matches, and zstd
 * only encodes them. The frame is like any other: readers see no difference.
 */
#ifndef NB_ARCHIVE_SEQUENCES_H
#define NB_ARCHIVE_SEQUENCES_H

#include "archive/frame/zframe.h"

#include <stdbool.h>

/* The least length of a match. */
#define NB_MATCH_LEAST 4u
/* Bytes of memory that a sequence takes. */
#define NB_SEQUENCE_SIZE 16u

/*
 * Data described from its beginning on, cut into the blocks of a frame. Zeros
 * with `block` and `room`, as nb_sequences_begin() sets them, describe nothing.
 *
 * Invariants: 1 <= room <= block, and literals <= block - room. The list is
 * owned.
 */
struct nb_sequences {
	void *list; /* ZSTD_Sequence; one without a match ends a block */
	size_t count, cap;
	size_t block;	 /* bytes of every block but the last */
	size_t room;	 /* bytes that the current block still takes */
	size_t literals; /* bytes since the last match of that block */
};

/* Begin to describe `len` bytes of data that follow prefix_len bytes. */
void nb_sequences_begin(struct nb_sequences *sequences, size_t len,
			size_t prefix_len);

/* Go on with `count` bytes of which nothing is known. NB_NOMEM, without an
 * error text, is the only failure of this function and the next. */
NB_CHECK enum nb_status nb_sequences_literals(struct nb_sequences *sequences,
					      size_t count);

/* Go on with `length` bytes that are the same as those `offset` bytes before
 * them, in the prefix or in the data. */
NB_CHECK enum nb_status nb_sequences_match(struct nb_sequences *sequences,
					   uint32_t offset, size_t length);

/* Free the list; the sequences can be begun again. */
void nb_sequences_free(struct nb_sequences *sequences);

/*
 * Append the frame of `data` to `out`, as nb_zframe_encode() does, from
 * sequences that describe exactly `len` bytes.
 *
 * The frame is decoded again and compared. *encoded is false, and `out`
 * unchanged, if it does not give the data back: the sequences are wrong, or
 * this libzstd has an error in a function that few programs call. The caller
 * then lets zstd search. NB_NOMEM.
 */
NB_CHECK enum nb_status nb_sequences_encode(
	struct nb_sequences *sequences, struct nb_zencoder *encoder,
	const void *data, size_t len, const void *prefix, size_t prefix_len,
	struct nb_buf *out, bool *encoded, struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sharing out the memory of a writer: how many threads it can afford, and a
 * stock of encoders that stays within a bound.
 *
 * Compressing at level 19 takes some 20 MiB for a frame. A writer is told how
 * much memory its process may use; nb_memory_plan() turns this into a number of
 * threads, and struct nb_encoders makes threads wait where large frames come
 * together.
 */
#ifndef NB_ARCHIVE_ENCODERS_H
#define NB_ARCHIVE_ENCODERS_H

#include "archive/frame/zframe.h"

#include <nbarc/archive.h>
#include <nbarc/write.h>

/* Bytes of memory, at most, that compressing `len` bytes with a prefix of
 * prefix_len bytes takes at zstd's `level`. */
size_t nb_compress_memory(size_t len, size_t prefix_len, int level);

/*
 * Encoders that together take no more than a number of bytes, so that only as
 * many threads compress as there is memory for. Thread-safe. An encoder that is
 * given back is kept for the next frame, unless that frame needs a larger one
 * or its memory.
 */
struct nb_encoders;
/* Create a stock that takes at most `bytes`, or one encoder if that
 * takes more. */
NB_CHECK enum nb_status nb_encoders_create(size_t bytes,
					   struct nb_encoders **encoders,
					   struct nb_error *err);
/* All encoders must have been given back. NULL is fine. */
void nb_encoders_free(struct nb_encoders *encoders);

/* An encoder on loan, and the bytes that it may take. */
struct nb_lent {
	struct nb_zencoder encoder;
	size_t bytes;
};

/*
 * Borrow an encoder that may take `bytes`. Waits until there is memory for it,
 * or until nobody else has one: then it is given in any case, so that a frame
 * larger than the bound is compressed alone.
 */
void nb_encoders_take(struct nb_encoders *encoders, size_t bytes,
		      struct nb_lent *lent);
/* Give a borrowed encoder back; *lent is not to be used any more. */
void nb_encoders_give(struct nb_encoders *encoders, struct nb_lent *lent);

/* Like nb_zframe_compress(), with an encoder of the stock; with `encoders`
 * NULL, with one of its own. prefix may be NULL. */
NB_CHECK enum nb_status nb_encoders_compress(struct nb_encoders *encoders,
					     const struct nb_buf *data,
					     const struct nb_buf *prefix,
					     int level, struct nb_buf *out,
					     struct nb_error *err);

/* The same for a page frame, with a prefix that has an index, unless that is
 * NULL. */
struct nb_prefix;
NB_CHECK enum nb_status nb_encoders_frame(struct nb_encoders *encoders,
					  const struct nb_buf *data,
					  struct nb_prefix *prefix, int level,
					  struct nb_buf *out,
					  struct nb_error *err);

/* How a writer shares out its memory. */
struct nb_memory_plan {
	unsigned threads; /* at least 1, at most as many as are wanted */
	size_t encoders;  /* bytes for nb_encoders_create() */
};

/* Make the plan for a writer with these options, whose defaults have been
 * filled in. */
struct nb_memory_plan nb_memory_plan(const struct nb_writer_options *options);

#endif

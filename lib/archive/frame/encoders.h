/* SPDX-License-Identifier: Apache-2.0 */
/* How much memory writing takes, and threads that keep to it. */
#ifndef NB_ARCHIVE_MEMORY_H
#define NB_ARCHIVE_MEMORY_H

#include "archive/frame/zframe.h"

#include <nbarc/archive.h>
#include <nbarc/write.h>

/* Bytes that compressing `len` bytes behind a prefix takes, at most. */
size_t nb_compress_memory(size_t len, size_t prefix_len, int level);

/*
 * Encoders that together take no more than so many bytes: as many threads
 * compress as memory is there for. One that is given back is kept for the next,
 * unless that needs a larger one or its memory.
 */
struct nb_encoders;
NB_CHECK enum nb_status nb_encoders_create(size_t bytes,
					   struct nb_encoders **encoders,
					   struct nb_error *err);
/* All must have been given back. NULL is fine. */
void nb_encoders_free(struct nb_encoders *encoders);

/* An encoder and what it takes. */
struct nb_lent {
	struct nb_zencoder encoder;
	size_t bytes;
};

/* Wait until there is memory for an encoder that takes so much, or nobody else
 * has one. */
void nb_encoders_take(struct nb_encoders *encoders, size_t bytes,
		      struct nb_lent *lent);
void nb_encoders_give(struct nb_encoders *encoders, struct nb_lent *lent);

/* nb_zframe_compress() with one of them; NULL: with one of its own. */
NB_CHECK enum nb_status nb_encoders_compress(struct nb_encoders *encoders,
					     const struct nb_buf *data,
					     const struct nb_buf *prefix,
					     int level, struct nb_buf *out,
					     struct nb_error *err);

/* What a writer does with its memory. */
struct nb_memory_plan {
	unsigned threads; /* at least 1, at most as many as are wanted */
	size_t encoders;  /* bytes for them */
};

/* From the options of a writer, its defaults filled in. */
struct nb_memory_plan nb_memory_plan(const struct nb_writer_options *options);

#endif

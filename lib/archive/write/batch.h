/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of one frame on their way into the archive: collected, compressed
 * (in any thread), and turned into the bytes of sections 5 and 6. */
#ifndef NB_ARCHIVE_BATCH_H
#define NB_ARCHIVE_BATCH_H

#include "archive/frame/sources.h"
#include "archive/frame/frame.h"
#include "archive/frame/encoders.h"

#include <nbarc/write.h>

/* A page as the catalogue will have it; strings and items point into one
 * block of memory. */
struct nb_batch_page {
	struct nb_entry entry;
	size_t size;		    /* bytes of that block */
	bool unplaced;		    /* its batch has not been written yet */
	struct nb_batch_page *next; /* in the table of identifiers */
};

struct nb_batch {
	struct nb_buf content; /* documents */
	struct nb_buf stored;  /* sources, as they are kept */
	struct nb_buf journals;
	struct nb_buf list; /* entries of the sources record */
	struct nb_batch_page **pages;
	size_t page_count, page_cap;
	uint32_t sources;
	int level;
	struct nb_encoders *encoders; /* NULL: one of its own */
	/* What nb_batch_compress() makes. */
	struct nb_buf frame;
	struct nb_buf record; /* the sources record; empty: none */
	enum nb_status status;
	struct nb_error error;
};

/* Add a page; the batch does not own it, but sets its place. */
NB_CHECK enum nb_status nb_batch_add(struct nb_batch *batch,
				     struct nb_batch_page *page,
				     const struct nb_new_page *from,
				     bool keep_source, struct nb_error *err);

/* The same with a source as it is stored; NULL: none is kept. */
NB_CHECK enum nb_status nb_batch_add_stored(struct nb_batch *batch,
					    struct nb_batch_page *page,
					    const void *document,
					    const struct nb_stored *source,
					    struct nb_error *err);

/* Make frame and record; the outcome is in batch->status. */
void nb_batch_compress(void *batch);

/*
 * Append page directory, frame and sources record, which will stand at
 * `offset` in the file, and complete the entries of the pages.
 */
NB_CHECK enum nb_status nb_batch_write(struct nb_batch *batch, uint64_t offset,
				       struct nb_buf *out,
				       struct nb_error *err);
void nb_batch_free(struct nb_batch *batch);

/* A copy of an entry with all its strings and items; freed by free(). */
NB_CHECK enum nb_status nb_batch_page_copy(const struct nb_entry *entry,
					   struct nb_batch_page **page,
					   struct nb_error *err);

/* A page's entry, as nb_batch_page_copy() makes one. */
NB_CHECK enum nb_status nb_batch_page_create(const struct nb_new_page *from,
					     struct nb_batch_page **page,
					     struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page frames in the making (format-spec/nbarc-format.md, sections 5 and 6).
 *
 * A batch collects the documents and sources of the pages of one frame; then a
 * thread compresses it, and the thread of the writer turns it into page
 * directory, page frame and sources record, and tells the entries of its pages
 * where they are. Writers, copies and rescues all use it.
 */
#ifndef NB_ARCHIVE_BATCH_H
#define NB_ARCHIVE_BATCH_H

#include "archive/frame/sources.h"
#include "archive/frame/frame.h"
#include "archive/frame/align.h"
#include "archive/frame/encoders.h"
#include "archive/frame/prefix.h"

#include <nbarc/write.h>

/*
 * The entry of a page that is being written, with its items and strings in one
 * block of memory, freed by a single free(). Its place (directory, sizes, index
 * and offset) is known only when its batch was written.
 */
struct nb_batch_page {
	struct nb_entry entry;
	size_t size;   /* bytes of the block, this structure included */
	bool unplaced; /* it is in a batch that is not written yet */
	/* In the tables of the writer, pending.h. */
	struct nb_batch_page *next, *next_called;
};

/*
 * Zeros, with a level, are a new batch; it is allocated by its user and freed
 * by nb_batch_free(). The buffers and the array `pages` are owned; the pages,
 * the encoders and the prefix are not, and must outlive the writing of the
 * batch.
 *
 * One thread at a time uses a batch: its user while pages are added and when it
 * is written, a thread of the pool while it is compressed.
 */
struct nb_batch {
	struct nb_buf content;	 /* the documents, one after the other */
	struct nb_buf stored;	 /* the stored forms of the sources */
	struct nb_buf journals;	 /* their journals */
	struct nb_buf decisions; /* what persons decided of their pages */
	struct nb_buf list;	 /* the entries of the sources record */
	struct nb_pair *pairs;	 /* a source and its document each */
	size_t pair_cap;
	struct nb_batch_page **pages; /* in the order of the documents */
	size_t page_count, page_cap;
	uint32_t sources; /* entries in `list`, and pairs */
	int level;	  /* of zstd */
	/* The sources are compressed without the documents as prefix. Set by
	 * the user, or by adding a source that was stored in this way. */
	bool independent;
	struct nb_encoders *encoders; /* NULL: an encoder of its own */
	/* Of the page frame, in an archive with a shared text; or NULL. */
	struct nb_prefix *prefix;

	/* Made by nb_batch_compress(). */
	struct nb_buf frame;  /* the page frame */
	struct nb_buf record; /* the sources record; empty: there is none */
	enum nb_status status;
	struct nb_error error; /* if status is not NB_OK */
};

/*
 * Add a page: its document and decisions from `from` and, with keep_source, its
 * source in the form that takes less space, and its journal. Everything is
 * copied.
 *
 * Sets page->entry's index, offset, has_source and has_decisions. The page
 * stays the caller's. NB_LIMIT if the documents or the sources would exceed the
 * limits of section 13; NB_USAGE if the charset's name has no or too many
 * bytes. After a failure the batch can only be freed.
 */
NB_CHECK enum nb_status nb_batch_add(struct nb_batch *batch,
				     struct nb_batch_page *page,
				     const struct nb_new_page *from,
				     bool keep_source, struct nb_error *err);

/* Like nb_batch_add(), with a document of page->entry.len bytes and a source as
 * it is stored in another archive; NULL if no source is kept. */
NB_CHECK enum nb_status nb_batch_add_stored(struct nb_batch *batch,
					    struct nb_batch_page *page,
					    const void *document,
					    const struct nb_stored *source,
					    struct nb_error *err);

/* Make the page frame and the sources record. `batch` is a struct nb_batch; the
 * type fits the pool. The outcome is in batch->status and batch->error. */
void nb_batch_compress(void *batch);

/*
 * Append page directory, page frame and sources record to `out`, which must be
 * empty, and complete the entries of the pages: they will stand at `offset` in
 * the file. batch->status must be NB_OK. NB_LIMIT if the page directory is too
 * large.
 */
NB_CHECK enum nb_status nb_batch_write(struct nb_batch *batch, uint64_t offset,
				       struct nb_buf *out,
				       struct nb_error *err);

/* Free a batch, but not its pages. NULL is fine. */
void nb_batch_free(struct nb_batch *batch);

/* Copy an entry with all its strings and items; entry->hidden becomes NULL.
 * *page is the caller's, to be freed by free(); it is NULL on failure. */
NB_CHECK enum nb_status nb_batch_page_copy(const struct nb_entry *entry,
					   struct nb_batch_page **page,
					   struct nb_error *err);

/*
 * Make the entry of a page to be added, with its hashes, as
 * nb_batch_page_copy() makes one. Revision and commit are 0, the state is
 * present. NB_LIMIT if the page has too many items.
 */
NB_CHECK enum nb_status nb_batch_page_create(const struct nb_new_page *from,
					     struct nb_batch_page **page,
					     struct nb_error *err);

#endif

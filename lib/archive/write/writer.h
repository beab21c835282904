/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writer: pages on their way from nb_writer_add() to a commit
 * (format-spec/nbarc-format.md, section 10).
 *
 * Entries of new pages wait in memory, in `pages` and by identifier in
 * `pending`, until the commit writes them as a catalogue tree. Their documents
 * go into the batch that is being filled; a full batch goes to the pool, where
 * a thread compresses it, and is written when it is the oldest one and is done.
 * So frames stand in the file in the order in which pages were added, whatever
 * the number of threads.
 *
 * writer.c adds pages, frames.c has their frames, clash.c compares how they are
 * called, withdraw.c adds entries without text, rename.c gives pages another
 * identifier, segment.c commits.
 */
#ifndef NB_ARCHIVE_WRITER_H
#define NB_ARCHIVE_WRITER_H

#include "archive/catalogue/summary.h"
#include "archive/write/batch.h"
#include "archive/write/pending.h"
#include "base/pool.h"
#include "archive/read/kept.h"
#include "archive/catalogue/tree_writer.h"

#include <nbarc/write.h>

struct nb_output;

/*
 * Invariants: `pages` are all pages of this segment, and `pending` has the same
 * ones. The segment is what follows the newest commit; sink.at is its end.
 * `old` is NULL exactly as long as `output` is not: before the first commit of
 * a new file. The descriptor of sink and of `old` is the same; it is closed
 * once, through `output` or as sink.fd.
 *
 * Everything is owned. Pages in the pool or in `batch` are also in `pages`,
 * which owns them.
 */
struct nb_writer {
	char *path;
	struct nb_writer_options options; /* the defaults filled in */
	struct nb_sink sink;
	struct nb_output *output; /* of a new file, until its first commit */
	struct nb_archive *old;	  /* as of the newest commit, or NULL */
	struct nb_batch *batch;	  /* the frame that is being filled, or NULL */
	size_t sources_len;	  /* bytes of the sources of the one before */
	struct nb_pool *pool;	  /* its jobs are batches */
	struct nb_encoders *encoders; /* of the threads of the pool */
	struct nb_prefix *prefix;     /* NULL: the archive has no shared text */
	unsigned outstanding;	      /* batches in the pool */
	struct nb_batch_page **pages; /* owned one by one */
	size_t page_count, page_cap;
	size_t waiting; /* bytes that the pages take */
	/* Counts of the archive with the pages of this segment. */
	struct nb_summary summary;
	struct nb_pending pending; /* the pages by identifier */
};

/*
 * Find the newest revision of a page, in this segment or in the archive; *entry
 * is NULL if there is none, which is no failure. It lives until the next call
 * with the writer.
 */
NB_CHECK enum nb_status nb_writer_newest(struct nb_writer *w,
					 const struct nb_string *id,
					 const struct nb_entry **entry,
					 struct nb_error *err);

/* Add a copy of an entry, whose document is in the file already, as the
 * revision of its page that follows `before`, the newest one. */
NB_CHECK enum nb_status nb_writer_add_entry(struct nb_writer *w,
					    const struct nb_entry *before,
					    const struct nb_entry *entry,
					    struct nb_error *err);

/*
 * Add a copy of an entry with a document of entry->len bytes, as the revision
 * of its page that follows `before`; NULL: the page is new. `source` is a
 * source as another revision or page has it, or NULL. The place of the entry is
 * set.
 */
NB_CHECK enum nb_status nb_writer_add_stored(struct nb_writer *w,
					     const struct nb_entry *before,
					     const struct nb_entry *entry,
					     const void *document,
					     const struct nb_stored *source,
					     struct nb_error *err);

/* Free the pages of the segment, after a commit or at the end. No batch may
 * refer to them any more. */
void nb_writer_forget(struct nb_writer *w);

#endif

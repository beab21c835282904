/* SPDX-License-Identifier: Apache-2.0 */
/* A writer, as writer.c and segment.c share it. */
#ifndef NB_ARCHIVE_WRITER_H
#define NB_ARCHIVE_WRITER_H

#include "archive/write/batch.h"
#include "base/pool.h"
#include "archive/read/reader.h"
#include "archive/catalogue/tree_writer.h"

#include <nbarc/write.h>

struct nb_output;

struct nb_writer {
	char *path;
	struct nb_writer_options options;
	struct nb_sink sink;
	struct nb_output *output; /* of a new file, until its first commit */
	struct nb_archive *old;	  /* the newest commit; NULL: none yet */
	struct nb_batch *batch;	  /* the frame that is being filled */
	struct nb_pool *pool;
	struct nb_encoders *encoders; /* of its threads */
	unsigned outstanding;	      /* batches in the pool */
	struct nb_batch_page **pages; /* of this segment, owned */
	size_t page_count, page_cap;
	size_t waiting;		      /* bytes of them */
	struct nb_batch_page **table; /* the same by identifier */
};

/* Put the defaults in the place of zeros. */
void nb_writer_defaults(struct nb_writer_options *options);

/* The newest revision of a page that there is, in the file or still to be
 * committed; *entry is NULL when there is none. */
NB_CHECK enum nb_status nb_writer_newest(struct nb_writer *w,
					 const struct nb_string *id,
					 const struct nb_entry **entry,
					 struct nb_error *err);

/* Add a copy of an entry, whose document is in the file, as the next revision
 * of its page. */
NB_CHECK enum nb_status nb_writer_add_entry(struct nb_writer *w,
					    const struct nb_entry *entry,
					    struct nb_error *err);

/* Have everything that was added compressed, which nb_writer_flush() writes. */
NB_CHECK enum nb_status nb_writer_start(struct nb_writer *w,
					struct nb_error *err);

/* Write frames up to the one of this page, so that its entry is complete. */
NB_CHECK enum nb_status nb_writer_place(struct nb_writer *w,
					const struct nb_batch_page *page,
					struct nb_error *err);

/* Forget the frames that are not written yet, after an error. */
void nb_writer_drop(struct nb_writer *w);

/* Compress and write everything that was added. */
NB_CHECK enum nb_status nb_writer_flush(struct nb_writer *w,
					struct nb_error *err);

/* Drop the pages of the segment, after a commit or at the end. */
void nb_writer_forget(struct nb_writer *w);

#endif

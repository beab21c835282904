/* SPDX-License-Identifier: Apache-2.0 */
/* A rescue under way, as rescue.c and rescue_page.c share it. */
#ifndef NB_ARCHIVE_RESCUE_PAGE_H
#define NB_ARCHIVE_RESCUE_PAGE_H

#include "archive/write/batch.h"
#include "archive/read/salvage.h"
#include "archive/catalogue/tree_writer.h"

#include <nbarc/verify.h>

#define NB_RESCUE_LEVEL 19 /* zstd's */

/* A frame of the old file: where it stands in the new one; 0: it is damaged,
 * its pages are put elsewhere one by one. */
struct nb_moved {
	uint64_t from, to;
};

/* A page of a damaged frame, by its index in the salvage. */
struct nb_put {
	size_t index;
	struct nb_batch_page *page; /* NULL: it is lost */
};

struct nb_rescue {
	int fd;
	uint64_t size; /* of the old file */
	const struct nb_verify_callbacks *callbacks;
	struct nb_rescue_counts *counts;
	struct nb_salvage *salvage;
	struct nb_frame_reader *frame;
	struct nb_sink sink;
	struct nb_moved *moved; /* rising by from */
	size_t moved_count, moved_cap;
	struct nb_put *put; /* rising by index */
	size_t put_count, put_cap;
	struct nb_batch *batch;
};

/* Report what is hurt of a page; found and entry may be NULL. */
void nb_rescue_report(struct nb_rescue *r, enum nb_hurt hurt,
		      const struct nb_salvaged *found,
		      const struct nb_entry *entry, const struct nb_error *err);

/* Decode a frame to its end, so that its checksum is checked. */
NB_CHECK enum nb_status nb_rescue_content(struct nb_rescue *r,
					  const struct nb_entry *entry,
					  const uint8_t **content,
					  struct nb_error *err);

/* The document of a page, when its hash is right. */
NB_CHECK enum nb_status nb_rescue_document(struct nb_rescue *r,
					   const struct nb_entry *entry,
					   const uint8_t **document,
					   struct nb_error *err);

/*
 * Put what can be read of one page, whose frame is damaged, into the batch. The
 * caller owns *page, which must live until the batch is written.
 */
NB_CHECK enum nb_status nb_rescue_page(struct nb_rescue *r, size_t index,
				       const struct nb_entry *entry,
				       struct nb_batch_page **page,
				       struct nb_error *err);

/* Compress and write the batch, if there is one. */
NB_CHECK enum nb_status nb_rescue_flush(struct nb_rescue *r,
					struct nb_error *err);

#endif

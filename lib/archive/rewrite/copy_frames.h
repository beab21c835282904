/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frames of a copy: which of the inputs' frames are copied whole, and
 * writing these and the ones that are made anew (format-spec/nbarc-format.md,
 * sections 5, 6 and 10, "Rewriting"). copy.h has the model.
 */
#ifndef NB_ARCHIVE_COPY_FRAMES_H
#define NB_ARCHIVE_COPY_FRAMES_H

#include "archive/rewrite/copy.h"

/*
 * Find what is known of the frame of an input that holds the stored document of
 * a page; a new one is added. *frame is valid until the next call. NB_INVALID
 * if the entry's place cannot be one.
 */
NB_CHECK enum nb_status nb_copy_frame_of(struct nb_copy *copy,
					 const struct nb_copy_page *page,
					 struct nb_copy_frame **frame,
					 struct nb_error *err);

/* Start the threads, before the first pass. */
NB_CHECK enum nb_status nb_copy_frames_begin(struct nb_copy *copy,
					     struct nb_error *err);

/*
 * Copy the documents of a group, in the second pass; revisions that share a
 * document copy it once. A frame is written when it is full and compressed, so
 * the place of a document in its frame is known at once, that of the frame only
 * later.
 */
NB_CHECK enum nb_status nb_copy_documents(struct nb_copy *copy,
					  struct nb_copy_group *group,
					  struct nb_error *err);

/* Write everything that is still in the pool, at the end of the second pass. */
NB_CHECK enum nb_status nb_copy_frames_end(struct nb_copy *copy,
					   struct nb_error *err);

/* Stop the threads, free frames, places and the batch, and make all of them
 * zero. Also after a failure at any point. */
void nb_copy_frames_free(struct nb_copy *copy);

#endif

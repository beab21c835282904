/* SPDX-License-Identifier: Apache-2.0 */
/* The frames of a copy: which are copied whole, and which are made anew. */
#ifndef NB_ARCHIVE_COPY_FRAMES_H
#define NB_ARCHIVE_COPY_FRAMES_H

#include "archive/rewrite/copy.h"

/* The frame of an input that holds a page; added where it is new. */
NB_CHECK enum nb_status nb_copy_frame_of(struct nb_copy *copy,
					 const struct nb_copy_page *page,
					 struct nb_copy_frame **frame,
					 struct nb_error *err);

/* Begin the second pass. */
NB_CHECK enum nb_status nb_copy_frames_begin(struct nb_copy *copy,
					     struct nb_error *err);

/* Write the documents of a group that are new in it. */
NB_CHECK enum nb_status nb_copy_documents(struct nb_copy *copy,
					  struct nb_copy_group *group,
					  struct nb_error *err);

NB_CHECK enum nb_status nb_copy_frames_end(struct nb_copy *copy,
					   struct nb_error *err);

void nb_copy_frames_free(struct nb_copy *copy);

#endif

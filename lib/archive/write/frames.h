/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page frames of a segment on their way to the file. Documents are collected in
 * a batch; threads compress the batches, which are written in the order in
 * which they were filled.
 */
#ifndef NB_ARCHIVE_WRITE_FRAMES_H
#define NB_ARCHIVE_WRITE_FRAMES_H

#include "archive/write/writer.h"

/* See to it that w->batch is a batch with room for a document of `len` bytes:
 * submit the one that would become too long, and begin the next. */
NB_CHECK enum nb_status nb_writer_open_frame(struct nb_writer *w, size_t len,
					     struct nb_error *err);

/* Submit the batch that is being filled, so that threads compress all that was
 * added. nb_writer_flush() or nb_writer_place() writes it. */
NB_CHECK enum nb_status nb_writer_start(struct nb_writer *w,
					struct nb_error *err);

/* Write frames, in order, up to the one of this page, so that its entry has its
 * place. The batch of the page must have been submitted. */
NB_CHECK enum nb_status nb_writer_place(struct nb_writer *w,
					const struct nb_batch_page *page,
					struct nb_error *err);

/* Take all batches from the pool and free them without writing them, after an
 * error. */
void nb_writer_drop(struct nb_writer *w);

/* Compress and write every frame that was added, the last one included. */
NB_CHECK enum nb_status nb_writer_flush(struct nb_writer *w,
					struct nb_error *err);

#endif

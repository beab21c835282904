/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page frames of a segment on their way to the file (frames.h): the batch that
 * is being filled, those in the pool, and the oldest one, which is written.
 */
#include "archive/write/frames.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

/* Sources for which room is made in advance: a few pages fit anywhere. */
#define SOURCES_LARGE ((size_t)1 << 20)

/* Begin a frame, in w->batch. */
static enum nb_status new_batch(struct nb_writer *w, struct nb_error *err)
{
	struct nb_batch *b = nb_alloc(1, sizeof(*b));

	/* On huge pages, like the encoder's tables: matches are read from all
	 * over it. */
	if (b)
		b->content.data = nb_alloc_large(w->options.frame_content);
	if (!b || !b->content.data) {
		free(b);
		return nb_fail_mem(err);
	}
	b->content.cap = w->options.frame_content;
	/* Sources take about as much as those of the frame before. Without the
	 * room, the buffer grows anyhow. */
	if (w->sources_len >= SOURCES_LARGE)
		b->stored.data = nb_alloc_large(w->sources_len);
	if (b->stored.data)
		b->stored.cap = w->sources_len;
	b->level = w->options.level;
	b->encoders = w->encoders;
	b->prefix = w->prefix;
	b->independent = w->options.independent_sources;
	w->batch = b;
	return NB_OK;
}

/* Write the oldest batch of the pool, waiting for it, and free it. There must
 * be one. */
static enum nb_status write_batch(struct nb_writer *w, struct nb_error *err)
{
	struct nb_batch *b = nb_pool_take(w->pool);
	struct nb_buf out = {0};
	enum nb_status st = b->status;

	if (st && err)
		*err = b->error;
	if (!st)
		st = nb_batch_write(b, w->sink.at, &out, err);
	if (!st)
		st = nb_sink_write(&w->sink, out.data, out.len, err);
	nb_buf_free(&out);
	nb_batch_free(b);
	w->outstanding--;
	return st;
}

/* Hand w->batch to the pool, making room for it by writing the oldest one. */
static enum nb_status submit_batch(struct nb_writer *w, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (nb_pool_full(w->pool))
		st = write_batch(w, err);
	if (st)
		return st;
	w->sources_len = w->batch->stored.len;
	nb_pool_submit(w->pool, w->batch);
	w->batch = NULL;
	w->outstanding++;
	return NB_OK;
}

enum nb_status nb_writer_open_frame(struct nb_writer *w, size_t len,
				    struct nb_error *err)
{
	enum nb_status st = NB_OK;

	/* A page that would make the frame too long begins the next one. */
	if (w->batch && w->batch->page_count &&
	    (len + w->batch->content.len > w->options.frame_content ||
	     w->batch->page_count == NB_FRAME_PAGES_MAX))
		st = submit_batch(w, err);
	if (!st && !w->batch)
		st = new_batch(w, err);
	return st;
}

enum nb_status nb_writer_start(struct nb_writer *w, struct nb_error *err)
{
	return w->batch && w->batch->page_count ? submit_batch(w, err) : NB_OK;
}

enum nb_status nb_writer_flush(struct nb_writer *w, struct nb_error *err)
{
	enum nb_status st = nb_writer_start(w, err);

	while (!st && w->outstanding)
		st = write_batch(w, err);
	return st;
}

enum nb_status nb_writer_place(struct nb_writer *w,
			       const struct nb_batch_page *page,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;

	while (!st && page->unplaced)
		st = write_batch(w, err);
	return st;
}

void nb_writer_drop(struct nb_writer *w)
{
	for (; w->outstanding; w->outstanding--)
		nb_batch_free(nb_pool_take(w->pool));
}

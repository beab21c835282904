/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "archive/record.h"
#include "archive/zframe.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
/* For two parameters of the decoder that it can do without: see start(). */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#define READ_STEP ((size_t)128 * 1024)
#define FRAME_HEAD 18u /* the longest header of a Zstandard frame */

struct nb_frame_reader {
	int fd;
	uint64_t frame; /* offset in the file; 0: none */
	uint64_t size;
	uint64_t fetched; /* bytes of it that were read */
	uint8_t *memory;  /* content, then input */
	size_t capacity;
	uint8_t *input; /* READ_STEP bytes */
	size_t input_len, input_at;
	uint8_t *content; /* content_size bytes, decoded up to have */
	uint32_t content_size, have;
	bool finished; /* the decoder is at the end of the frame */
	bool checking; /* and will have checked its checksum there */
	ZSTD_DCtx *dctx;
	bool direct; /* the decoder writes into `content` itself */
	size_t step; /* bytes of input that the next block takes, a hint */
};

enum nb_status nb_frame_reader_create(int fd, struct nb_frame_reader **reader,
				      struct nb_error *err)
{
	struct nb_frame_reader *r = nb_alloc(1, sizeof(*r));

	*reader = NULL;
	if (!r)
		return nb_fail_mem(err);
	r->fd = fd;
	r->dctx = ZSTD_createDCtx();
	if (!r->dctx ||
	    ZSTD_isError(ZSTD_DCtx_setParameter(r->dctx, ZSTD_d_windowLogMax,
						NB_CONTENT_WINDOW_LOG))) {
		nb_frame_reader_free(r);
		return nb_fail_mem(err);
	}
	*reader = r;
	return NB_OK;
}

void nb_frame_reader_free(struct nb_frame_reader *r)
{
	if (!r)
		return;
	ZSTD_freeDCtx(r->dctx);
	free(r->memory);
	free(r);
}

static enum nb_status fetch(struct nb_frame_reader *r, struct nb_error *err)
{
	uint64_t left = r->size - r->fetched;
	size_t n = left < READ_STEP ? (size_t)left : READ_STEP;
	enum nb_status st;

	if (n == 0)
		return nb_fail_at(err, NB_INVALID, r->frame,
				  "page frame: its content is cut off");
	st = nb_fd_read_at(r->fd, NULL, r->frame + r->fetched, r->input, n,
			   err);
	if (st)
		return st;
	r->fetched += n;
	r->input_len = n;
	r->input_at = 0;
	return NB_OK;
}

/* Make room for a content of this size, and the input that gives it. */
static enum nb_status make_room(struct nb_frame_reader *r, struct nb_error *err)
{
	size_t content = ((size_t)r->content_size | 63) + 1;
	size_t need = content + READ_STEP;

	if (need > r->capacity) {
		free(r->memory);
		r->capacity = 0;
		r->memory = nb_alloc_large(need);
		if (!r->memory)
			return nb_fail_mem(err);
		r->capacity = need;
	}
	r->content = r->memory;
	r->input = r->memory + content;
	return NB_OK;
}

/*
 * Ask for a decoder that writes into `content` a block at a time instead of
 * through a window of its own, which takes a copy and twice the memory, and
 * that leaves out the frame's checksum where it is not wanted. A libzstd that
 * knows neither does the same more slowly.
 */
static void set_up(struct nb_frame_reader *r)
{
	size_t code;

	(void)ZSTD_DCtx_reset(r->dctx, ZSTD_reset_session_only);
	(void)ZSTD_DCtx_setParameter(r->dctx, ZSTD_d_forceIgnoreChecksum,
				     r->checking ? ZSTD_d_validateChecksum
						 : ZSTD_d_ignoreChecksum);
	code = ZSTD_DCtx_setParameter(r->dctx, ZSTD_d_stableOutBuffer, 1);
	r->direct = !ZSTD_isError(code);
}

/* Start on a frame. Its header must agree before memory is taken. */
static enum nb_status start(struct nb_frame_reader *r, struct nb_error *err)
{
	uint8_t head[FRAME_HEAD];
	size_t n = r->size < FRAME_HEAD ? (size_t)r->size : FRAME_HEAD;
	enum nb_status st = nb_fd_read_at(r->fd, NULL, r->frame, head, n, err);

	if (st)
		return st;
	st = nb_zframe_header(head, n, r->content_size, err);
	if (st) {
		if (err)
			err->offset = r->frame;
		return st;
	}
	set_up(r);
	r->step = FRAME_HEAD;
	r->input_len = r->input_at = 0;
	r->fetched = 0;
	r->have = 0;
	r->finished = false;
	return make_room(r, err);
}

enum nb_status nb_frame_select(struct nb_frame_reader *r,
			       const struct nb_entry *e, uint64_t end,
			       struct nb_error *err)
{
	uint64_t frame = e->directory + e->directory_size;
	enum nb_status st;

	if (e->directory < NB_HEADER_SIZE || frame > end ||
	    e->frame_size > end - frame || e->frame_size == 0)
		return nb_fail_at(err, NB_INVALID, e->directory,
				  "page frame: length exceeds the file");
	if (r->frame == frame && r->size == e->frame_size &&
	    r->content_size == e->content_size)
		return NB_OK;
	r->frame = frame;
	r->size = e->frame_size;
	r->content_size = e->content_size;
	r->checking = false;
	st = start(r, err);
	if (st)
		r->frame = 0;
	return st;
}

/*
 * One step of decoding: as much as the output takes, or directly one block.
 * Output never goes beyond the content size; a decoder that neither reads nor
 * writes has come to an end of its own.
 */
static enum nb_status decode(struct nb_frame_reader *r, uint32_t upto,
			     struct nb_error *err)
{
	size_t left = r->input_len - r->input_at;
	ZSTD_inBuffer in = {
		r->input,
		r->input_at + (r->direct && r->step < left ? r->step : left),
		r->input_at};
	ZSTD_outBuffer out = {r->content, r->direct ? r->content_size : upto,
			      r->have};
	size_t code = ZSTD_decompressStream(r->dctx, &out, &in);
	bool moved = in.pos != r->input_at || out.pos != r->have;

	r->input_at = in.pos;
	r->have = (uint32_t)out.pos;
	if (ZSTD_isError(code))
		return nb_fail_at(err, nb_zframe_failed(code), r->frame,
				  "page frame: zstd: %s",
				  ZSTD_getErrorName(code));
	r->step = code;
	if (code == 0)
		r->finished = true;
	if (r->finished && r->have < r->content_size)
		return nb_fail_at(err, NB_INVALID, r->frame,
				  "page frame: its content is too short");
	if (!moved && r->input_at == r->input_len)
		return fetch(r, err);
	if (!moved)
		return nb_fail_at(err, NB_INVALID, r->frame,
				  "page frame: its content is too long");
	return NB_OK;
}

enum nb_status nb_frame_need(struct nb_frame_reader *r, uint32_t upto,
			     const uint8_t **content, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	*content = NULL;
	while (!st && (r->have < upto || (r->checking && !r->finished))) {
		if (r->input_at == r->input_len && r->fetched < r->size)
			st = fetch(r, err);
		if (!st)
			st = decode(r, upto, err);
	}
	if (st) {
		r->frame = 0;
		return st;
	}
	*content = r->content;
	return NB_OK;
}

enum nb_status nb_frame_check(struct nb_frame_reader *r,
			      const uint8_t **content, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	*content = NULL;
	if (!r->checking) {
		r->checking = true;
		st = start(r, err);
	}
	if (!st)
		return nb_frame_need(r, r->content_size, content, err);
	r->frame = 0;
	return st;
}

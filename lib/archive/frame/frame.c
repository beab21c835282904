/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoding page frames piece by piece (format-spec/nbarc-format.md, section 5).
 *
 * Input is read in exactly the pieces that the decoder asks for, a block and
 * the header of the next one. So nothing is read after the block in which the
 * wanted page ends, and zstd need not gather pieces in a buffer of its own.
 * Output goes straight into the content buffer. Input, content and decoder
 * share one arena: on a huge page, the first page of an archive then costs one
 * page fault instead of hundreds.
 */
#include "archive/frame/frame.h"
#include "archive/frame/shared.h"
#include "archive/record/record.h"
#include "archive/frame/zframe.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"

#include <stdlib.h>
#include <string.h>
/* For two parameters of the decoder: see reset_decoder(). */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#define FRAME_HEAD 18u /* bytes of the longest header of a Zstandard frame */
/* A frame of no more bytes than this is read at once: a call of the system
 * takes longer than copying what is perhaps not needed. */
#define READ_AT_ONCE ((uint64_t)32 << 10)
/* A decoder asks for at most a block and what follows it: the header of the
 * next block, or the checksum. */
#define INPUT_MAX ((size_t)ZSTD_BLOCKSIZE_MAX + 8)
/* Bytes of content that a writer gives a page frame by default. A buffer of
 * this size comes from the arena; larger ones are allocated by themselves. */
#define USUAL_CONTENT ((size_t)2 << 20)
/* The same for an archive with a shared text. */
#define SMALL_CONTENT ((size_t)128 << 10)

/* While `frame` is not 0, input, content and decoder belong to that frame; 0
 * means that nothing in them can be continued. */
struct nb_frame_reader {
	struct nb_file file;	  /* borrowed */
	struct nb_shared *shared; /* borrowed; the prefix of frames, or NULL */
	uint64_t frame;	  /* offset of the current frame in the file; 0: none */
	uint64_t size;	  /* bytes of that frame */
	uint64_t fetched; /* how many of them were read */
	/* A buffer of INPUT_MAX bytes; the decoder takes those from input_at to
	 * input_len next. */
	uint8_t *input;
	size_t input_len, input_at;
	uint8_t *content;      /* decoded bytes: the first `have` of them */
	size_t capacity;       /* bytes that content has room for */
	uint32_t content_size; /* bytes of the frame's whole content */
	uint32_t have;
	bool finished;		    /* the decoder is at the end of the frame */
	bool checking;		    /* it verifies the frame's checksum there */
	struct nb_zdecoder decoder; /* this reader decodes iff .stream is it */
	struct nb_arena arena;	    /* of input, content and decoder */
	bool direct;	  /* the decoder writes into `content` itself */
	uint64_t started; /* calls of start_frame() */
	size_t step;	  /* bytes of input that the decoder asks for */
};

enum nb_status nb_frame_reader_create(struct nb_file file,
				      struct nb_frame_reader **reader,
				      struct nb_error *err)
{
	struct nb_frame_reader *r = nb_alloc(1, sizeof(*r));

	*reader = NULL;
	if (!r)
		return nb_fail_mem(err);
	r->file = file;
	r->decoder.arena = &r->arena;
	*reader = r;
	return NB_OK;
}

void nb_frame_share(struct nb_frame_reader *r, struct nb_shared *shared)
{
	r->shared = shared;
}

void nb_frame_expect_small(struct nb_frame_reader *r)
{
	if (!r->arena.block)
		r->arena.small = true;
}

struct nb_zdecoder *nb_frame_decoder(struct nb_frame_reader *r)
{
	return &r->decoder;
}

void nb_frame_forget(struct nb_frame_reader *r)
{
	nb_zdecoder_free(&r->decoder);
	nb_arena_give(&r->arena, r->content);
	nb_arena_give(&r->arena, r->input);
	nb_arena_free(&r->arena);
	r->content = r->input = NULL;
	r->capacity = 0;
	r->frame = 0;
}

void nb_frame_reader_free(struct nb_frame_reader *r)
{
	if (!r)
		return;
	nb_frame_forget(r);
	free(r);
}

/* Read what the decoder asks for, usually a block and the header of the next
 * one, into one piece; a frame that fits is read at once. NB_INVALID at the end
 * of the frame. */
static enum nb_status fetch_input(struct nb_frame_reader *r,
				  struct nb_error *err)
{
	uint64_t left = r->size - r->fetched;
	size_t had = r->input_len - r->input_at, n = r->step - had;
	enum nb_status st;

	if (left < n || (r->fetched == 0 && left <= READ_AT_ONCE))
		n = (size_t)left;
	if (had + n == 0)
		return nb_fail_at(err, NB_INVALID, r->frame,
				  "page frame: its content is cut off");
	memmove(r->input, r->input + r->input_at, had);
	st = nb_file_read_at(r->file, NULL, r->frame + r->fetched,
			     r->input + had, n, err);
	if (st)
		return st;
	r->fetched += n;
	r->input_len = had + n;
	r->input_at = 0;
	return NB_OK;
}

/* Take memory for the input, unless that was done before. */
static enum nb_status make_input(struct nb_frame_reader *r,
				 struct nb_error *err)
{
	if (!r->input)
		r->input = nb_arena_take(&r->arena, INPUT_MAX);
	return r->input ? NB_OK : nb_fail_mem(err);
}

/* Make room for the content of the current frame and one byte more, so that
 * content is never NULL. */
static enum nb_status make_room(struct nb_frame_reader *r, struct nb_error *err)
{
	size_t need = (size_t)r->content_size + 1;
	size_t usual = r->arena.small ? SMALL_CONTENT : USUAL_CONTENT;

	if (need <= r->capacity)
		return NB_OK;
	nb_arena_give(&r->arena, r->content);
	r->capacity = 0;
	/* Take it once, large enough for all usual frames: what comes from the
	 * block of an arena is not given back before the end. */
	if (need < usual && usual < NB_ARENA_SIZE)
		need = usual;
	r->content = nb_arena_take(&r->arena, need);
	if (!r->content)
		return nb_fail_mem(err);
	r->capacity = need;
	return NB_OK;
}

/*
 * Make zstd forget the shared text, so that it takes it for cold: only then
 * does it fetch matches in it ahead of time, without which frames of 32 KiB
 * take 1.4 times as long. A failure costs no more than that.
 */
static void forget_shared(struct nb_zdecoder *d)
{
	static const uint8_t empty_frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0x20,
					      0x00, 0x01, 0x00, 0x00};
	uint8_t nothing;

	(void)!ZSTD_decompressDCtx(d->dctx, &nothing, 0, empty_frame,
				   sizeof(empty_frame));
}

/*
 * Prepare a decoder that writes into `content` one block at a time, instead of
 * through a window of its own, which would take a copy and twice the memory;
 * and that skips the frame's checksum unless it is wanted. A libzstd that knows
 * neither parameter does the same more slowly, so that their failure is
 * ignored.
 */
static enum nb_status reset_decoder(struct nb_frame_reader *r,
				    struct nb_error *err)
{
	struct nb_zdecoder *d = &r->decoder;
	size_t code;

	if (nb_zdecoder_reset(d, NB_CONTENT_WINDOW_LOG))
		return nb_fail_mem(err);
	d->stream = r;
	if (r->shared && r->shared->ddict && r->started > 1)
		forget_shared(d);
	(void)ZSTD_DCtx_setParameter(d->dctx, ZSTD_d_forceIgnoreChecksum,
				     r->checking ? ZSTD_d_validateChecksum
						 : ZSTD_d_ignoreChecksum);
	code = ZSTD_DCtx_setParameter(d->dctx, ZSTD_d_stableOutBuffer, 1);
	r->direct = !ZSTD_isError(code);
	if (r->shared && r->shared->ddict)
		code = ZSTD_DCtx_refDDict(d->dctx, r->shared->ddict);
	else
		code = 0;
	return ZSTD_isError(code) ? nb_fail_mem(err) : NB_OK;
}

/* All of the frame will be read, or much of it, and the shared text: a file far
 * away asks for both at once. */
static void foresee(const struct nb_frame_reader *r)
{
	const struct nb_shared *s = r->shared;
	struct nb_range ranges[2] = {{r->frame, r->size}};

	if (!nb_file_is_far(r->file))
		return;
	if (s && s->size && !s->data)
		ranges[1] = (struct nb_range){s->at, s->size - s->lost};
	nb_file_expect(r->file, ranges, 2);
}

/* Begin to decode the current frame. Its header must state the expected content
 * size before memory for the content is taken. */
static enum nb_status start_frame(struct nb_frame_reader *r,
				  struct nb_error *err)
{
	enum nb_status st;

	r->started++;
	r->step = FRAME_HEAD;
	r->input_len = r->input_at = 0;
	r->fetched = 0;
	r->have = 0;
	r->finished = false;
	foresee(r);
	st = r->shared ? nb_shared_load(r->shared, err) : NB_OK;
	if (!st)
		st = make_input(r, err);
	if (!st)
		st = fetch_input(r, err);
	if (st)
		return st;
	st = nb_zframe_header(r->input, r->input_len, r->content_size, err);
	if (st) {
		if (err)
			err->offset = r->frame;
		return st;
	}
	r->step = ZSTD_FRAMEHEADERSIZE_MIN(ZSTD_f_zstd1);
	st = reset_decoder(r, err);
	return st ? st : make_room(r, err);
}

enum nb_status nb_frame_select(struct nb_frame_reader *r,
			       const struct nb_entry *e, uint64_t end,
			       struct nb_error *err)
{
	uint64_t frame = nb_entry_frame(e);
	enum nb_status st;

	if (frame > end || e->frame_size > end - frame || e->frame_size == 0)
		return nb_fail_at(err, NB_INVALID, e->directory,
				  "page frame exceeds the file");
	if (r->frame == frame && r->size == e->frame_size &&
	    r->content_size == e->content_size)
		return NB_OK;
	r->frame = frame;
	r->size = e->frame_size;
	r->content_size = e->content_size;
	r->checking = false;
	st = start_frame(r, err);
	if (st)
		r->frame = 0;
	return st;
}

/* Decode one piece of input. Output never exceeds the content size. A decoder
 * that neither reads nor writes has content left over that finds no room. */
static enum nb_status decode_piece(struct nb_frame_reader *r, uint32_t upto,
				   struct nb_error *err)
{
	size_t left = r->input_len - r->input_at;
	ZSTD_inBuffer in = {r->input,
			    r->input_at + (r->step < left ? r->step : left),
			    r->input_at};
	ZSTD_outBuffer out = {r->content, r->direct ? r->content_size : upto,
			      r->have};
	size_t code = ZSTD_decompressStream(r->decoder.dctx, &out, &in);
	bool moved = in.pos != r->input_at || out.pos != r->have;

	r->input_at = in.pos;
	r->have = (uint32_t)out.pos;
	if (ZSTD_isError(code))
		return nb_fail_at(err, nb_zframe_failed(code), r->frame,
				  "page frame: zstd: %s",
				  ZSTD_getErrorName(code));
	r->step = code < INPUT_MAX ? code : INPUT_MAX;
	if (code == 0)
		r->finished = true;
	if (r->finished && r->have < r->content_size)
		return nb_fail_at(err, NB_INVALID, r->frame,
				  "page frame: its content is too short");
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
		/* Somebody else has used the decoder since: the frame is
		 * decoded from its beginning again. */
		if (r->decoder.stream != r)
			st = start_frame(r, err);
		if (!st && r->input_len - r->input_at < r->step)
			st = fetch_input(r, err);
		if (!st)
			st = decode_piece(r, upto, err);
	}
	if (st) {
		r->frame = 0;
		return st;
	}
	*content = r->content;
	return NB_OK;
}

uint64_t nb_frame_started(const struct nb_frame_reader *r)
{
	return r->started;
}

enum nb_status nb_frame_check(struct nb_frame_reader *r,
			      const uint8_t **content, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	*content = NULL;
	if (!r->checking) {
		r->checking = true;
		st = start_frame(r, err);
	}
	if (!st)
		return nb_frame_need(r, r->content_size, content, err);
	r->frame = 0;
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collecting sequences and encoding them by ZSTD_compressSequences()
 * (format-spec/nbarc-format.md, section 6).
 *
 * The blocks are cut here and not by zstd: libzstd 1.5.4 writes frames that do
 * not decode when it cuts long matches at the ends of blocks itself. Every
 * block but the last is full, which versions before 1.5.4 demand.
 */
#include "archive/frame/sequences.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* For ZSTD_compressSequences(). */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

_Static_assert(sizeof(ZSTD_Sequence) == NB_SEQUENCE_SIZE,
	       "the size of a sequence");

void nb_sequences_begin(struct nb_sequences *s, size_t len, size_t prefix_len)
{
	size_t window = (size_t)1 << nb_zframe_window_log(prefix_len + len);

	s->count = 0;
	s->literals = 0;
	s->block = window < ZSTD_BLOCKSIZE_MAX ? window : ZSTD_BLOCKSIZE_MAX;
	s->room = s->block;
}

void nb_sequences_free(struct nb_sequences *s)
{
	free(s->list);
	s->list = NULL;
	s->count = s->cap = 0;
}

/* Append the literals that wait and a match; length 0 ends the block. */
static enum nb_status add(struct nb_sequences *s, uint32_t offset,
			  size_t length)
{
	ZSTD_Sequence *grown =
		nb_grow(s->list, &s->cap, s->count + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	s->list = grown;
	grown[s->count++] = (ZSTD_Sequence){offset, (unsigned)s->literals,
					    (unsigned)length, 0};
	s->literals = 0;
	return NB_OK;
}

/* Take `count` bytes, at most all, of the room; end the block if it is full. */
static enum nb_status use_room(struct nb_sequences *s, size_t count)
{
	s->room -= count;
	if (s->room)
		return NB_OK;
	s->room = s->block;
	return add(s, 0, 0);
}

enum nb_status nb_sequences_literals(struct nb_sequences *s, size_t count)
{
	enum nb_status st = NB_OK;

	while (!st && count) {
		size_t n = count < s->room ? count : s->room;

		s->literals += n;
		st = use_room(s, n);
		count -= n;
	}
	return st;
}

/* A match that reaches over the end of a block goes on in the next one. Pieces
 * that are too short for a match become literals. */
enum nb_status nb_sequences_match(struct nb_sequences *s, uint32_t offset,
				  size_t length)
{
	enum nb_status st = NB_OK;

	while (!st && length) {
		size_t n = length < s->room ? length : s->room;

		if (n < NB_MATCH_LEAST) {
			st = nb_sequences_literals(s, n);
		} else {
			st = add(s, offset, n);
			if (!st)
				st = use_room(s, n);
		}
		length -= n;
	}
	return st;
}

/*
 * Set the parameters of the next frame; returns a zstd code. Matches are not
 * searched for, so the tables of the search are as small as they can be; the
 * strategy is one that chooses the entropy tables with care.
 */
static size_t set_parameters(ZSTD_CCtx *cctx, size_t bytes)
{
	const struct {
		ZSTD_cParameter name;
		int value;
	} list[] = {
		{ZSTD_c_checksumFlag, 1},
		{ZSTD_c_windowLog, nb_zframe_window_log(bytes)},
		{ZSTD_c_hashLog, ZSTD_HASHLOG_MIN},
		{ZSTD_c_chainLog, ZSTD_CHAINLOG_MIN},
		{ZSTD_c_minMatch, NB_MATCH_LEAST},
		{ZSTD_c_strategy, ZSTD_btopt},
		{ZSTD_c_blockDelimiters, ZSTD_sf_explicitBlockDelimiters},
		/* Without buffers of the size of the window */
		{ZSTD_c_stableInBuffer, 1},
		{ZSTD_c_stableOutBuffer, 1},
	};
	size_t code = 0, i;

	for (i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (!ZSTD_isError(code))
			code = ZSTD_CCtx_setParameter(cctx, list[i].name,
						      list[i].value);
	return code;
}

/* Decode the frame and compare: *same is true if it gives exactly the data
 * back. NB_NOMEM, without a text, is the only failure. */
static enum nb_status compare(const void *frame, size_t size, const void *data,
			      size_t len, const void *prefix, size_t prefix_len,
			      bool *same)
{
	struct nb_zdecoder decoder = {0};
	struct nb_buf content = {0};
	enum nb_status st = nb_zframe_decompress(
		&decoder, frame, size, prefix, prefix_len, (uint32_t)len,
		NB_CONTENT_WINDOW_LOG, &content, NULL);

	*same = !st && (len == 0 || memcmp(content.data, data, len) == 0);
	nb_buf_free(&content);
	nb_zdecoder_free(&decoder);
	return st == NB_NOMEM ? st : NB_OK;
}

enum nb_status nb_sequences_encode(struct nb_sequences *s,
				   struct nb_zencoder *encoder,
				   const void *data, size_t len,
				   const void *prefix, size_t prefix_len,
				   struct nb_buf *out, bool *encoded,
				   struct nb_error *err)
{
	size_t bound = ZSTD_compressBound(len), code;
	enum nb_status st;

	*encoded = false;
	if (s->room < s->block && add(s, 0, 0))
		return nb_fail_mem(err);
	st = nb_zencoder_reset(encoder, err);
	if (st || nb_buf_reserve(out, bound))
		return st ? st : nb_fail_mem(err);
	code = set_parameters(encoder->cctx, prefix_len + len);
	if (!ZSTD_isError(code))
		code = ZSTD_compressSequences(encoder->cctx,
					      out->data + out->len, bound,
					      s->list, s->count, data, len);
	if (ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation)
		return nb_fail_mem(err);
	if (ZSTD_isError(code))
		return NB_OK;
	if (compare(out->data + out->len, code, data, len, prefix, prefix_len,
		    encoded))
		return nb_fail_mem(err);
	if (*encoded)
		out->len += code;
	return NB_OK;
}

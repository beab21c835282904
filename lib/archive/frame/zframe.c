/* SPDX-License-Identifier: Apache-2.0 */
/* Compressing and decompressing Zstandard frames with libzstd
 * (format-spec/nbarc-format.md, sections 5 to 7; RFC 8878). */
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

/* For encoders and decoders that use memory which we allocate. */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

/*
 * From this level on zstd finds matches in binary trees, whatever the size of
 * the data; its hash table of 2^22 entries then only leads to their roots, and
 * a smaller one does as well.
 */
#define TREES_LEVEL 16
#define HASH_LOG_MAX 22

/* Bytes from which a piece is an encoder's tables. */
#define SPACE_LEAST ((size_t)64 << 10)

#define WINDOW_LOG_LEAST 10 /* zstd's own least window */

/*
 * How matches are looked for in the sources of a large frame at the highest
 * levels. Numbers of boxes are what most of an OCR file is, and every match of
 * four or five bytes among them costs more than it saves: the least match is
 * two characters of Chinese. Then an eighth of the places finds as much as all
 * of them, because the text of the document is found by the long matches.
 * bench/README.md has the measurements.
 */
#define SEARCH_LEVEL 17
#define SEARCH_BYTES ((size_t)1 << 20)
static const struct {
	ZSTD_cParameter parameter;
	int value;
} search[] = {
	{ZSTD_c_strategy, ZSTD_btopt},
	{ZSTD_c_minMatch, 6},
	{ZSTD_c_searchLog, 3},
	{ZSTD_c_targetLength, 64},
	{ZSTD_c_enableLongDistanceMatching, 1},
	{ZSTD_c_ldmMinMatch, 24},
	{ZSTD_c_ldmHashLog, NB_LONG_MATCH_LOG},
	{ZSTD_c_ldmHashRateLog, 0},
};

int nb_zframe_window_log(size_t bytes)
{
	int log = WINDOW_LOG_LEAST;

	while (log < NB_CONTENT_WINDOW_LOG && ((size_t)1 << log) < bytes)
		log++;
	return log;
}

bool nb_zframe_searches(size_t prefix_len, size_t len, int level)
{
	return prefix_len && level >= SEARCH_LEVEL &&
	       prefix_len + len >= SEARCH_BYTES;
}

int nb_zframe_hash_log(size_t bytes, int level)
{
	int log = nb_zframe_window_log(bytes) - 3; /* an eighth */

	return level < TREES_LEVEL || log > HASH_LOG_MAX ? 0 : log;
}

/*
 * Give an encoder all parameters of the next frame; returns a zstd code.
 * Without a prefix the window follows from the level and the size of the data.
 */
static size_t set_parameters(ZSTD_CCtx *cctx, const void *prefix,
			     size_t prefix_len, size_t len, int level)
{
	size_t code =
		ZSTD_CCtx_setParameter(cctx, ZSTD_c_compressionLevel, level);
	size_t n = nb_zframe_searches(prefix_len, len, level)
			   ? sizeof(search) / sizeof(search[0])
			   : 0,
	       i;

	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1);
	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_setParameter(
			cctx, ZSTD_c_hashLog,
			nb_zframe_hash_log(prefix_len + len, level));
	if (!ZSTD_isError(code) && prefix)
		code = ZSTD_CCtx_setParameter(
			cctx, ZSTD_c_windowLog,
			nb_zframe_window_log(prefix_len + len));
	for (i = 0; !ZSTD_isError(code) && i < n; i++)
		code = ZSTD_CCtx_setParameter(cctx, search[i].parameter,
					      search[i].value);
	if (!ZSTD_isError(code) && prefix)
		code = ZSTD_CCtx_refPrefix(cctx, prefix, prefix_len);
	return code;
}

/* ---- memory of encoders and decoders */

/* The allocator of decoders. Without an arena (NULL) each piece is allocated by
 * itself, large ones on huge pages. */
static void *take_memory(void *arena, size_t size)
{
	return nb_arena_take(arena, size);
}

static void give_memory(void *arena, void *piece)
{
	nb_arena_give(arena, piece);
}

/*
 * The tables of an encoder, one block.
 *
 * zstd gives it back when frames have needed less for a while, and takes a
 * larger one soon after. malloc leaves holes when blocks that begin at huge
 * pages come and go, and an ingest of small frames with a shared text grew by
 * 2 MiB for each MiB of the archive. So the block is kept, and only grows.
 */
struct nb_zspace {
	void *block; /* owned */
	size_t size;
	bool taken; /* by zstd */
};

static void *take_space(void *context, size_t size)
{
	struct nb_zspace *s = context;

	if (size < SPACE_LEAST || s->taken)
		return nb_alloc_large(size);
	if (size > s->size) {
		free(s->block);
		s->block = nb_alloc_large(size);
		s->size = s->block ? size : 0;
	}
	s->taken = s->block != NULL;
	return s->block;
}

static void give_space(void *context, void *piece)
{
	struct nb_zspace *s = context;

	if (piece && piece == s->block)
		s->taken = false;
	else
		free(piece);
}

/*
 * The tables of a high level have many mebibytes, and every byte of the data
 * leads somewhere else in them. Two threads that compress on pages of 4 KiB
 * took 6 % more processor time than one does for the same work; on huge pages
 * it was 3 %.
 */
static bool make_encoder(struct nb_zencoder *e)
{
	ZSTD_customMem memory = {take_space, give_space, NULL};

	e->space = nb_alloc(1, sizeof(*e->space));
	memory.opaque = e->space;
	if (e->space)
		e->cctx = ZSTD_createCCtx_advanced(memory);
	if (!e->cctx)
		nb_zencoder_free(e);
	return e->cctx != NULL;
}

enum nb_status nb_zencoder_reset(struct nb_zencoder *e, struct nb_error *err)
{
	size_t code;

	if (!e->cctx && !make_encoder(e))
		return nb_fail_mem(err);
	code = ZSTD_CCtx_reset(e->cctx, ZSTD_reset_session_and_parameters);
	return ZSTD_isError(code) ? nb_fail(err, NB_BUG, "zstd: %s",
					    ZSTD_getErrorName(code))
				  : NB_OK;
}

enum nb_status nb_zframe_encode(struct nb_zencoder *e, const void *data,
				size_t len, const void *prefix,
				size_t prefix_len, int level,
				struct nb_buf *out, struct nb_error *err)
{
	size_t bound = ZSTD_compressBound(len), code;
	enum nb_status st = nb_zencoder_reset(e, err);

	if (st)
		return st;
	if (nb_buf_reserve(out, bound))
		return nb_fail_mem(err);
	code = set_parameters(e->cctx, prefix, prefix_len, len, level);
	if (!ZSTD_isError(code))
		code = ZSTD_compress2(e->cctx, out->data + out->len, bound,
				      data, len);
	if (ZSTD_isError(code))
		return nb_fail(err,
			       ZSTD_getErrorCode(code) ==
					       ZSTD_error_memory_allocation
				       ? NB_NOMEM
				       : NB_BUG,
			       "zstd: %s", ZSTD_getErrorName(code));
	out->len += code;
	return NB_OK;
}

void nb_zencoder_free(struct nb_zencoder *e)
{
	ZSTD_freeCCtx(e->cctx);
	e->cctx = NULL;
	if (e->space)
		free(e->space->block);
	free(e->space);
	e->space = NULL;
}

enum nb_status nb_zframe_compress(const void *data, size_t len,
				  const void *prefix, size_t prefix_len,
				  int level, struct nb_buf *out,
				  struct nb_error *err)
{
	struct nb_zencoder encoder = {0};
	enum nb_status st = nb_zframe_encode(&encoder, data, len, prefix,
					     prefix_len, level, out, err);

	nb_zencoder_free(&encoder);
	return st;
}

enum nb_status nb_zframe_failed(size_t code)
{
	return ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation
		       ? NB_NOMEM
		       : NB_INVALID;
}

enum nb_status nb_zframe_header(const void *frame, size_t size,
				uint32_t content_size, struct nb_error *err)
{
	unsigned long long stated = ZSTD_getFrameContentSize(frame, size);

	if (stated == ZSTD_CONTENTSIZE_ERROR ||
	    stated == ZSTD_CONTENTSIZE_UNKNOWN)
		return nb_fail(
			err, NB_INVALID,
			"zstd frame is missing or does not state its size");
	if (stated != content_size)
		return nb_fail(err, NB_INVALID,
			       "zstd frame has %llu byte%s of content, not %u",
			       stated, stated == 1 ? "" : "s", content_size);
	if (ZSTD_getDictID_fromFrame(frame, size) != 0)
		return nb_fail(err, NB_INVALID,
			       "zstd frame must not need a dictionary");
	return NB_OK;
}

void nb_zdecoder_free(struct nb_zdecoder *d)
{
	ZSTD_freeDCtx(d->dctx);
	d->dctx = NULL;
	d->stream = NULL;
}

enum nb_status nb_zdecoder_reset(struct nb_zdecoder *d, int window_log)
{
	size_t code;

	d->stream = NULL;
	if (!d->dctx)
		d->dctx = ZSTD_createDCtx_advanced(
			(ZSTD_customMem){take_memory, give_memory, d->arena});
	if (!d->dctx)
		return NB_NOMEM;
	code = ZSTD_DCtx_reset(d->dctx, ZSTD_reset_session_and_parameters);
	if (!ZSTD_isError(code))
		code = ZSTD_DCtx_setParameter(d->dctx, ZSTD_d_windowLogMax,
					      window_log);
	return ZSTD_isError(code) ? NB_NOMEM : NB_OK;
}

enum nb_status nb_zframe_decompress(struct nb_zdecoder *d, const void *frame,
				    size_t size, const void *prefix,
				    size_t prefix_len, uint32_t content_size,
				    int window_log, struct nb_buf *out,
				    struct nb_error *err)
{
	enum nb_status st = nb_zframe_header(frame, size, content_size, err);
	size_t code;

	if (st)
		return st;
	if (ZSTD_findFrameCompressedSize(frame, size) != size)
		return nb_fail(err, NB_INVALID,
			       "zstd frame does not fill its %zu bytes", size);
	/* One byte more than needed, so that data is never NULL. */
	if (nb_zdecoder_reset(d, window_log) ||
	    nb_buf_reserve(out, (size_t)content_size + 1))
		return nb_fail_mem(err);
	code = ZSTD_DCtx_refPrefix(d->dctx, prefix, prefix_len);
	if (!ZSTD_isError(code))
		code = ZSTD_decompressDCtx(d->dctx, out->data, content_size,
					   frame, size);
	if (ZSTD_isError(code))
		return nb_fail(err, nb_zframe_failed(code), "zstd: %s",
			       ZSTD_getErrorName(code));
	if (code != content_size)
		return nb_fail(err, NB_INVALID,
			       "zstd frame has too little content");
	out->len = content_size;
	return NB_OK;
}

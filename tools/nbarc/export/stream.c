/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of an export (stream.h).
 *
 * Text is collected in `out`, compressed into `packed` if that is asked for,
 * and written in large pieces. A file is opened when its first bytes come, so
 * that no empty one is left behind the last, and appears under its name when it
 * is complete (cli/output.h).
 */
#include "export/stream.h"

#include <string.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "base/error.h"

/* Text is collected up to this many bytes. */
#define FLUSH_AT ((size_t)256 * 1024)

/* Of Zstandard; exports are read often and soon. */
#define LEVEL 9

/* Make the name of the next file: "news.jsonl.zst" becomes
 * "news-00001.jsonl.zst". A full stop at the start of a name is no ending. */
static enum nb_status name_file(struct nbarc_stream *s)
{
	const char *slash, *base, *dot;
	enum nb_status st;

	s->name.len = 0;
	if (!s->shard || !s->path)
		return s->path ? nb_buf_add(&s->name, s->path,
					    strlen(s->path) + 1)
			       : NB_OK;
	slash = strrchr(s->path, '/');
	base = slash ? slash + 1 : s->path;
	dot = *base ? strchr(base + 1, '.') : NULL;
	dot = dot ? dot : base + strlen(base);
	st = nb_buf_add(&s->name, s->path, (size_t)(dot - s->path));
	if (!st)
		st = nb_buf_printf(&s->name, "-%05u", s->shards + 1);
	return st ? st : nb_buf_add(&s->name, dot, strlen(dot) + 1);
}

/*
 * Compress what is there; `how` says whether more follows. One thread, so that
 * the bytes do not depend on how many processors there are.
 */
static enum nb_status pack(struct nbarc_stream *s, ZSTD_EndDirective how,
			   struct nb_error *err)
{
	ZSTD_inBuffer in = {s->out.data, s->out.len, 0};
	size_t left;

	do {
		ZSTD_outBuffer out;

		if (nb_buf_reserve(&s->packed, ZSTD_CStreamOutSize()))
			return nb_fail_mem(err);
		out = (ZSTD_outBuffer){s->packed.data + s->packed.len,
				       s->packed.cap - s->packed.len, 0};
		left = ZSTD_compressStream2(s->encoder, &out, &in, how);
		if (ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation)
			return nb_fail_mem(err);
		if (ZSTD_isError(left))
			return nb_fail(err, NB_BUG, "zstd: %s",
				       ZSTD_getErrorName(left));
		s->packed.len += out.pos;
	} while (how == ZSTD_e_end ? left > 0 : in.pos < in.size);
	return NB_OK;
}

/* Write what is there, and with `last` what ends the file. */
static enum nb_status flush(struct nbarc_stream *s, bool last,
			    struct nb_error *err)
{
	struct nb_buf *from = s->compressed ? &s->packed : &s->out;
	enum nb_status st = NB_OK;

	if (s->compressed)
		st = pack(s, last ? ZSTD_e_end : ZSTD_e_continue, err);
	if (!st)
		st = cli_output_write(&s->file, from->data, from->len, err);
	s->out.len = s->packed.len = 0;
	return st;
}

/* Prepare the encoder for a file, each of which is a frame with a checksum: a
 * shard can be read without the others. */
static enum nb_status reset_encoder(struct nbarc_stream *s,
				    struct nb_error *err)
{
	if (!s->encoder)
		s->encoder = ZSTD_createCCtx();
	if (!s->encoder)
		return nb_fail_mem(err);
	(void)ZSTD_CCtx_reset(s->encoder, ZSTD_reset_session_and_parameters);
	if (ZSTD_isError(ZSTD_CCtx_setParameter(
		    s->encoder, ZSTD_c_compressionLevel, LEVEL)) ||
	    ZSTD_isError(
		    ZSTD_CCtx_setParameter(s->encoder, ZSTD_c_checksumFlag, 1)))
		return nb_fail(err, NB_BUG, "zstd takes no parameters");
	return NB_OK;
}

/* Open the next file. */
static enum nb_status open_file(struct nbarc_stream *s, struct nb_error *err)
{
	enum nb_status st = name_file(s) ? nb_fail_mem(err) : NB_OK;

	if (!st && s->compressed)
		st = reset_encoder(s, err);
	if (!st)
		st = cli_output_open(
			&s->file, s->path ? (const char *)s->name.data : NULL,
			err);
	if (st)
		return st;
	s->open = true;
	s->shards++;
	s->bytes = s->head.len;
	return nb_buf_add(&s->out, s->head.data, s->head.len) ? nb_fail_mem(err)
							      : NB_OK;
}

/* End the file that is open, if there is one: complete if st is NB_OK, dropped
 * otherwise. Returns st, or what failed. */
static enum nb_status close_file(struct nbarc_stream *s, enum nb_status st,
				 struct nb_error *err)
{
	if (!s->open)
		return st;
	if (!st)
		st = flush(s, true, err);
	s->open = false;
	return cli_output_close(&s->file, st, err);
}

enum nb_status nbarc_stream_head(struct nbarc_stream *s, const void *bytes,
				 size_t len, struct nb_error *err)
{
	return nb_buf_add(&s->head, bytes, len) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nbarc_stream_put(struct nbarc_stream *s, const void *bytes,
				size_t len, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (s->open && s->shard && !s->by_hand && s->bytes > s->head.len &&
	    s->bytes + len > s->shard)
		st = close_file(s, NB_OK, err);
	if (!st && !s->open)
		st = open_file(s, err);
	if (!st && nb_buf_add(&s->out, bytes, len))
		st = nb_fail_mem(err);
	s->bytes += len;
	return st || s->out.len < FLUSH_AT ? st : flush(s, false, err);
}

enum nb_status nbarc_stream_cut(struct nbarc_stream *s, struct nb_error *err)
{
	return close_file(s, NB_OK, err);
}

enum nb_status nbarc_stream_end(struct nbarc_stream *s, enum nb_status st,
				struct nb_error *err)
{
	/* An export of nothing is a file as well. */
	if (!st && !s->shards)
		st = open_file(s, err);
	st = close_file(s, st, err);
	ZSTD_freeCCtx(s->encoder);
	nb_buf_free(&s->head);
	nb_buf_free(&s->name);
	nb_buf_free(&s->out);
	nb_buf_free(&s->packed);
	return st;
}

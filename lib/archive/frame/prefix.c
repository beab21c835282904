/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a file as a dictionary of libzstd (format-spec/nbarc-format.md,
 * section 5.1). */
#include "archive/frame/prefix.h"
#include "base/alloc.h"
#include "base/error.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
/* For dictionaries of raw content with parameters of their own. */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

/* The longest part of a prefix that is indexed, its end: the index of 16 MiB
 * takes 128 MiB. */
#define INDEXED_LOG_MAX 24

/* Keep the index on huge pages: matches are looked for all over it. */
static void *take_memory(void *context, size_t size)
{
	(void)context;
	return nb_alloc_large(size);
}

static void give_memory(void *context, void *piece)
{
	(void)context;
	free(piece);
}

/*
 * The index refers to `start`, and is made with the first frame: most appends
 * and copies make few frames or none. `lock` guards it until it is there;
 * everything else is read-only.
 */
struct nb_prefix {
	uint8_t *start; /* owned */
	size_t len;
	int level;	/* of zstd */
	size_t content; /* bytes of a usual frame's content */
	pthread_mutex_t lock;
	ZSTD_CDict *index; /* NULL: not made yet */
};

/* The base 2 logarithm of the number of bytes that are indexed of `n`: a power
 * of two. */
static unsigned log_over(size_t n)
{
	unsigned log = 10;

	while (log < INDEXED_LOG_MAX && ((size_t)1 << log) < n)
		log++;
	return log;
}

/*
 * The parameters of the index. zstd would choose its tables for the sum of
 * prefix and frame, which doubles them if the prefix is a power of two. A tree
 * has two entries for each byte; the table of its roots does with an eighth, as
 * for frames (nb_zframe_hash_log()).
 */
static ZSTD_compressionParameters parameters_of(size_t len, int level,
						size_t content)
{
	ZSTD_compressionParameters p = ZSTD_getCParams(level, content, len);
	int hash = nb_zframe_hash_log(len, level);

	if (hash) {
		p.hashLog = (unsigned)hash;
		p.chainLog = log_over(len) + 1;
	}
	return p;
}

enum nb_status nb_prefix_create(const void *start, size_t len, int level,
				size_t content, struct nb_prefix **prefix,
				struct nb_error *err)
{
	struct nb_prefix *p = nb_alloc(1, sizeof(*p));

	*prefix = NULL;
	if (p)
		p->start = nb_alloc_large(len);
	if (!p || !p->start) {
		free(p);
		return nb_fail_mem(err);
	}
	memcpy(p->start, start, len);
	p->len = len;
	p->level = level;
	p->content = content;
	(void)pthread_mutex_init(&p->lock, NULL);
	*prefix = p;
	return NB_OK;
}

void nb_prefix_free(struct nb_prefix *p)
{
	if (!p)
		return;
	ZSTD_freeCDict(p->index);
	(void)pthread_mutex_destroy(&p->lock);
	free(p->start);
	free(p);
}

/* Make the index, unless it is there. Threads that come meanwhile wait. */
static const ZSTD_CDict *index_of(struct nb_prefix *p)
{
	static const ZSTD_customMem memory = {take_memory, give_memory, NULL};

	(void)pthread_mutex_lock(&p->lock);
	if (!p->index)
		p->index = ZSTD_createCDict_advanced(
			p->start, p->len, ZSTD_dlm_byRef, ZSTD_dct_rawContent,
			parameters_of(p->len, p->level, p->content), memory);
	(void)pthread_mutex_unlock(&p->lock);
	return p->index;
}

bool nb_prefix_is(const struct nb_prefix *p, const void *start, size_t len)
{
	if (!p || !len)
		return !p && !len;
	return p->len == len && memcmp(p->start, start, len) == 0;
}

size_t nb_prefix_len(const struct nb_prefix *p)
{
	return p ? p->len : 0;
}

size_t nb_prefix_memory(size_t len)
{
	/* The bytes, a tree of two numbers for each that is indexed, its roots,
	 * and a margin. */
	return len + 9 * ((size_t)1 << log_over(len)) + ((size_t)1 << 20);
}

/* Set what the next frame is compressed with; returns a zstd code. The index is
 * used where it is: copying it would take longer than a small frame does. */
static size_t set_prefix(const struct nb_prefix *p, const ZSTD_CDict *index,
			 ZSTD_CCtx *cctx)
{
	size_t code =
		ZSTD_CCtx_setParameter(cctx, ZSTD_c_compressionLevel, p->level);

	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1);
	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_setParameter(cctx, ZSTD_c_forceAttachDict,
					      ZSTD_dictForceAttach);
	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_refCDict(cctx, index);
	return code;
}

enum nb_status nb_prefix_encode(struct nb_prefix *p, struct nb_zencoder *e,
				const void *data, size_t len,
				struct nb_buf *out, struct nb_error *err)
{
	size_t bound = ZSTD_compressBound(len), code;
	enum nb_status st = nb_zencoder_reset(e, err);

	const ZSTD_CDict *index;

	if (st)
		return st;
	index = index_of(p);
	if (!index || nb_buf_reserve(out, bound))
		return nb_fail_mem(err);
	code = set_prefix(p, index, e->cctx);
	if (!ZSTD_isError(code))
		code = ZSTD_compress2(e->cctx, out->data + out->len, bound,
				      data, len);
	if (ZSTD_isError(code))
		return nb_fail(err,
			       nb_zframe_failed(code) == NB_NOMEM ? NB_NOMEM
								  : NB_BUG,
			       "zstd: %s", ZSTD_getErrorName(code));
	out->len += code;
	return NB_OK;
}

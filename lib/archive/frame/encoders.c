/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Estimating the memory of encoders, and lending them to threads.
 *
 * The estimates follow zstd's tables at the levels that are offered; archives
 * do not depend on them, only the memory of the process does.
 */
#include "archive/frame/encoders.h"
#include "archive/frame/prefix.h"
#include "archive/frame/zframe.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/write.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define MIB ((size_t)1 << 20)

/*
 * Memory for everything but frames: the program with its tables and models
 * (10 MiB), names of files (10), the page in hand (8), the catalogue (4), and
 * the entries that wait for a commit.
 */
#define BESIDE_FRAMES (32 * MIB + NB_WAITING_MAX)

/* A frame that waits to be compressed or written takes this many times its
 * content: documents, sources, and the compressed form of both. */
#define WAITING_FRAME 3u
/* Frames that wait besides those that are being compressed. */
#define FRAMES_BESIDE 2u

size_t nb_compress_memory(size_t len, size_t prefix_len, int level)
{
	/*
	 * zstd's largest tables, of entries of 4 bytes. The hash table has 2^22
	 * entries up to level 19, and more above; a tree has two entries for
	 * each byte of the window, and the hash table no more than that. The
	 * window is what the data needs. 3 MiB are for the rest.
	 */
	int hash_log = nb_zframe_hash_log(len + prefix_len, level);
	size_t hash = (size_t)4 << (level > 19 ? level + 3 : 22);
	size_t window = 1024, tables;

	while (window < len + prefix_len)
		window *= 2;
	tables = 8 * window;
	if (hash_log)
		hash = (size_t)4 << hash_log;
	tables += (tables < hash ? tables : hash) + 3 * MIB;
	if (nb_zframe_searches(prefix_len, len, level))
		tables += (size_t)8 << NB_LONG_MATCH_LOG;
	return tables;
}

struct nb_memory_plan nb_memory_plan(const struct nb_writer_options *o)
{
	size_t slot = WAITING_FRAME * (size_t)o->frame_content;
	size_t one = nb_compress_memory(o->frame_content, 0, o->level);
	size_t bytes =
		o->memory > BESIDE_FRAMES ? o->memory - BESIDE_FRAMES : 0;
	struct nb_memory_plan plan = {1, bytes};

	while (plan.threads < o->threads &&
	       (plan.threads + 1) * (one + slot) + FRAMES_BESIDE * slot <=
		       bytes)
		plan.threads++;
	/* With one thread no frames wait: each is compressed at once. */
	if (plan.threads > 1)
		plan.encoders -= (plan.threads + FRAMES_BESIDE) * slot;
	return plan;
}

/* Room for kept encoders: at least as many as there can be threads, since each
 * may give one back. */
#define KEPT_MAX 64u

/*
 * The stock. `lock` guards everything but `bytes`. taken <= bytes, unless one
 * encoder alone exceeds it.
 */
struct nb_encoders {
	size_t bytes;		       /* the bound */
	size_t taken;		       /* by encoders that are lent or kept */
	unsigned lent, kept;	       /* numbers of them */
	struct nb_lent list[KEPT_MAX]; /* the kept ones, in no order */
	pthread_mutex_t lock;
	pthread_cond_t given; /* an encoder was given back */
};

enum nb_status nb_encoders_create(size_t bytes, struct nb_encoders **encoders,
				  struct nb_error *err)
{
	struct nb_encoders *e = nb_alloc(1, sizeof(*e));

	*encoders = e;
	if (!e)
		return nb_fail_mem(err);
	e->bytes = bytes;
	(void)pthread_mutex_init(&e->lock, NULL);
	(void)pthread_cond_init(&e->given, NULL);
	return NB_OK;
}

/* Free the last of the kept encoders, of which there must be one. */
static void free_last_kept(struct nb_encoders *e)
{
	struct nb_lent *l = &e->list[--e->kept];

	nb_zencoder_free(&l->encoder);
	e->taken -= l->bytes;
}

void nb_encoders_free(struct nb_encoders *e)
{
	if (!e)
		return;
	while (e->kept)
		free_last_kept(e);
	(void)pthread_cond_destroy(&e->given);
	(void)pthread_mutex_destroy(&e->lock);
	free(e);
}

/* Take a kept encoder that is large enough; false if there is none. */
static bool take_kept(struct nb_encoders *e, size_t bytes, struct nb_lent *lent)
{
	unsigned i;

	for (i = e->kept; i-- > 0;) {
		if (e->list[i].bytes < bytes)
			continue;
		*lent = e->list[i];
		e->list[i] = e->list[--e->kept];
		return true;
	}
	return false;
}

void nb_encoders_take(struct nb_encoders *e, size_t bytes, struct nb_lent *lent)
{
	(void)pthread_mutex_lock(&e->lock);
	while (!take_kept(e, bytes, lent)) {
		/* The kept ones are all too small. One of them makes way, since
		 * a larger one can do its work as well; more do only while
		 * memory is short. */
		if (e->kept)
			free_last_kept(e);
		if (e->kept && e->taken + bytes > e->bytes)
			continue;
		if (e->taken + bytes <= e->bytes || !e->lent) {
			*lent = (struct nb_lent){.bytes = bytes};
			e->taken += bytes;
			break;
		}
		(void)pthread_cond_wait(&e->given, &e->lock);
	}
	e->lent++;
	(void)pthread_mutex_unlock(&e->lock);
}

void nb_encoders_give(struct nb_encoders *e, struct nb_lent *lent)
{
	(void)pthread_mutex_lock(&e->lock);
	e->list[e->kept++] = *lent;
	e->lent--;
	(void)pthread_cond_broadcast(&e->given);
	(void)pthread_mutex_unlock(&e->lock);
}

enum nb_status nb_encoders_compress(struct nb_encoders *e,
				    const struct nb_buf *data,
				    const struct nb_buf *prefix, int level,
				    struct nb_buf *out, struct nb_error *err)
{
	const void *before = prefix ? prefix->data : NULL;
	size_t before_len = prefix ? prefix->len : 0;
	struct nb_lent lent;
	enum nb_status st;

	if (!e)
		return nb_zframe_compress(data->data, data->len, before,
					  before_len, level, out, err);
	nb_encoders_take(e, nb_compress_memory(data->len, before_len, level),
			 &lent);
	st = nb_zframe_encode(&lent.encoder, data->data, data->len, before,
			      before_len, level, out, err);
	nb_encoders_give(e, &lent);
	return st;
}

enum nb_status nb_encoders_frame(struct nb_encoders *e,
				 const struct nb_buf *data,
				 struct nb_prefix *prefix, int level,
				 struct nb_buf *out, struct nb_error *err)
{
	struct nb_lent lent = {.bytes = 0};
	enum nb_status st;

	if (!prefix)
		return nb_encoders_compress(e, data, NULL, level, out, err);
	/* The index of the prefix is not the encoder's. */
	if (e)
		nb_encoders_take(e, nb_compress_memory(data->len, 0, level),
				 &lent);
	st = nb_prefix_encode(prefix, &lent.encoder, data->data, data->len, out,
			      err);
	if (e)
		nb_encoders_give(e, &lent);
	else
		nb_zencoder_free(&lent.encoder);
	return st;
}

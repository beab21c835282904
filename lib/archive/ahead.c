/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ahead.h"
#include "archive/frame.h"
#include "archive/pool.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>

#define HELD_MAX ((uint64_t)64 << 20) /* bytes of content */
#define SPANS_MAX 65535u	      /* as many pages as a frame has */

struct job {
	struct nb_ahead_frame frame;
	uint64_t end; /* of what may be read of the file */
	uint32_t upto;
	struct nb_frame_reader *reader; /* made when first used, and kept */
	const uint8_t *content;		/* NULL: it could not be decoded */
	struct nb_message *hashed;	/* a document of each of the spans */
	size_t hashed_cap;
	bool in_use;
	int fd;
};

struct nb_ahead {
	int fd;
	uint64_t end;
	unsigned threads;
	nb_ahead_scout *scout;
	void *context;
	uint64_t position;
	uint64_t first; /* frame asked for first, by its offset; 0: none */
	struct nb_pool *pool; /* NULL: not started */
	struct job *jobs, *current, *waiting;
	size_t job_count;
	uint64_t held; /* bytes of content of all jobs in use */
	bool done;     /* nothing more is foreseen */
};

enum nb_status nb_ahead_note(struct nb_ahead_frame *f, uint32_t offset,
			     uint32_t len)
{
	struct nb_span *grown;

	/* What is too much, or not there, is for the reader. */
	if (f->count == SPANS_MAX || offset > f->place.content_size ||
	    len > f->place.content_size - offset)
		return NB_OK;
	grown = nb_grow(f->spans, &f->cap, f->count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	f->spans = grown;
	f->spans[f->count].offset = offset;
	f->spans[f->count++].len = len;
	return NB_OK;
}

/* ---- in the threads */

static enum nb_status decode(struct job *j)
{
	const struct nb_ahead_frame *f = &j->frame;
	enum nb_status st = NB_OK;

	if (!j->reader)
		st = nb_frame_reader_create(j->fd, &j->reader, NULL);
	if (!st)
		st = nb_frame_select(j->reader, &f->place, j->end, NULL);
	if (st)
		return st;
	return f->whole ? nb_frame_check(j->reader, &j->content, NULL)
			: nb_frame_need(j->reader, j->upto, &j->content, NULL);
}

static enum nb_status hash(struct job *j)
{
	size_t i, count = j->frame.count;
	struct nb_message *grown =
		nb_grow(j->hashed, &j->hashed_cap, count, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	j->hashed = grown;
	for (i = 0; i < count; i++) {
		j->hashed[i].data = j->content + j->frame.spans[i].offset;
		j->hashed[i].len = j->frame.spans[i].len;
	}
	nb_sha256_each(j->hashed, count);
	return NB_OK;
}

static void work(void *context)
{
	struct job *j = context;

	j->content = NULL;
	if (decode(j) || hash(j))
		j->content = NULL;
}

/* ---- giving them work */

enum nb_status nb_ahead_create(int fd, uint64_t end, unsigned threads,
			       nb_ahead_scout *scout, void *context,
			       struct nb_ahead **ahead, struct nb_error *err)
{
	struct nb_ahead *a = nb_alloc(1, sizeof(*a));

	*ahead = NULL;
	if (!a)
		return nb_fail_mem(err);
	a->fd = fd;
	a->end = end;
	a->threads = threads;
	a->scout = scout;
	a->context = context;
	*ahead = a;
	return NB_OK;
}

static void start(struct nb_ahead *a)
{
	/* Those in the pool, one that is read, one that waits. */
	size_t n = (size_t)a->threads + 4;

	a->jobs = nb_alloc(n, sizeof(*a->jobs));
	if (!a->jobs || nb_pool_create(a->threads, work, &a->pool, NULL))
		a->done = true;
	else
		a->job_count = n;
}

/* A job that is read no more. One that was large gives its memory back. */
static void retire(struct nb_ahead *a, struct job *j)
{
	if (!j)
		return;
	a->held -= j->frame.place.content_size;
	j->in_use = false;
	if (j->frame.place.content_size > HELD_MAX / 8) {
		nb_frame_reader_free(j->reader);
		j->reader = NULL;
	}
}

static void look_up_to(struct job *j)
{
	size_t i;

	j->upto = 0;
	for (i = 0; i < j->frame.count; i++) {
		const struct nb_span *s = &j->frame.spans[i];

		if (s->offset + s->len > j->upto)
			j->upto = s->offset + s->len;
	}
}

/* Ask what comes next. */
static struct job *foresee(struct nb_ahead *a)
{
	struct job *j = a->jobs;

	while (j->in_use)
		j++;
	j->fd = a->fd;
	j->end = a->end;
	j->frame.count = 0;
	j->frame.whole = false;
	if (!a->scout(a->context, a->position, &j->frame)) {
		a->done = true;
		return NULL;
	}
	look_up_to(j);
	j->in_use = true;
	return j;
}

static void fill(struct nb_ahead *a)
{
	while (!a->done && !nb_pool_full(a->pool)) {
		struct job *j = a->waiting ? a->waiting : foresee(a);
		uint32_t size = j ? j->frame.place.content_size : 0;

		a->waiting = NULL;
		if (!j)
			return;
		if (a->held && a->held + size > HELD_MAX) {
			a->waiting = j;
			return;
		}
		a->held += size;
		nb_pool_submit(a->pool, j);
	}
}

/* The frame at the position, or NULL. */
static const struct job *here(struct nb_ahead *a)
{
	while (!a->current || a->current->frame.last < a->position) {
		retire(a, a->current);
		a->current = NULL;
		fill(a);
		a->current = nb_pool_take(a->pool);
		if (!a->current)
			return NULL;
		fill(a);
	}
	return a->current->frame.first <= a->position ? a->current : NULL;
}

void nb_ahead_free(struct nb_ahead *a)
{
	size_t i;

	if (!a)
		return;
	while (a->pool && nb_pool_take(a->pool))
		;
	nb_pool_free(a->pool);
	for (i = 0; i < a->job_count; i++) {
		nb_frame_reader_free(a->jobs[i].reader);
		free(a->jobs[i].frame.spans);
		free(a->jobs[i].hashed);
	}
	free(a->jobs);
	free(a);
}

/* ---- asking for it */

void nb_ahead_move(struct nb_ahead *a, uint64_t position)
{
	a->position = position;
}

/* Threads are of use when more than one frame is wanted. */
static bool started(struct nb_ahead *a, const struct nb_entry *e)
{
	if (a->pool || a->done)
		return a->pool != NULL;
	if (a->first == 0 || a->first == e->directory) {
		a->first = e->directory;
		return false;
	}
	start(a);
	return a->pool != NULL;
}

static const struct job *job_of(struct nb_ahead *a, const struct nb_entry *e)
{
	const struct job *j = a && started(a, e) ? here(a) : NULL;
	const struct nb_entry *place = j ? &j->frame.place : NULL;

	return j && j->content && place->directory == e->directory &&
			       place->directory_size == e->directory_size &&
			       place->frame_size == e->frame_size &&
			       place->content_size == e->content_size
		       ? j
		       : NULL;
}

const uint8_t *nb_ahead_content(struct nb_ahead *a, const struct nb_entry *e)
{
	const struct job *j = job_of(a, e);

	return j && j->frame.whole ? j->content : NULL;
}

const uint8_t *nb_ahead_document(struct nb_ahead *a, const struct nb_entry *e)
{
	const struct job *j = job_of(a, e);
	size_t i;

	for (i = 0; j && i < j->frame.count; i++) {
		const struct nb_span *s = &j->frame.spans[i];

		if (s->offset == e->offset && s->len == e->len)
			return memcmp(j->hashed[i].sha256, e->sha256, 32) == 0
				       ? j->content + s->offset
				       : NULL;
	}
	return NULL;
}

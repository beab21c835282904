/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/read/ahead.h"
#include "archive/frame/sources.h"
#include "archive/read/ahead_job.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#define HELD_MAX ((uint64_t)64 << 20) /* bytes */
#define SPANS_MAX 65535u	      /* as many pages as a frame has */

struct nb_ahead {
	int fd;
	uint64_t end;
	unsigned threads;
	nb_ahead_scout *scout;
	void *context;
	uint64_t position;
	uint64_t first; /* frame asked for first, by its offset; 0: none */
	struct nb_pool *pool; /* NULL: not started */
	struct nb_ahead_job *jobs, *current, *waiting;
	size_t job_count;
	uint64_t held; /* by all jobs in use */
	bool at_once;
	bool done; /* nothing more is foreseen */
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

/* ---- giving them work */

enum nb_status nb_ahead_create(int fd, uint64_t end, unsigned threads,
			       bool at_once, nb_ahead_scout *scout,
			       void *context, struct nb_ahead **ahead,
			       struct nb_error *err)
{
	struct nb_ahead *a = nb_alloc(1, sizeof(*a));

	*ahead = NULL;
	if (!a)
		return nb_fail_mem(err);
	a->fd = fd;
	a->end = end;
	a->threads = threads;
	a->at_once = at_once;
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
	if (!a->jobs ||
	    nb_pool_create(a->threads, nb_ahead_work, &a->pool, NULL))
		a->done = true;
	else
		a->job_count = n;
}

/* A job that is read no more. One that was large gives its memory back. */
static void retire(struct nb_ahead *a, struct nb_ahead_job *j)
{
	if (!j)
		return;
	a->held -= j->weight;
	j->in_use = false;
	if (j->weight > HELD_MAX / 8)
		nb_ahead_job_clear(j);
}

/* Sources are made from all of the content. */
static void look_up_to(struct nb_ahead_job *j)
{
	size_t i;

	j->upto = j->sources_size ? j->frame.place.content_size : 0;
	for (i = 0; i < j->frame.count; i++) {
		const struct nb_span *s = &j->frame.spans[i];

		if (s->offset + s->len > j->upto)
			j->upto = s->offset + s->len;
	}
}

/* The content, the frame, the record of sources, what is in it, and that once
 * more as it was received. */
static void weigh(struct nb_ahead_job *j)
{
	const struct nb_entry *e = &j->frame.place;

	j->weight = e->content_size;
	if (j->frame.whole)
		j->weight += e->frame_size < NB_CONTENT_MAX ? e->frame_size : 0;
	if (j->sources_size)
		j->weight += (uint64_t)e->sources_size + 2u * j->sources_size;
}

/* Ask what comes next. */
static struct nb_ahead_job *foresee(struct nb_ahead *a)
{
	struct nb_ahead_job *j = a->jobs;

	while (j->in_use)
		j++;
	j->fd = a->fd;
	j->end = a->end;
	j->frame.count = 0;
	j->frame.whole = j->frame.sources = j->frame.replay = false;
	if (!a->scout(a->context, a->position, &j->frame)) {
		a->done = true;
		return NULL;
	}
	j->sources_size =
		j->frame.sources
			? nb_sources_content(j->fd, &j->frame.place, j->end)
			: 0;
	look_up_to(j);
	weigh(j);
	j->in_use = true;
	return j;
}

static void fill(struct nb_ahead *a)
{
	while (!a->done && !nb_pool_full(a->pool)) {
		struct nb_ahead_job *j = a->waiting ? a->waiting : foresee(a);

		a->waiting = NULL;
		if (!j)
			return;
		if (a->held && a->held + j->weight > HELD_MAX) {
			a->waiting = j;
			return;
		}
		a->held += j->weight;
		nb_pool_submit(a->pool, j);
	}
}

/* The frame at the position, or NULL. */
static const struct nb_ahead_job *here(struct nb_ahead *a)
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
		nb_ahead_job_clear(&a->jobs[i]);
		free(a->jobs[i].frame.spans);
	}
	free(a->jobs);
	free(a);
}

/* ---- asking for it */

void nb_ahead_move(struct nb_ahead *a, uint64_t position)
{
	a->position = position;
}

/* Threads are of use when more than one frame is wanted, which mostly shows
 * only when the second one is. */
static bool started(struct nb_ahead *a, const struct nb_entry *e)
{
	if (a->pool || a->done)
		return a->pool != NULL;
	if (!a->at_once && (a->first == 0 || a->first == e->directory)) {
		a->first = e->directory;
		return false;
	}
	start(a);
	return a->pool != NULL;
}

static const struct nb_ahead_job *job_of(struct nb_ahead *a,
					 const struct nb_entry *e)
{
	const struct nb_ahead_job *j = a && started(a, e) ? here(a) : NULL;
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
	const struct nb_ahead_job *j = job_of(a, e);

	return j && j->frame.whole ? j->content : NULL;
}

const uint8_t *nb_ahead_document(struct nb_ahead *a, const struct nb_entry *e)
{
	const struct nb_ahead_job *j = job_of(a, e);
	size_t i;

	for (i = 0; j && i < j->frame.count; i++) {
		const struct nb_span *s = &j->frame.spans[i];

		if (s->offset == e->offset && s->len == e->len)
			return memcmp(j->hashed[NB_FIRST_DOCUMENT + i].sha256,
				      e->sha256, 32) == 0
				       ? j->content + s->offset
				       : NULL;
	}
	return NULL;
}

const struct nb_sources *nb_ahead_sources(struct nb_ahead *a,
					  const struct nb_entry *e)
{
	const struct nb_ahead_job *j = job_of(a, e);

	return j && j->frame.place.sources_size == e->sources_size ? j->sources
								   : NULL;
}

/* What is kept of the entry's source, if it is the right one. */
static const struct nb_kept *kept_of(struct nb_ahead *a,
				     const struct nb_entry *e)
{
	const struct nb_ahead_job *j = job_of(a, e);
	size_t i;

	if (!j || j->frame.place.sources_size != e->sources_size)
		return NULL;
	for (i = 0; i < j->kept_count; i++) {
		const struct nb_kept *k = &j->kept[i];

		if (k->page == e->page_index)
			return k->len == e->source_len &&
					       memcmp(k->sha256,
						      e->source_sha256, 32) == 0
				       ? k
				       : NULL;
	}
	return NULL;
}

const uint8_t *nb_ahead_source(struct nb_ahead *a, const struct nb_entry *e,
			       bool *replays)
{
	const struct nb_kept *k = kept_of(a, e);

	if (replays)
		*replays = k && k->replays;
	return k ? k->data : NULL;
}

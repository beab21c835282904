/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading ahead: which frames threads work on, and how the reader gets what
 * they made (format-spec/nbarc-format.md, section 9).
 *
 * The pool is a queue. Each job is a frame, submitted in the order of the scout
 * and taken in the same order. The job that the reader uses at present was
 * taken from the pool and is `current`; when the position has gone past it, it
 * is released, the queue is filled up, and the next job is taken. All of this
 * runs in the reader's thread. The threads run nb_ahead_work() alone, on a job
 * that nobody else touches meanwhile.
 *
 * A job is matched with an entry by the whole place of the frame, so that an
 * entry which contradicts the page directory is never served from it.
 */
#include "archive/read/ahead.h"
#include "archive/frame/shared.h"
#include "archive/frame/sources.h"
#include "archive/read/ahead_job.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that all jobs together may hold: ten to thirty usual frames, with their
 * sources or without. nb_cursor_read_ahead() promises this to callers. */
#define HELD_MAX ((uint64_t)64 << 20)
/* A job that took more than this gives its memory back when it is released:
 * buffers of rare large frames must not stay, unlike those of usual ones. */
#define REUSED_MAX (HELD_MAX / 8)
/* Jobs beside one for each thread: two that wait in the pool so that no thread
 * is idle, the one that the reader uses, and the one that waits for memory. */
#define SPARE_JOBS 4u

/*
 * Invariants: a job is free, or in_use and exactly one of: in the pool,
 * `current`, or `waiting`. `held` is the sum of the weights of the jobs in the
 * pool and of `current`; a waiting job is not counted yet. There are enough
 * jobs for a full pool, a current and a waiting one. The jobs are owned, the
 * descriptor and the scout's context are not.
 */
struct nb_ahead {
	struct nb_file file;
	struct nb_shared *shared; /* loaded before the threads start */
	uint64_t end; /* offset in the file before which may be read */
	unsigned threads;
	nb_ahead_scout *scout;
	void *context;	   /* of the scout */
	uint64_t position; /* of what the reader asks for */
	/* Offset of the page directory of the frame that was asked for first;
	 * 0: none was yet. */
	uint64_t first;
	struct nb_pool *pool; /* NULL: the threads are not started */
	struct nb_ahead_job *jobs;
	struct nb_ahead_job *current; /* whose results are handed out */
	struct nb_ahead_job *waiting; /* foreseen, but too large for now */
	size_t job_count;
	uint64_t held; /* bytes */
	size_t span;   /* index of the document that was handed out last */
	bool at_once;  /* do not wait for a second frame */
	bool done;     /* the scout has nothing more, or threads failed */
};

enum nb_status nb_ahead_note(struct nb_ahead_frame *f, uint32_t offset,
			     uint32_t len)
{
	struct nb_span *grown;

	/* Such entries are damage, which the reader will meet itself. */
	if (f->count == NB_FRAME_PAGES_MAX || offset > f->place.content_size ||
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

enum nb_status nb_ahead_create(struct nb_file file, struct nb_shared *shared,
			       uint64_t end, unsigned threads, bool at_once,
			       nb_ahead_scout *scout, void *context,
			       struct nb_ahead **ahead, struct nb_error *err)
{
	struct nb_ahead *a = nb_alloc(1, sizeof(*a));

	*ahead = NULL;
	if (!a)
		return nb_fail_mem(err);
	a->file = file;
	a->shared = shared;
	a->end = end;
	a->threads = threads;
	a->at_once = at_once;
	a->scout = scout;
	a->context = context;
	*ahead = a;
	return NB_OK;
}

/* Start the threads. If there is no memory for that, the reader does everything
 * itself; it need not know. */
static void start_pool(struct nb_ahead *a)
{
	size_t n = (size_t)a->threads + SPARE_JOBS;

	a->jobs = nb_alloc(n, sizeof(*a->jobs));
	if (!a->jobs || nb_shared_load(a->shared, NULL) ||
	    nb_pool_create_helping(a->threads, nb_ahead_work, &a->pool, NULL))
		a->done = true;
	else
		a->job_count = n;
}

/* Make a job free for another frame; NULL is fine. */
static void release_job(struct nb_ahead *a, struct nb_ahead_job *j)
{
	if (!j)
		return;
	a->held -= j->weight;
	j->in_use = false;
	if (j->weight > REUSED_MAX)
		nb_ahead_job_clear(j);
}

/*
 * Estimate the bytes that the job will hold: the content; of a whole frame its
 * compressed bytes; of sources the record, its content, and the sources as
 * received, which a thread makes only as long as they are no larger than that
 * content.
 */
static void set_weight(struct nb_ahead_job *j)
{
	const struct nb_entry *e = &j->frame.place;

	j->weight = e->content_size;
	/* A compressed frame larger than any content is not read at all. */
	if (j->frame.whole)
		j->weight += e->frame_size < NB_CONTENT_MAX ? e->frame_size : 0;
	if (j->sources_size)
		j->weight += (uint64_t)e->sources_size + 2u * j->sources_size;
}

/* Describe the next frame in a free job, or return NULL if none is known. */
static struct nb_ahead_job *next_job(struct nb_ahead *a)
{
	struct nb_ahead_job *j = a->jobs;

	while (j->in_use)
		j++;
	j->file = a->file;
	j->shared = a->shared;
	j->end = a->end;
	j->frame.count = 0;
	j->frame.whole = j->frame.sources = j->frame.replay = false;
	if (!a->scout(a->context, a->position, &j->frame)) {
		a->done = true;
		return NULL;
	}
	j->sources_size =
		j->frame.sources
			? nb_sources_content(j->file, &j->frame.place, j->end)
			: 0;
	set_weight(j);
	j->in_use = true;
	return j;
}

/*
 * Submit jobs until the threads have enough to do or too much memory is held. A
 * frame that needs more than HELD_MAX by itself is submitted when nothing else
 * is held, so that the reader always gets on.
 */
static void fill_pool(struct nb_ahead *a)
{
	while (!a->done && !nb_pool_full(a->pool)) {
		struct nb_ahead_job *j = a->waiting ? a->waiting : next_job(a);

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

/*
 * The finished job whose frame covers the position, or NULL if there is none:
 * the scout passed the position over, or knows nothing more. Waits for the
 * thread.
 */
static const struct nb_ahead_job *current_job(struct nb_ahead *a)
{
	while (!a->current || a->current->frame.last < a->position) {
		release_job(a, a->current);
		a->current = NULL;
		fill_pool(a);
		a->current = nb_pool_take(a->pool);
		if (!a->current)
			return NULL;
		fill_pool(a);
	}
	return a->current->frame.first <= a->position ? a->current : NULL;
}

void nb_ahead_free(struct nb_ahead *a)
{
	size_t i;

	if (!a)
		return;
	/* Threads must be done with the jobs before these are freed. */
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

/*
 * True if threads are at work, starting them if it is time. They cost more than
 * they save for a single frame, and mostly only the second one shows that there
 * are more.
 */
static bool ensure_started(struct nb_ahead *a, const struct nb_entry *e)
{
	if (a->pool || a->done)
		return a->pool != NULL;
	if (!a->at_once && (a->first == 0 || a->first == e->directory)) {
		a->first = e->directory;
		return false;
	}
	start_pool(a);
	return a->pool != NULL;
}

/*
 * The job that has worked on the entry's frame, or NULL. Every field of the
 * place is compared: an entry of a damaged catalogue may name a frame in
 * another way.
 */
static const struct nb_ahead_job *job_of(struct nb_ahead *a,
					 const struct nb_entry *e)
{
	const struct nb_ahead_job *j =
		a && ensure_started(a, e) ? current_job(a) : NULL;
	const struct nb_entry *place = j ? &j->frame.place : NULL;

	return j && place->directory == e->directory &&
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
	size_t count = j && j->content ? j->frame.count : 0, k;

	/* Documents are asked for in their order, nearly always. */
	for (k = 0; k < count; k++) {
		size_t i = (a->span + k) % count;
		const struct nb_span *s = &j->frame.spans[i];

		if (s->offset != e->offset || s->len != e->len)
			continue;
		a->span = i;
		return memcmp(j->hashed[NB_FIRST_DOCUMENT + i].sha256,
			      e->sha256, NB_SHA256_SIZE) == 0
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

/* What was made of the entry's source, if its length and SHA-256 are those of
 * the entry; otherwise NULL. */
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
						      e->source_sha256,
						      NB_SHA256_SIZE) == 0
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

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pool of threads with a ring of jobs between one producer, which is also the
 * consumer, and the workers.
 *
 * Jobs are taken out in the order in which they were put in, so that what a
 * writer does with them does not depend on how many threads there are. Without
 * threads nb_pool_submit() does the work itself, and everything else is the
 * same.
 */
#include "base/pool.h"
#include "base/alloc.h"
#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

/* More threads than this do not help: one thread writes what they make. */
#define THREADS_MAX 64u
/*
 * Capacity of the ring. Small jobs that follow a large one are done while the
 * caller waits for the large one; this many may have to be kept.
 */
#define JOBS_MAX 256u

struct slot {
	void (*work)(void *);
	void *job; /* the caller's */
	bool done;
};

/*
 * slots[first] to slots[first + count - 1], modulo JOBS_MAX, are the jobs in
 * the ring, the oldest first. The first `started` of them are being worked on
 * or done.
 *
 * `lock` guards slots, first, count, started and stop. The caller's thread
 * alone changes first and count, so that it reads count without the lock.
 */
struct nb_pool {
	void (*work)(void *);
	unsigned threads; /* that run; 0: nb_pool_submit() does the work */
	unsigned enough;  /* jobs that keep all threads busy */
	struct slot slots[JOBS_MAX];
	unsigned first, count, started;
	bool helps; /* the caller works while it waits */
	bool stop;
	pthread_mutex_t lock;
	pthread_cond_t work_there, work_done;
	pthread_t ids[THREADS_MAX];
};

unsigned nb_pool_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (n < 1)
		return 1;
	return n > (long)THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

/* Do the oldest job that nobody has started; there must be one. The lock is
 * held before and after, and not meanwhile. */
static void do_next(struct nb_pool *p)
{
	struct slot *s = &p->slots[(p->first + p->started) % JOBS_MAX];

	p->started++;
	(void)pthread_mutex_unlock(&p->lock);
	s->work(s->job);
	(void)pthread_mutex_lock(&p->lock);
	s->done = true;
}

/* A thread: do jobs until `stop`. */
static void *worker(void *context)
{
	struct nb_pool *p = context;

	(void)pthread_mutex_lock(&p->lock);
	for (;;) {
		while (!p->stop && p->started == p->count)
			(void)pthread_cond_wait(&p->work_there, &p->lock);
		if (p->stop)
			break;
		do_next(p);
		if (p->slots[p->first].done)
			(void)pthread_cond_signal(&p->work_done);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* Start the threads. If some cannot be created, the pool works with fewer or
 * none. */
static void start(struct nb_pool *p, unsigned threads)
{
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->work_there, NULL);
	(void)pthread_cond_init(&p->work_done, NULL);
	while (p->threads < threads &&
	       pthread_create(&p->ids[p->threads], NULL, worker, p) == 0)
		p->threads++;
}

/* Create a pool; `helps`: the caller is one of the threads. */
static enum nb_status create(unsigned threads, bool helps, void (*work)(void *),
			     struct nb_pool **pool, struct nb_error *err)
{
	struct nb_pool *p = nb_alloc(1, sizeof(*p));

	*pool = p;
	if (!p)
		return nb_fail_mem(err);
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	p->work = work;
	p->helps = helps;
	/* Two more jobs than threads: they stay busy while one is written. */
	p->enough = threads > 1 ? threads + 2 : 1;
	start(p, threads > 1 ? threads - helps : 0);
	return NB_OK;
}

enum nb_status nb_pool_create(unsigned threads, void (*work)(void *),
			      struct nb_pool **pool, struct nb_error *err)
{
	return create(threads, false, work, pool, err);
}

enum nb_status nb_pool_create_helping(unsigned threads, void (*work)(void *),
				      struct nb_pool **pool,
				      struct nb_error *err)
{
	return create(threads, true, work, pool, err);
}

int nb_pool_full(const struct nb_pool *p)
{
	return p->count >= p->enough;
}

unsigned nb_pool_room(const struct nb_pool *p)
{
	return JOBS_MAX - p->count;
}

void nb_pool_submit(struct nb_pool *p, void *job)
{
	nb_pool_submit_work(p, p->work, job);
}

void nb_pool_submit_work(struct nb_pool *p, void (*work)(void *), void *job)
{
	struct slot *s;

	(void)pthread_mutex_lock(&p->lock);
	s = &p->slots[(p->first + p->count) % JOBS_MAX];
	s->work = work;
	s->job = job;
	s->done = false;
	p->count++;
	(void)pthread_cond_signal(&p->work_there);
	(void)pthread_mutex_unlock(&p->lock);
	/*
	 * After the slot is filled, so that nb_pool_take() finds it as usual.
	 */
	if (p->threads == 0) {
		work(job);
		s->done = true;
	}
}

void *nb_pool_take(struct nb_pool *p)
{
	void *job;

	if (p->count == 0)
		return NULL;
	(void)pthread_mutex_lock(&p->lock);
	while (!p->slots[p->first].done) {
		if (p->helps && p->started < p->count)
			do_next(p);
		else
			(void)pthread_cond_wait(&p->work_done, &p->lock);
	}
	job = p->slots[p->first].job;
	p->first = (p->first + 1) % JOBS_MAX;
	p->count--;
	/* Without threads no job was counted as started. */
	if (p->started)
		p->started--;
	(void)pthread_mutex_unlock(&p->lock);
	return job;
}

void nb_pool_free(struct nb_pool *p)
{
	unsigned i;

	if (!p)
		return;
	(void)pthread_mutex_lock(&p->lock);
	p->stop = true;
	(void)pthread_cond_broadcast(&p->work_there);
	(void)pthread_mutex_unlock(&p->lock);
	for (i = 0; i < p->threads; i++)
		(void)pthread_join(p->ids[i], NULL);
	(void)pthread_cond_destroy(&p->work_there);
	(void)pthread_cond_destroy(&p->work_done);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}

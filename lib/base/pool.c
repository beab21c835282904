/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"
#include "base/alloc.h"
#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS_MAX 64u
/* Many small jobs can wait behind a large one that is taken first. */
#define JOBS_MAX 256u

struct slot {
	void (*work)(void *);
	void *job;
	bool done;
};

/* A ring of jobs: taken from `first` on, started from `next` on. */
struct nb_pool {
	void (*work)(void *);
	unsigned threads; /* running ones; 0: work in nb_pool_submit() */
	unsigned enough;  /* jobs that keep them busy */
	struct slot slots[JOBS_MAX];
	unsigned first, count; /* jobs in the ring */
	unsigned started;      /* of those, from first on */
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

static void *worker(void *context)
{
	struct nb_pool *p = context;

	(void)pthread_mutex_lock(&p->lock);
	for (;;) {
		struct slot *s;

		while (!p->stop && p->started == p->count)
			(void)pthread_cond_wait(&p->work_there, &p->lock);
		if (p->stop)
			break;
		s = &p->slots[(p->first + p->started) % JOBS_MAX];
		p->started++;
		(void)pthread_mutex_unlock(&p->lock);
		s->work(s->job);
		(void)pthread_mutex_lock(&p->lock);
		s->done = true;
		(void)pthread_cond_broadcast(&p->work_done);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

enum nb_status nb_pool_create(unsigned threads, void (*work)(void *),
			      struct nb_pool **pool, struct nb_error *err)
{
	struct nb_pool *p = nb_alloc(1, sizeof(*p));

	*pool = NULL;
	if (!p)
		return nb_fail_mem(err);
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	p->work = work;
	/* Two jobs more than threads keep them busy while one is written. */
	p->enough = threads > 1 ? threads + 2 : 1;
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->work_there, NULL);
	(void)pthread_cond_init(&p->work_done, NULL);
	/* With fewer threads than wanted, or none, the work is done all the
	 * same. */
	while (threads > 1 && p->threads < threads &&
	       pthread_create(&p->ids[p->threads], NULL, worker, p) == 0)
		p->threads++;
	*pool = p;
	return NB_OK;
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
	while (!p->slots[p->first].done)
		(void)pthread_cond_wait(&p->work_done, &p->lock);
	job = p->slots[p->first].job;
	p->first = (p->first + 1) % JOBS_MAX;
	p->count--;
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

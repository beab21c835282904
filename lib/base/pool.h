/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that work on jobs and give them back in the order in which they were
 * submitted.
 *
 * One thread creates the pool, submits and takes; the work runs in the others.
 * A job is a pointer of the caller's; it must stay valid until nb_pool_take()
 * returns it, and nobody else may touch it in between.
 */
#ifndef NB_ARCHIVE_POOL_H
#define NB_ARCHIVE_POOL_H

#include <nbarc/status.h>

struct nb_pool;

/*
 * Create a pool of at most 64 threads that call work(job). With `threads` 0 or
 * 1, or if the system gives no threads, nb_pool_submit() calls it. `work`
 * cannot fail: a job keeps its own status. NB_NOMEM, and *pool is NULL.
 */
NB_CHECK enum nb_status nb_pool_create(unsigned threads, void (*work)(void *),
				       struct nb_pool **pool,
				       struct nb_error *err);

/*
 * Like nb_pool_create(), but the caller is one of the threads: nb_pool_take()
 * works on jobs itself instead of waiting for the others. That spares a thread
 * and most of the switching between threads, and suits a caller who has little
 * else to do.
 */
NB_CHECK enum nb_status nb_pool_create_helping(unsigned threads,
					       void (*work)(void *),
					       struct nb_pool **pool,
					       struct nb_error *err);

/*
 * Are there enough jobs to keep all threads busy? Then the caller should take
 * one before it submits more, unless its jobs are small.
 */
int nb_pool_full(const struct nb_pool *pool);
/* How many more jobs can be submitted before one must be taken. */
unsigned nb_pool_room(const struct nb_pool *pool);
/* Add a job. There must be room for it. */
void nb_pool_submit(struct nb_pool *pool, void *job);

/* Like nb_pool_submit(), with another function than the pool's. */
void nb_pool_submit_work(struct nb_pool *pool, void (*work)(void *), void *job);

/*
 * Wait until the oldest job is done, remove it from the pool and return it.
 * NULL if there is none.
 */
void *nb_pool_take(struct nb_pool *pool);

/*
 * Stop the threads and free the pool. Jobs must have been taken before: those
 * that nobody has started are never done. NULL is fine.
 */
void nb_pool_free(struct nb_pool *pool);

/* The number of processors that are online, 1 to 64. */
unsigned nb_pool_processors(void);

#endif

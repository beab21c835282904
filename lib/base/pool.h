/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that work on jobs, which come back in the order they were given. */
#ifndef NB_ARCHIVE_POOL_H
#define NB_ARCHIVE_POOL_H

#include <nbarc/status.h>

struct nb_pool;

/*
 * threads 1 runs each job in nb_pool_submit(). `work` must not fail; a job
 * keeps its own status.
 */
NB_CHECK enum nb_status nb_pool_create(unsigned threads, void (*work)(void *),
				       struct nb_pool **pool,
				       struct nb_error *err);

/* True when there are jobs enough to keep all threads busy: take one first,
 * unless jobs are small. */
int nb_pool_full(const struct nb_pool *pool);
/* How many more it can take. */
unsigned nb_pool_room(const struct nb_pool *pool);
/* There must be room. */
void nb_pool_submit(struct nb_pool *pool, void *job);

/* The same with other work than the pool's own. */
void nb_pool_submit_work(struct nb_pool *pool, void (*work)(void *), void *job);

/* The oldest job, when it is done; NULL when there is none. */
void *nb_pool_take(struct nb_pool *pool);

/* All jobs must have been taken. NULL is fine. */
void nb_pool_free(struct nb_pool *pool);

/* Processors that this process may use, at least 1. */
unsigned nb_pool_processors(void);

#endif

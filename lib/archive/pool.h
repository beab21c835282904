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

/* True when a further job would wait: take one first. */
int nb_pool_full(const struct nb_pool *pool);
void nb_pool_submit(struct nb_pool *pool, void *job);

/* The oldest job, when it is done; NULL when there is none. */
void *nb_pool_take(struct nb_pool *pool);

/* All jobs must have been taken. NULL is fine. */
void nb_pool_free(struct nb_pool *pool);

/* Processors that this process may use, at least 1. */
unsigned nb_pool_processors(void);

#endif

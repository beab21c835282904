/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the pool of threads (lib/base/pool.h). */
#include "base/pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#define JOBS 500u

/* ---- each job once, in the order of submission */

struct counted {
	unsigned number, done;
};

static void count(void *context)
{
	struct counted *c = context;

	c->done++;
}

/* Submit JOBS jobs to a pool and take them out again. */
static void submit_all(struct nb_pool *pool)
{
	static struct counted jobs[JOBS];
	unsigned next = 0, taken = 0;
	struct counted *c;

	for (next = 0; next < JOBS; next++) {
		jobs[next] = (struct counted){next, 0};
		while (nb_pool_full(pool)) {
			c = nb_pool_take(pool);
			assert_int_equal(c->number, taken++);
			assert_int_equal(c->done, 1);
		}
		nb_pool_submit(pool, &jobs[next]);
	}
	while ((c = nb_pool_take(pool))) {
		assert_int_equal(c->number, taken++);
		assert_int_equal(c->done, 1);
	}
	assert_int_equal(taken, JOBS);
}

static void each_job_is_done_once_and_in_order(void **state)
{
	static const unsigned threads[] = {0, 1, 2, 3, 8, 1000};
	struct nb_pool *pool;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(threads) / sizeof(*threads); i++) {
		assert_int_equal(nb_pool_create(threads[i], count, &pool, NULL),
				 NB_OK);
		submit_all(pool);
		nb_pool_free(pool);
		assert_int_equal(
			nb_pool_create_helping(threads[i], count, &pool, NULL),
			NB_OK);
		submit_all(pool);
		nb_pool_free(pool);
	}
}

/* ---- the caller helps */

/* Two jobs, each of which waits until the other has begun. */
struct meeting {
	pthread_mutex_t lock;
	pthread_cond_t begun;
	unsigned there;
	bool missed;
	pthread_t who[2];
};

static void meet(void *context)
{
	struct meeting *m = context;
	struct timespec end;

	assert_int_equal(clock_gettime(CLOCK_REALTIME, &end), 0);
	end.tv_sec += 20;
	(void)pthread_mutex_lock(&m->lock);
	m->who[m->there++] = pthread_self();
	(void)pthread_cond_broadcast(&m->begun);
	while (m->there < 2 && !m->missed)
		m->missed =
			pthread_cond_timedwait(&m->begun, &m->lock, &end) != 0;
	(void)pthread_mutex_unlock(&m->lock);
}

static void the_caller_is_one_of_the_threads(void **state)
{
	struct meeting m = {.there = 0};
	pthread_t me = pthread_self();
	struct nb_pool *pool;

	(void)state;
	(void)pthread_mutex_init(&m.lock, NULL);
	(void)pthread_cond_init(&m.begun, NULL);
	assert_int_equal(nb_pool_create_helping(2, meet, &pool, NULL), NB_OK);
	nb_pool_submit(pool, &m);
	nb_pool_submit(pool, &m);
	assert_ptr_equal(nb_pool_take(pool), &m);
	assert_ptr_equal(nb_pool_take(pool), &m);
	assert_null(nb_pool_take(pool));
	assert_false(m.missed);
	assert_true(pthread_equal(m.who[0], me) != pthread_equal(m.who[1], me));
	nb_pool_free(pool);
	(void)pthread_cond_destroy(&m.begun);
	(void)pthread_mutex_destroy(&m.lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_job_is_done_once_and_in_order),
		cmocka_unit_test(the_caller_is_one_of_the_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

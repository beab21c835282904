/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps ahead (set/ahead.h).
 *
 * The thread that has the set opens no archive and does no step. It submits the
 * steps to a pool in their order, gives the oldest its turn, and waits for it.
 * A step that waits for its turn holds its thread, but the oldest one always
 * has a thread: the pool begins steps in their order.
 *
 * Steps of one archive, of which each is about a title, are done one after the
 * other: so it is opened once, is read in one state, and says once what damage
 * it has.
 *
 * Archives far away are waited for, and not computed with: so there are more
 * threads for them than processors.
 */
#include "set/ahead.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "set/opened.h"

/* What all steps share. What follows `lock` is used by who holds it; all else
 * by who has the turn. */
struct steps {
	struct nbarc_set *set;
	const struct nbarc_ahead *ahead;
	void *context;
	pthread_t owner;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	bool over; /* a step failed */
};

struct nbarc_turn {
	size_t shard;
	char *id; /* owned */
	uint64_t size;
	unsigned threads;

	struct steps *of;
	bool left_out; /* its archive was reported before */
	bool now;      /* it is its turn; of->lock */
	bool admitted; /* what there was to say was said */
	struct nbarc_early early;
	struct nb_buf said; /* messages of before */
	void *state;
	enum nb_status status;
	struct nb_error err;
};

enum nb_status nbarc_plan_add(struct nbarc_plan *plan, size_t shard,
			      const char *id)
{
	struct nbarc_turn *t =
		nb_grow(plan->list, &plan->cap, plan->count + 1, sizeof(*t));

	if (!t)
		return NB_NOMEM;
	plan->list = t;
	t += plan->count;
	memset(t, 0, sizeof(*t));
	t->shard = shard;
	t->id = nb_strndup(id, strlen(id));
	if (!t->id)
		return NB_NOMEM;
	plan->count++;
	return NB_OK;
}

void nbarc_plan_free(struct nbarc_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->count; i++) {
		free(plan->list[i].id);
		nb_buf_free(&plan->list[i].said);
		nb_buf_free(&plan->list[i].early.said);
	}
	free(plan->list);
	memset(plan, 0, sizeof(*plan));
}

/* ---- one after the other */

static enum nb_status do_in_turn(struct nbarc_plan *plan, struct nbarc_set *set,
				 nbarc_set_step *step, void *context,
				 struct nb_error *err)
{
	struct nb_archive *archive;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < plan->count && !cli_interrupted(); i++) {
		struct nbarc_turn *t = &plan->list[i];

		st = nbarc_opened_use(set, t->shard, &archive, err);
		if (!st && archive)
			st = step(context, archive,
				  set->of.shards[t->shard].path, &t->id, 1,
				  err);
	}
	return st;
}

/* ---- a step */

/* Say what was kept, first of opening and then of the step; it is its turn. */
static void admit(struct nbarc_turn *t)
{
	struct nbarc_set *set = t->of->set;
	enum nb_status st = NB_OK;

	if (t->admitted)
		return;
	t->admitted = true;
	if (!t->left_out)
		st = nbarc_opened_admit(set, t->shard, &t->early, &t->err);
	if (st)
		t->status = st;
	if (t->said.len)
		(void)fwrite(t->said.data, 1, t->said.len, stderr);
}

enum nbarc_turn_state nbarc_turn_wait(struct nbarc_turn *t)
{
	struct steps *s = t->of;
	bool over;

	/* Where the system gives no threads, the owner does the steps, and
	 * those before this one may not have been taken over. */
	if (pthread_equal(pthread_self(), s->owner))
		return NBARC_TURN_LATER;
	(void)pthread_mutex_lock(&s->lock);
	while (!t->now)
		(void)pthread_cond_wait(&s->turned, &s->lock);
	over = s->over;
	(void)pthread_mutex_unlock(&s->lock);
	if (over)
		return NBARC_TURN_NEVER;
	/* From now on, what there is to say is said at once. */
	cli_collect(NULL);
	admit(t);
	return NBARC_TURN_NOW;
}

static void work(void *job)
{
	struct nbarc_turn *t = job;
	struct steps *s = t->of;

	if (t->left_out)
		return;
	if (!t->early.archive && !t->early.status)
		nbarc_opened_begin(s->set, t->shard, &t->early);
	if (!t->early.archive)
		return;
	cli_collect(&t->said);
	t->state = s->ahead->begin(s->context, t, t->threads);
	t->status = !t->state ? nb_fail_mem(&t->err)
			      : s->ahead->step(t->state, t->early.archive,
					       s->set->of.shards[t->shard].path,
					       &t->id, 1, &t->err);
	cli_collect(NULL);
}

/* ---- all steps */

/* Prepare a step: give it the archive if that is open. */
static void prepare(struct nbarc_turn *t, struct steps *s)
{
	struct nbarc_opened *o = &s->set->opened[t->shard];

	t->of = s;
	o->busy = true;
	t->left_out = o->failed;
	t->early.archive = nbarc_opened_take(s->set, t->shard);
	if (!t->early.archive && o->early) {
		t->early = *o->early;
		free(o->early);
		o->early = NULL;
	}
}

/* Let it be the turn of a step. */
static void turn_to(struct nbarc_turn *t)
{
	(void)pthread_mutex_lock(&t->of->lock);
	t->now = true;
	(void)pthread_cond_broadcast(&t->of->turned);
	(void)pthread_mutex_unlock(&t->of->lock);
}

/* Take over what a step found that is done; its status. */
static enum nb_status take(struct nbarc_turn *t, struct nb_error *err)
{
	struct steps *s = t->of;
	enum nb_status st;

	if (!s->over)
		admit(t);
	st = t->status;
	if (st)
		*err = t->err;
	if (t->state) {
		enum nb_status own = s->ahead->end(
			s->context, t->state, s->over || st, st ? NULL : err);

		st = st ? st : own;
	}
	nbarc_opened_keep(s->set, t->shard, t->early.archive);
	t->early.archive = NULL;
	s->set->opened[t->shard].busy = false;
	return st;
}

/* Submit steps until the threads have enough to do, or the next one is of an
 * archive that another step has. Returns how many were submitted by now. */
static size_t submit(struct nbarc_plan *plan, struct steps *s,
		     struct nb_pool *pool, size_t submitted, size_t end)
{
	for (; submitted < end && !nb_pool_full(pool); submitted++) {
		struct nbarc_turn *t = &plan->list[submitted];

		if (s->set->opened[t->shard].busy)
			break;
		prepare(t, s);
		nb_pool_submit(pool, t);
	}
	return submitted;
}

static enum nb_status do_ahead(struct nbarc_plan *plan, struct steps *s,
			       struct nb_pool *pool, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = NB_OK, of;
	size_t i, submitted = 0, end = plan->count;

	for (i = 0; i < end; i++) {
		submitted = submit(plan, s, pool, submitted, end);
		turn_to(&plan->list[i]);
		(void)nb_pool_take(pool);
		of = take(&plan->list[i], &own);
		if (!of || st)
			continue;
		/* Steps that were begun end themselves; no other begins. */
		st = of;
		*err = own;
		end = submitted;
		(void)pthread_mutex_lock(&s->lock);
		s->over = true;
		(void)pthread_mutex_unlock(&s->lock);
	}
	return st;
}

/* ---- threads */

/*
 * Let the threads be shared among the steps: as many as there are archives from
 * this step on, and more for archives that are larger than others. An archive
 * far away is waited for. Returns how many steps are done at once.
 */
static unsigned share(struct nbarc_plan *plan, const struct nbarc_set *set,
		      unsigned threads)
{
	unsigned processors = threads ? threads : nb_pool_processors();
	unsigned at_once = processors;
	uint64_t left = 0;
	struct stat file;
	size_t i, archives = 0;

	for (i = plan->count; i > 0; i--) {
		struct nbarc_turn *t = &plan->list[i - 1];
		const struct nbarc_shard *s = &set->of.shards[t->shard];
		bool *seen = &set->opened[t->shard].busy;
		double of;

		if (s->far && !threads && at_once < NBARC_FAR_AT_ONCE)
			at_once = NBARC_FAR_AT_ONCE;
		if (!s->far && stat(s->path, &file) == 0 && file.st_size > 0)
			t->size = (uint64_t)file.st_size;
		left += *seen ? 0 : t->size;
		archives += !*seen;
		*seen = true;
		of = left ? (double)t->size / (double)left : 0;
		t->threads = (unsigned)(of * processors + .5);
		if (t->threads < 1)
			t->threads = 1;
	}
	for (i = 0; i < plan->count; i++)
		set->opened[plan->list[i].shard].busy = false;
	if (set->of.far)
		at_once = nbarc_opened_at_once(at_once);
	return archives < at_once ? (unsigned)archives : at_once;
}

enum nb_status nbarc_plan_do(struct nbarc_plan *plan, struct nbarc_set *set,
			     nbarc_set_step *step,
			     const struct nbarc_ahead *ahead, unsigned threads,
			     void *context, struct nb_error *err)
{
	struct steps s = {.set = set,
			  .ahead = ahead,
			  .context = context,
			  .owner = pthread_self(),
			  .lock = PTHREAD_MUTEX_INITIALIZER,
			  .turned = PTHREAD_COND_INITIALIZER};
	struct nb_pool *pool = NULL;
	unsigned at_once = share(plan, set, threads);
	enum nb_status st;

	if (at_once < 2 || nb_pool_create(at_once, work, &pool, NULL))
		return do_in_turn(plan, set, step, context, err);
	st = do_ahead(plan, &s, pool, err);
	nb_pool_free(pool);
	(void)pthread_mutex_destroy(&s.lock);
	(void)pthread_cond_destroy(&s.turned);
	return st;
}

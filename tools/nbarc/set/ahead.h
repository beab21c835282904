/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps of a collection that are done by several threads, an archive each, and
 * come out in their order.
 *
 * A step keeps what it finds until it is its turn: when all steps before it are
 * done. If that is much, it waits for its turn, and writes from then on. So the
 * memory of a search does not grow with what it finds.
 */
#ifndef NB_TOOLS_NBARC_SET_AHEAD_H
#define NB_TOOLS_NBARC_SET_AHEAD_H

#include "set/set.h"

/* A step that is done ahead. */
struct nbarc_turn;

enum nbarc_turn_state {
	NBARC_TURN_LATER, /* it cannot be waited for: keep what is found */
	NBARC_TURN_NOW,	  /* whatever was found may be written */
	NBARC_TURN_NEVER, /* a step before failed: end */
};

/* What a command does in a step. `context` is that of nbarc_set_each_ahead().
 */
struct nbarc_ahead {
	/* Make the state of a step, in any thread: NULL if memory is lacking.
	 * The step should use so many threads. */
	void *(*begin)(void *context, struct nbarc_turn *turn,
		       unsigned threads);
	/* The step, in the same thread; its context is the state. */
	nbarc_set_step *step;
	/* After the step it is its turn: take over what it found, unless it is
	 * `over`, and free the state. */
	enum nb_status (*end)(void *context, void *state, bool over,
			      struct nb_error *err);
};

/* Wait for the turn of a step, which calls this. From then on it is the only
 * one that writes or says anything. */
enum nbarc_turn_state nbarc_turn_wait(struct nbarc_turn *turn);

/* The steps to come. All zeros is none. */
struct nbarc_plan {
	struct nbarc_turn *list; /* owned */
	size_t count, cap;
};

/* Add a step about this identifier, which is copied. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_plan_add(struct nbarc_plan *plan, size_t shard,
				       const char *id);

/* Do all steps, by at most `threads` threads (0: as many as are of use). The
 * status is that of the first that failed. */
NB_CHECK enum nb_status nbarc_plan_do(struct nbarc_plan *plan,
				      struct nbarc_set *set,
				      nbarc_set_step *step,
				      const struct nbarc_ahead *ahead,
				      unsigned threads, void *context,
				      struct nb_error *err);

void nbarc_plan_free(struct nbarc_plan *plan);

#endif

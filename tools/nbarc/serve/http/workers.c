/* SPDX-License-Identifier: Apache-2.0 */
/* The queue and its threads (workers.h). */
#include "serve/http/workers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"

/*
 * A list with a pointer to its last link: pieces are added at the end and taken
 * at the front, both in a moment, and no memory is needed, since the links are
 * part of what is queued.
 */
struct room_workers {
	pthread_mutex_t lock; /* of all that follows */
	pthread_cond_t more;
	struct room_work *first, **last;
	unsigned waiting, most;
	bool ending;
	unsigned threads;
	pthread_t *list;
};

/* Take pieces of work until there are none and the queue is to end. */
static void *work(void *context)
{
	struct room_workers *w = context;
	struct room_work *piece;

	for (;;) {
		(void)pthread_mutex_lock(&w->lock);
		while (!w->first && !w->ending)
			(void)pthread_cond_wait(&w->more, &w->lock);
		piece = w->first;
		if (piece) {
			w->first = piece->next;
			if (!w->first)
				w->last = &w->first;
			w->waiting--;
		}
		(void)pthread_mutex_unlock(&w->lock);
		if (!piece)
			return NULL;
		piece->run(piece);
	}
}

/*
 * If a thread cannot be started, those that were are ended again: a room with
 * half of its threads would be slow for a reason that nobody sees.
 */
enum nb_status room_workers_create(unsigned threads, unsigned most,
				   struct room_workers **workers,
				   struct nb_error *err)
{
	struct room_workers *w = nb_alloc(1, sizeof(*w));
	int failed = 0;

	*workers = NULL;
	if (w)
		w->list = nb_alloc(threads, sizeof(*w->list));
	if (!w || !w->list) {
		free(w);
		return nb_fail_mem(err);
	}
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->more, NULL);
	w->last = &w->first;
	w->most = most;
	for (; w->threads < threads && !failed; w->threads += !failed)
		failed = pthread_create(&w->list[w->threads], NULL, work, w);
	if (failed) {
		room_workers_free(w);
		errno = failed;
		return nb_fail_sys(err, NULL, "start a thread");
	}
	*workers = w;
	return NB_OK;
}

/*
 * One thread is woken for each piece. Which one takes it does not matter:
 * archives are borrowed from a list that all of them share.
 */
bool room_workers_add(struct room_workers *w, struct room_work *piece)
{
	bool taken;

	(void)pthread_mutex_lock(&w->lock);
	taken = w->waiting < w->most && !w->ending;
	if (taken) {
		piece->next = NULL;
		*w->last = piece;
		w->last = &piece->next;
		w->waiting++;
		(void)pthread_cond_signal(&w->more);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return taken;
}

/*
 * Threads take what still waits before they end, because each piece has a
 * connection that is suspended until it was answered.
 */
void room_workers_end(struct room_workers *w)
{
	if (!w)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->ending = true;
	(void)pthread_cond_broadcast(&w->more);
	(void)pthread_mutex_unlock(&w->lock);
	for (; w->threads; w->threads--)
		(void)pthread_join(w->list[w->threads - 1], NULL);
}

bool room_workers_are_ending(struct room_workers *w)
{
	bool ending;

	(void)pthread_mutex_lock(&w->lock);
	ending = w->ending;
	(void)pthread_mutex_unlock(&w->lock);
	return ending;
}

void room_workers_free(struct room_workers *w)
{
	if (!w)
		return;
	room_workers_end(w);
	(void)pthread_cond_destroy(&w->more);
	(void)pthread_mutex_destroy(&w->lock);
	free(w->list);
	free(w);
}

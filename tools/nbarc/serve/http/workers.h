/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that answer requests, and the queue before them.
 *
 * The threads of the server only read and write sockets. What takes time, from
 * the first lookup to compression, is done by these, so that a search that
 * takes long holds up no connection but its own.
 */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_WORKERS_H
#define NB_TOOLS_NBARC_SERVE_HTTP_WORKERS_H

#include <stdbool.h>

#include <nbarc/status.h>

/* A piece of work, a member of what it is about. */
struct room_work {
	void (*run)(struct room_work *work);
	struct room_work *next;
};

struct room_workers;

/* Start `threads` of them; at most `most` pieces of work wait. *workers is to
 * be freed by room_workers_free(). NB_NOMEM, or NB_IO if there are no threads.
 */
NB_CHECK enum nb_status room_workers_create(unsigned threads, unsigned most,
					    struct room_workers **workers,
					    struct nb_error *err);

/* Let a thread do it, in the order of the calls. False if too much waits, or if
 * the threads have ended. */
bool room_workers_add(struct room_workers *workers, struct room_work *work);

/* Wait until all work is done and end the threads: nothing more is taken. NULL
 * is fine. */
void room_workers_end(struct room_workers *workers);

/* Are they ending? What still waits is done in any case, and may be short then.
 */
bool room_workers_are_ending(struct room_workers *workers);

/* End them and free them, when nobody adds any more. NULL is fine. */
void room_workers_free(struct room_workers *workers);

#endif

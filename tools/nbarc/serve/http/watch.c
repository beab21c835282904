/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of connections, and the thread that looks at it (watch.h).
 *
 * A connection that is cut off is only shut down: libmicrohttpd then sees its
 * end and closes it. It tells of that under the same lock, and before it closes
 * the socket, so that no other connection can have its number.
 */
#include "serve/http/watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "base/error.h"
#include "serve/room.h"

/* Seconds in which a whole request must come, idle time included, and in which
 * an answer must leave. */
#define REQUEST_SECONDS 30u
#define ANSWER_SECONDS 120u

struct connection {
	int socket;
	uint64_t until; /* in nanoseconds of room_now() */
	struct connection *next, *prev;
};

struct room_watch {
	pthread_mutex_t lock;
	pthread_cond_t end;
	bool ending;
	pthread_t thread;
	struct connection *first;
};

/* Seconds that nothing takes: a day. */
#define NEVER 86400u

static uint64_t after(unsigned seconds)
{
	return room_now() + (uint64_t)seconds * 1000000000u;
}

/* The thread: each second, shut down what is late. */
static void *look(void *context)
{
	struct room_watch *w = context;
	struct connection *c;
	struct timespec next;

	(void)pthread_mutex_lock(&w->lock);
	while (!w->ending) {
		uint64_t now = room_now();

		for (c = w->first; c; c = c->next)
			if (c->until < now)
				(void)shutdown(c->socket, SHUT_RDWR);
		(void)clock_gettime(CLOCK_REALTIME, &next);
		next.tv_sec++;
		(void)pthread_cond_timedwait(&w->end, &w->lock, &next);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

enum nb_status room_watch_create(struct room_watch **watch,
				 struct nb_error *err)
{
	struct room_watch *w = nb_alloc(1, sizeof(*w));
	int failed;

	*watch = NULL;
	if (!w)
		return nb_fail_mem(err);
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->end, NULL);
	failed = pthread_create(&w->thread, NULL, look, w);
	if (failed) {
		(void)pthread_cond_destroy(&w->end);
		(void)pthread_mutex_destroy(&w->lock);
		free(w);
		errno = failed;
		return nb_fail_sys(err, NULL, "start a thread");
	}
	*watch = w;
	return NB_OK;
}

void room_watch_free(struct room_watch *w)
{
	if (!w)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->ending = true;
	(void)pthread_cond_signal(&w->end);
	(void)pthread_mutex_unlock(&w->lock);
	(void)pthread_join(w->thread, NULL);
	(void)pthread_cond_destroy(&w->end);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}

/*
 * Add a connection that was opened. Without memory it is not watched.
 *
 * It is put in front of the list: new connections are the ones that end soon.
 */
static struct connection *add(struct room_watch *w, int socket)
{
	struct connection *c = nb_alloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->socket = socket;
	c->until = after(REQUEST_SECONDS);
	(void)pthread_mutex_lock(&w->lock);
	c->next = w->first;
	if (c->next)
		c->next->prev = c;
	w->first = c;
	(void)pthread_mutex_unlock(&w->lock);
	return c;
}

/* Take a connection out that is closed. */
static void drop(struct room_watch *w, struct connection *c)
{
	(void)pthread_mutex_lock(&w->lock);
	if (c->next)
		c->next->prev = c->prev;
	if (c->prev)
		c->prev->next = c->next;
	else
		w->first = c->next;
	(void)pthread_mutex_unlock(&w->lock);
	free(c);
}

void room_watch_notify(void *watch, struct MHD_Connection *connection,
		       void **socket_context,
		       enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		info = MHD_get_connection_info(
			connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*socket_context = info ? add(watch, info->connect_fd) : NULL;
	} else if (*socket_context) {
		drop(watch, *socket_context);
		*socket_context = NULL;
	}
}

/*
 * Set when a connection is late.
 *
 * A connection that could not be added to the list, because memory was lacking,
 * has no entry and is left to the time limit of libmicrohttpd.
 */
static void set_until(struct room_watch *w, struct MHD_Connection *connection,
		      unsigned seconds)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct connection *c = info ? info->socket_context : NULL;

	if (!c)
		return;
	(void)pthread_mutex_lock(&w->lock);
	c->until = after(seconds);
	(void)pthread_mutex_unlock(&w->lock);
}

void room_watch_working(struct room_watch *w, struct MHD_Connection *connection,
			unsigned seconds)
{
	set_until(w, connection, seconds + REQUEST_SECONDS);
}

void room_watch_making(struct room_watch *w, struct MHD_Connection *connection)
{
	set_until(w, connection, NEVER);
}

void room_watch_sending(struct room_watch *w, struct MHD_Connection *connection)
{
	set_until(w, connection, ANSWER_SECONDS);
}

void room_watch_waiting(struct room_watch *w, struct MHD_Connection *connection)
{
	set_until(w, connection, REQUEST_SECONDS);
}

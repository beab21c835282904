/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dropping clients that are too slow.
 *
 * A client that sends a byte of its headers every few seconds, or takes one of
 * an answer, is never silent, and would keep its connection for ever. A thread
 * looks at all connections each second and cuts off those whose request has not
 * come, or whose answer has not left, in the time that it may take.
 */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_WATCH_H
#define NB_TOOLS_NBARC_SERVE_HTTP_WATCH_H

#include <microhttpd.h>

#include <nbarc/status.h>

struct room_watch;

/* Start the thread. NB_NOMEM, NB_IO. *watch is to be freed by
 * room_watch_free() when the daemon has stopped. */
NB_CHECK enum nb_status room_watch_create(struct room_watch **watch,
					  struct nb_error *err);

/* End it. NULL is fine. */
void room_watch_free(struct room_watch *watch);

/* For MHD_OPTION_NOTIFY_CONNECTION, with the watch as context. */
void room_watch_notify(void *watch, struct MHD_Connection *connection,
		       void **socket_context,
		       enum MHD_ConnectionNotificationCode code);

/* A request has come, and is answered in so many seconds. */
void room_watch_working(struct room_watch *watch,
			struct MHD_Connection *connection, unsigned seconds);

/* A piece of an answer is being made: the client cannot be late. */
void room_watch_making(struct room_watch *watch,
		       struct MHD_Connection *connection);

/* An answer begins to be sent; the connection waits for a request again. */
void room_watch_sending(struct room_watch *watch,
			struct MHD_Connection *connection);
void room_watch_waiting(struct room_watch *watch,
			struct MHD_Connection *connection);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between libmicrohttpd and the routes.
 *
 * A request goes through these steps. Its request line is known: a struct job
 * is made (begin). Its headers are there, and perhaps the body of a form: the
 * request is parsed, the connection suspended and the job queued (take). A
 * worker makes the answer (run), and resumes the connection, which then sends
 * it (take again). When it was sent, or the client is gone, the job is freed
 * (completed).
 *
 * libmicrohttpd drops connections that are silent for IDLE seconds. Those that
 * send or take a byte now and then are dropped by watch.c.
 */
#include "serve/http/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/options.h"
#include "serve/http/access.h"
#include "serve/http/finish.h"
#include "serve/http/router.h"
#include "serve/http/stream.h"
#include "serve/http/watch.h"
#include "serve/http/workers.h"

/* Connections at a time; each has MEMORY bytes at most for its headers, so that
 * longer ones are answered with 431. */
#define CONNECTIONS 512u
#define MEMORY ((size_t)16384)
/* Seconds that a connection may be silent. */
#define IDLE 15u
/* Threads that read and write sockets. */
#define POLLERS 2u
/* Requests that wait for a worker; more are answered with 503 at once. */
#define WAITING 256u
/* Bodies that are made piece by piece at a time, each of which holds an archive
 * open, with the memory of a page frame; and threads that make pieces. */
#define STREAMS 16u
#define STREAMERS 2u

struct room_server {
	const struct room *room;
	struct MHD_Daemon *daemon;
	/* Searches have threads of their own, half as many: whoever reads does
	 * not wait for those who search. */
	struct room_workers *workers, *searchers, *streamers;
	struct room_watch *watch;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t idle;
	unsigned running; /* jobs that were queued and are not completed */
	unsigned streams; /* of them, those that are read piece by piece */
	bool ending;	  /* no more connections, and no more jobs */
};

/*
 * A request on its way; freed when it is completed.
 *
 * It has no lock, since one thread has it at a time: a thread of libmicrohttpd
 * up to MHD_suspend_connection(), a worker from there to
 * MHD_resume_connection(), and then a thread of libmicrohttpd again.
 */
struct job {
	struct room_work work; /* first, so that the two are one address */
	struct room_server *server;
	struct MHD_Connection *connection;
	char *target; /* owned */
	struct nb_buf form;
	bool started, too_large, queued, done, streams;
	bool old; /* the client speaks HTTP/1.0 */
	uint64_t began, queued_at;
	struct room_request request;
	enum nb_status parsed; /* how the request was parsed, */
	struct nb_error why;   /* and what is wrong with it */
	struct room_response response;
	struct room_stream *stream; /* owned; NULL: the body is whole */
	unsigned status;	    /* that was sent */
	uint64_t bytes;
};

/* ---- answering */

/* The value of a header of the client, or NULL. */
static const char *header(struct job *j, const char *name)
{
	return MHD_lookup_connection_value(j->connection, MHD_HEADER_KIND,
					   name);
}

/*
 * Fill in what does not come from the target.
 *
 * Their values stay where libmicrohttpd has them, in the memory of the
 * connection, for as long as the request lasts.
 */
static void read_headers(struct job *j)
{
	struct room_request_headers *h = &j->request.headers;

	h->accept = header(j, MHD_HTTP_HEADER_ACCEPT);
	h->accept_encoding = header(j, MHD_HTTP_HEADER_ACCEPT_ENCODING);
	h->accept_language = header(j, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
	h->if_none_match = header(j, MHD_HTTP_HEADER_IF_NONE_MATCH);
	h->if_range = header(j, MHD_HTTP_HEADER_IF_RANGE);
	h->range = header(j, MHD_HTTP_HEADER_RANGE);
	h->host = header(j, MHD_HTTP_HEADER_HOST);
}

/* The language that the client asked for, by parameter or header. */
static void choose_language(struct room_request *q)
{
	const char *asked = room_param(q, "lang");

	q->chosen = asked && room_language_find(asked, &q->language);
	if (!q->chosen)
		q->language =
			room_language_accepted(q->headers.accept_language);
}

/* Answer the request, which is parsed; the response is complete then. */
static void answer(struct job *j, struct nb_error *err)
{
	struct room_request *q = &j->request;
	enum nb_status st = j->parsed;

	read_headers(j);
	choose_language(q);
	if (j->too_large) {
		(void)nb_fail(err, NB_LIMIT, "the form is too large");
		room_answer_failure(q, &j->response, 413, err);
	} else if (st) {
		*err = j->why;
		room_answer_failure(q, &j->response,
				    st == NB_ABSENT  ? 404
				    : st == NB_NOMEM ? 503
						     : 400,
				    err);
	} else {
		room_answer(q, &j->response, err);
	}
}

/* Answer that there is too much to do. */
static void refuse_busy(struct job *j, const char *why, struct nb_error *err)
{
	choose_language(&j->request);
	(void)nb_fail(err, NB_BUSY, "%s", why);
	room_answer_failure(&j->request, &j->response, 503, err);
}

/* Refuse a body of unknown length to a client that could not tell a whole one
 * from one that was cut off (RFC 9112, section 8; RFC 9110, section 15.5.22).
 */
static void refuse_old(struct job *j, struct nb_error *err)
{
	(void)nb_fail(err, NB_USAGE,
		      "this answer needs HTTP/1.1: its length is not known "
		      "before its end");
	room_answer_failure(&j->request, &j->response, 426, err);
	(void)!room_header(&j->response, NULL, "Upgrade", "HTTP/1.1");
	(void)!room_header(&j->response, NULL, "Connection", "upgrade");
}

/* Let a body be made piece by piece, unless there are too many of them. */
static void admit_stream(struct job *j, struct nb_error *err)
{
	struct room_server *s = j->server;
	const struct room_streaming of = {
		.connection = j->connection,
		.workers = s->streamers,
		.watch = s->watch,
		.request = &j->request,
		.response = &j->response,
		.seconds = s->room->settings->seconds,
	};

	if (j->old) {
		refuse_old(j, err);
		return;
	}
	(void)pthread_mutex_lock(&s->lock);
	j->streams = s->streams < STREAMS;
	s->streams += j->streams;
	(void)pthread_mutex_unlock(&s->lock);
	if (j->streams)
		j->stream = room_stream_create(&of);
	if (!j->stream)
		refuse_busy(j, "too many downloads at a time", err);
}

/* Answer a job, in a worker. Errors that are not the client's are named on
 * standard error. */
static void run(struct room_work *work)
{
	struct job *j = (struct job *)work;
	struct room_server *s = j->server;
	struct nb_error err = {.status = NB_OK};
	uint64_t now = room_now();
	uint64_t most = 1000000000u * (uint64_t)s->room->settings->seconds;

	j->request.deadline = now + most;
	if (now - j->queued_at > most)
		refuse_busy(j, "too many requests", &err);
	else
		answer(j, &err);
	if (j->response.read)
		admit_stream(j, &err);
	if (j->response.status == 500)
		room_access_error(j->target, &err);
	if (room_finish(&j->request, &j->response, &err)) {
		room_access_error(j->target, &err);
		room_response_clear(&j->response);
		j->response.status = 500;
	}
	/* What streams still reads its archives. */
	if (!j->response.read)
		room_leases_give(&j->request.leases);
	(void)pthread_mutex_lock(&s->lock);
	j->done = true;
	(void)pthread_mutex_unlock(&s->lock);
	MHD_resume_connection(j->connection);
}

/* ---- sending */

/*
 * The response as libmicrohttpd has it. Its body stays the job's, which lives
 * longer.
 *
 * The buffer is handed over as one that stays: no copy of a page
 * is made.
 */
static struct MHD_Response *make_response(struct job *j)
{
	struct room_response *a = &j->response;
	const void *body = a->fixed ? a->fixed : a->body.data;
	size_t len = a->fixed ? a->fixed_len : a->body.len, i;
	struct MHD_Response *made;

	if (a->read)
		made = MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, ROOM_PIECE, room_stream_read,
			j->stream, NULL);
	else
		made = MHD_create_response_from_buffer(
			len, len ? (void *)(uintptr_t)body : NULL,
			MHD_RESPMEM_PERSISTENT);
	for (i = 0; made && i < a->header_count; i++)
		if (MHD_add_response_header(made, a->headers[i].name,
					    room_header_value(a, i)) !=
		    MHD_YES) {
			MHD_destroy_response(made);
			return NULL;
		}
	if (!a->read)
		j->bytes = len;
	return made;
}

/*
 * The answer to HEAD whose body would come in chunks: libmicrohttpd 0.9.75
 * sends the last chunk there, which a client takes for the beginning of the
 * next answer. It sends none where it has no chunks, and closes the connection.
 */
static bool set_options(const struct job *j, struct MHD_Response *made)
{
	return j->request.method != ROOM_HEAD || !j->response.read ||
	       MHD_set_response_options(made, MHD_RF_HTTP_VERSION_1_0_ONLY,
					MHD_RO_END) == MHD_YES;
}

/* Send the answer of a job. */
static enum MHD_Result send_answer(struct job *j)
{
	struct MHD_Response *made = make_response(j);
	enum MHD_Result sent;

	if (!made || !set_options(j, made)) {
		if (made)
			MHD_destroy_response(made);
		return MHD_NO;
	}
	j->status = j->response.status;
	room_watch_sending(j->server->watch, j->connection);
	sent = MHD_queue_response(j->connection, j->status, made);
	MHD_destroy_response(made);
	return sent;
}

/* ---- the steps */

/* The request line is known; what is returned is the context of the request. */
static void *begin(void *context, const char *target,
		   struct MHD_Connection *connection)
{
	struct job *j = nb_alloc(1, sizeof(*j));
	struct room_server *s = context;

	if (!j)
		return NULL;
	j->work.run = run;
	j->server = s;
	j->connection = connection;
	j->began = room_now();
	j->request.room = s->room;
	j->request.leases.archives = s->room->archives;
	j->target = strdup(target);
	if (!j->target) {
		free(j);
		return NULL;
	}
	return j;
}

/* Keep a piece of the body of a form. */
static enum MHD_Result take_body(struct job *j, const char *data, size_t *size)
{
	if (j->form.len + *size > ROOM_BODY_MOST)
		j->too_large = true;
	else if (nb_buf_add(&j->form, data, *size))
		return MHD_NO;
	*size = 0;
	return MHD_YES;
}

/*
 * Queue a job, or answer at once that there are too many. The connection is
 * suspended before, because a worker may be done before this returns.
 *
 * The request is parsed first: its route says which workers it is for, however
 * its address is spelt. The job may wait as long as it may work, and its
 * connection is not late meanwhile.
 */
static enum MHD_Result queue(struct job *j)
{
	struct room_server *s = j->server;
	unsigned seconds = s->room->settings->seconds;
	struct nb_error err;
	bool ending;

	j->parsed = room_request_parse(&j->request, j->target,
				       (const char *)j->form.data, j->form.len,
				       &j->why);
	room_watch_working(s->watch, j->connection, 2 * seconds);
	(void)pthread_mutex_lock(&s->lock);
	ending = s->ending;
	j->queued = true;
	j->queued_at = room_now();
	s->running++;
	(void)pthread_mutex_unlock(&s->lock);
	MHD_suspend_connection(j->connection);
	if (!ending && room_workers_add(!j->parsed && room_searches(&j->request)
						? s->searchers
						: s->workers,
					&j->work))
		return MHD_YES;
	refuse_busy(j, "too many requests", &err);
	(void)!room_finish(&j->request, &j->response, &err);
	j->done = true;
	MHD_resume_connection(j->connection);
	return MHD_YES;
}

/* What the method of a request is; 0: none of ours. */
static enum room_method method_of(const char *method)
{
	if (strcmp(method, MHD_HTTP_METHOD_GET) == 0)
		return ROOM_GET;
	if (strcmp(method, MHD_HTTP_METHOD_HEAD) == 0)
		return ROOM_HEAD;
	return strcmp(method, MHD_HTTP_METHOD_POST) == 0 ? ROOM_POST
							 : ROOM_OTHER;
}

/*
 * Refuse a request before its body is read: its method (RFC 9110, section
 * 15.5.6), the length of its target (15.5.15) or of its body (15.5.14), or its
 * host (15.5.20). No worker is needed, so that such requests cost next to
 * nothing.
 */
static enum MHD_Result refuse(struct job *j, unsigned status, const char *allow)
{
	struct nb_error err;

	(void)nb_fail(&err, NB_USAGE, "%s", "");
	choose_language(&j->request);
	room_answer_failure(&j->request, &j->response, status, &err);
	if (allow)
		(void)!room_header(&j->response, NULL, "Allow", "%s", allow);
	(void)!room_finish(&j->request, &j->response, &err);
	return send_answer(j);
}

/* True if a body is longer than a form may be, as its header says. */
static bool is_large(const char *length)
{
	unsigned long long n;

	return length && !cli_number(length, 0, ROOM_BODY_MOST, &n);
}

/* libmicrohttpd calls this when the headers are there, for each piece of the
 * body, at the end of the request, and after the connection was resumed. */
static enum MHD_Result take(void *context, struct MHD_Connection *connection,
			    const char *url, const char *method,
			    const char *version, const char *data, size_t *size,
			    void **request)
{
	struct room_server *s = context;
	struct job *j = *request;

	(void)connection;
	(void)url;
	if (!j)
		return MHD_NO;
	if (j->done)
		return send_answer(j);
	if (!j->started) {
		j->started = true;
		j->old = strcmp(version, MHD_HTTP_VERSION_1_0) == 0;
		j->request.method = method_of(method);
		if (!j->request.method)
			return refuse(j, 405, "GET, HEAD, POST");
		if (strlen(j->target) > ROOM_TARGET_MOST)
			return refuse(j, 414, NULL);
		if (is_large(header(j, MHD_HTTP_HEADER_CONTENT_LENGTH)))
			return refuse(j, 413, NULL);
		if (!room_host_is_own(s->room->settings,
				      header(j, MHD_HTTP_HEADER_HOST)))
			return refuse(j, 421, NULL);
		return MHD_YES;
	}
	if (*size)
		return take_body(j, data, size);
	return queue(j);
}

/*
 * The answer was sent, or the client is gone.
 *
 * It is also called for requests that were refused, and for those that the
 * client left before they were queued.
 */
static void completed(void *context, struct MHD_Connection *connection,
		      void **request, enum MHD_RequestTerminationCode why)
{
	struct room_server *s = context;
	struct job *j = *request;

	*request = NULL;
	room_watch_waiting(s->watch, connection);
	if (!j)
		return;
	if (j->stream)
		j->bytes = room_stream_bytes(j->stream);
	if (s->room->settings->log)
		room_access_line(connection, j->target, j->request.method,
				 j->status, j->bytes, room_now() - j->began,
				 why == MHD_REQUEST_TERMINATED_COMPLETED_OK);
	(void)pthread_mutex_lock(&s->lock);
	s->streams -= j->streams;
	if (j->queued && --s->running == 0)
		(void)pthread_cond_signal(&s->idle);
	(void)pthread_mutex_unlock(&s->lock);
	room_stream_free(j->stream);
	room_response_free(&j->response);
	room_request_free(&j->request);
	nb_buf_free(&j->form);
	free(j->target);
	free(j);
}

/* ---- starting and ending */

/* Is a connection taken? */
static enum MHD_Result take_connection(void *context,
				       const struct sockaddr *address,
				       socklen_t len)
{
	struct room_server *s = context;
	bool ending;

	(void)address;
	(void)len;
	(void)pthread_mutex_lock(&s->lock);
	ending = s->ending;
	(void)pthread_mutex_unlock(&s->lock);
	return ending ? MHD_NO : MHD_YES;
}

/* Start the daemon. libmicrohttpd does not undo escapes: request.c does, and
 * knows what it refuses. */
static struct MHD_Daemon *start_daemon(struct room_server *s, int listening)
{
	return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO |
					MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC,
				0, take_connection, s, take, s,
				MHD_OPTION_LISTEN_SOCKET, listening,
				MHD_OPTION_THREAD_POOL_SIZE, POLLERS,
				MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
				MHD_OPTION_CONNECTION_TIMEOUT, IDLE,
				MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY,
				MHD_OPTION_URI_LOG_CALLBACK, begin, s,
				MHD_OPTION_NOTIFY_COMPLETED, completed, s,
				MHD_OPTION_NOTIFY_CONNECTION, room_watch_notify,
				s->watch, MHD_OPTION_END);
}

enum nb_status room_server_start(const struct room *room, int listening,
				 struct room_server **server,
				 struct nb_error *err)
{
	struct room_server *s = nb_alloc(1, sizeof(*s));
	enum nb_status st;

	*server = NULL;
	if (!s) {
		(void)close(listening);
		return nb_fail_mem(err);
	}
	s->room = room;
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->idle, NULL);
	st = room_watch_create(&s->watch, err);
	if (!st)
		st = room_workers_create(room->settings->jobs, WAITING,
					 &s->workers, err);
	if (!st)
		st = room_workers_create((room->settings->jobs + 1) / 2,
					 WAITING, &s->searchers, err);
	if (!st)
		st = room_workers_create(STREAMERS, STREAMS, &s->streamers,
					 err);
	if (!st) {
		s->daemon = start_daemon(s, listening);
		if (!s->daemon)
			st = nb_fail(err, NB_IO, "libmicrohttpd cannot start");
	}
	if (st) {
		(void)close(listening);
		room_server_end(s);
		return st;
	}
	*server = s;
	return NB_OK;
}

/* Seconds that requests get to finish when the server ends. */
#define ENDING 10

/*
 * No connection may be suspended when the daemon stops, and a worker resumes
 * only connections that still exist: so requests are waited for first.
 *
 * MHD_quiesce_daemon() would stop to listen before. But where a thread of the
 * pool takes notice of it before the call has gone on to that thread, the
 * library ends the program (0.9.75). So connections are closed at once instead.
 */
void room_server_end(struct room_server *s)
{
	struct timespec until;
	int late = 0;

	if (!s)
		return;
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += ENDING;
	(void)pthread_mutex_lock(&s->lock);
	s->ending = true;
	while (s->running && !late)
		late = pthread_cond_timedwait(&s->idle, &s->lock, &until);
	(void)pthread_mutex_unlock(&s->lock);
	room_workers_end(s->workers);
	room_workers_end(s->searchers);
	room_workers_end(s->streamers);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	room_workers_free(s->workers);
	room_workers_free(s->searchers);
	room_workers_free(s->streamers);
	room_watch_free(s->watch);
	(void)pthread_cond_destroy(&s->idle);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}

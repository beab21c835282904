/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies that are made piece by piece (stream.h).
 *
 * One thread has a stream at a time, so that it needs no lock: a thread of
 * libmicrohttpd up to MHD_suspend_connection(), a worker from there to
 * MHD_resume_connection().
 */
#include "serve/http/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "serve/room.h"

/* Seconds of work for a list after which something must have been found. */
#define QUIET 60u
/* Bytes a second that a client has to take, and the seconds in which it may
 * take less. Only the time counts in which a piece waits for the client. */
#define LEAST_RATE 4096u
#define SLOW 120u

#define SECOND ((uint64_t)1000000000)

struct room_stream {
	struct room_work work; /* first, so that the two are one address */
	struct room_streaming of;
	uint64_t given;	 /* when the piece was made, or 0 before the first */
	uint64_t taking; /* nanoseconds that pieces waited for the client */
	uint64_t quiet;	 /* nanoseconds of work since there were bytes */
	uint64_t bytes;	 /* that were given away */
	enum nb_status status;
	bool ended;
	size_t at, len;
	uint8_t piece[ROOM_PIECE];
};

/*
 * Has the client closed the connection? While it is suspended, nobody else
 * would see that, and a list in which nothing is found would go on for nobody.
 */
static bool is_gone(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	char byte;
	ssize_t n =
		info ? recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT)
		     : 0;

	return n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
			  errno != EINTR);
}

/* Read on until there is a piece or the time of one is over. */
static void read_on(struct room_stream *s)
{
	struct room_streaming *of = &s->of;
	uint64_t now = room_now();

	of->request->deadline = now + of->seconds * SECOND;
	s->at = s->len = 0;
	s->status = of->response->read(of->response->context, s->piece,
				       sizeof(s->piece), &s->len);
	s->quiet = s->len ? 0 : s->quiet + (room_now() - now);
	s->ended = !s->status && !s->len;
}

/* Make the next piece. Where the time is over and there is nothing to send yet,
 * the work goes to the end of the queue: other streams are as important. */
static void make(struct room_work *work)
{
	struct room_stream *s = (struct room_stream *)work;
	struct room_streaming *of = &s->of;

	if (room_workers_are_ending(of->workers) || is_gone(of->connection))
		s->status = NB_IO;
	else
		read_on(s);
	if (s->status == NB_BUSY && s->quiet < QUIET * SECOND &&
	    room_workers_add(of->workers, &s->work))
		return;
	s->given = room_now();
	room_watch_sending(of->watch, of->connection);
	MHD_resume_connection(of->connection);
}

struct room_stream *room_stream_create(const struct room_streaming *of)
{
	struct room_stream *s = nb_alloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->work.run = make;
	s->of = *of;
	return s;
}

void room_stream_free(struct room_stream *s)
{
	free(s);
}

uint64_t room_stream_bytes(const struct room_stream *s)
{
	return s->bytes;
}

/* The client has taken the piece. Has it been too slow, all pieces together? */
static bool is_slow(struct room_stream *s)
{
	if (s->given)
		s->taking += room_now() - s->given;
	return s->taking > SLOW * SECOND &&
	       s->bytes < s->taking / SECOND * LEAST_RATE;
}

ssize_t room_stream_read(void *stream, uint64_t at, char *to, size_t size)
{
	struct room_stream *s = stream;

	(void)at;
	if (s->status)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (s->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (s->at == s->len) {
		if (is_slow(s))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		room_watch_making(s->of.watch, s->of.connection);
		MHD_suspend_connection(s->of.connection);
		if (room_workers_add(s->of.workers, &s->work))
			return 0;
		s->status = NB_BUSY;
		room_watch_sending(s->of.watch, s->of.connection);
		MHD_resume_connection(s->of.connection);
		return 0;
	}
	if (size > s->len - s->at)
		size = s->len - s->at;
	memcpy(to, s->piece + s->at, size);
	s->at += size;
	s->bytes += size;
	return (ssize_t)size;
}

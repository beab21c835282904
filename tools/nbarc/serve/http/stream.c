/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies that are made piece by piece (stream.h).
 *
 * One thread has a stream at a time, so that it needs no lock: a thread of
 * libmicrohttpd up to MHD_suspend_connection(), a worker from there to
 * MHD_resume_connection().
 */
#include "serve/http/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "serve/room.h"

/* Seconds that a list may go on without anything to send. */
#define QUIET 60u
/* Bytes a second that a client has to take; one that takes less has the time of
 * any other answer, and is dropped then. */
#define LEAST_RATE 4096u

#define SECOND ((uint64_t)1000000000)

struct room_stream {
	struct room_work work; /* first, so that the two are one address */
	struct room_streaming of;
	uint64_t began, said; /* when it began, and when there were bytes */
	uint64_t bytes;	      /* that were given away */
	enum nb_status status;
	bool ended;
	size_t at, len;
	uint8_t piece[ROOM_PIECE];
};

/* Make the next piece. Where the time is over and there is nothing to send yet,
 * the work goes to the end of the queue: other streams are as important. */
static void make(struct room_work *work)
{
	struct room_stream *s = (struct room_stream *)work;
	struct room_streaming *of = &s->of;
	uint64_t now = room_now();

	of->request->deadline = now + of->seconds * SECOND;
	s->at = s->len = 0;
	s->status = of->response->read(of->response->context, s->piece,
				       sizeof(s->piece), &s->len);
	if (s->status == NB_BUSY && now - s->said < QUIET * SECOND &&
	    room_workers_add(of->workers, &s->work))
		return;
	if (s->len)
		s->said = room_now();
	s->ended = !s->status && !s->len;
	MHD_resume_connection(of->connection);
}

struct room_stream *room_stream_create(const struct room_streaming *of)
{
	struct room_stream *s = nb_alloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->work.run = make;
	s->of = *of;
	s->began = s->said = room_now();
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

/* Let a client that takes what it is given go on doing so. */
static void go_on(struct room_stream *s)
{
	uint64_t seconds = (room_now() - s->began) / SECOND;

	if (s->bytes >= seconds * LEAST_RATE)
		room_watch_sending(s->of.watch, s->of.connection);
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
		go_on(s);
		MHD_suspend_connection(s->of.connection);
		if (room_workers_add(s->of.workers, &s->work))
			return 0;
		s->status = NB_BUSY;
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

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A body that is made piece by piece, while it is sent.
 *
 * Threads that read and write sockets make none of it: a list in which little
 * is chosen goes through archives for seconds. When they need the next piece,
 * the connection is suspended, and a worker makes it and resumes the
 * connection.
 */
#ifndef NB_TOOLS_NBARC_SERVE_STREAM_H
#define NB_TOOLS_NBARC_SERVE_STREAM_H

#include <microhttpd.h>

#include "serve/http/request.h"
#include "serve/http/response.h"
#include "serve/http/watch.h"
#include "serve/http/workers.h"

/* Bytes of a piece. */
#define ROOM_PIECE ((size_t)32 * 1024)

struct room_stream;

/* What a stream belongs to; all of it lives longer than the stream. */
struct room_streaming {
	struct MHD_Connection *connection;
	struct room_workers *workers; /* at most as many streams as may wait */
	struct room_watch *watch;
	struct room_request *request; /* its deadline is that of a piece */
	struct room_response *response;
	unsigned seconds; /* that a piece may take */
};

/* Make a stream, to be freed by room_stream_free(). NULL without memory. */
struct room_stream *room_stream_create(const struct room_streaming *of);

/* Free it, when its connection is done with it. NULL is fine. */
void room_stream_free(struct room_stream *stream);

/* The bytes that were given to libmicrohttpd. */
uint64_t room_stream_bytes(const struct room_stream *stream);

/* For MHD_create_response_from_callback(), with a stream as the context. */
ssize_t room_stream_read(void *stream, uint64_t at, char *to, size_t size);

#endif

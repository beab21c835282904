/* SPDX-License-Identifier: Apache-2.0 */
/* One line a request (access.h), written at once, so that lines of several
 * threads never mix. */
#include "serve/http/access.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>

#include "cli/message.h"
#include "names.h"

#include <string.h>

/* The address of a client, or "-". */
static void put_client(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = info ? info->client_addr : NULL;
	char text[INET6_ADDRSTRLEN] = "-";

	if (a && a->sa_family == AF_INET)
		(void)inet_ntop(AF_INET,
				&((const struct sockaddr_in *)(const void *)a)
					 ->sin_addr,
				text, sizeof(text));
	if (a && a->sa_family == AF_INET6)
		(void)inet_ntop(AF_INET6,
				&((const struct sockaddr_in6 *)(const void *)a)
					 ->sin6_addr,
				text, sizeof(text));
	printf("%s", text);
}

/*
 * What is none of ours is a dash: the name that the client sent could be of any
 * length.
 */
static const char *method_name(enum room_method method)
{
	switch (method) {
	case ROOM_OTHER:
		break;
	case ROOM_GET:
		return "GET";
	case ROOM_HEAD:
		return "HEAD";
	case ROOM_POST:
		return "POST";
	}
	return "-";
}

/*
 * The lock of the stream is held for the whole line, and the line is flushed at
 * once, so that the log can be followed, and a log that is cut off ends at the
 * end of a line.
 */
void room_access_line(struct MHD_Connection *connection, const char *target,
		      enum room_method method, unsigned status, uint64_t bytes,
		      uint64_t nanoseconds, bool whole)
{
	char now[NBARC_TIME];

	nbarc_time((uint64_t)time(NULL), now);
	flockfile(stdout);
	printf("%s ", now);
	put_client(connection);
	printf(" %s ", method_name(method));
	cli_mask(stdout, target, strlen(target));
	printf(" %u %" PRIu64 " %" PRIu64 ".%" PRIu64 "%s\n", status, bytes,
	       nanoseconds / 1000000, nanoseconds / 100000 % 10,
	       whole ? "" : " cut");
	(void)fflush(stdout);
	funlockfile(stdout);
}

/*
 * The client is told only that something is wrong: names of files and offsets
 * are for whoever runs the room.
 */
void room_access_error(const char *target, const struct nb_error *err)
{
	flockfile(stderr);
	fprintf(stderr, "nbarc serve: ");
	cli_mask(stderr, target, strlen(target));
	fprintf(stderr, ": ");
	if (err->file[0]) {
		cli_mask(stderr, err->file, strlen(err->file));
		fprintf(stderr, ": ");
	}
	if (err->offset != NB_NO_OFFSET && err->file[0])
		fprintf(stderr, "offset %" PRIu64 ": ", err->offset);
	cli_mask(stderr, err->text, strlen(err->text));
	fputc('\n', stderr);
	funlockfile(stderr);
}

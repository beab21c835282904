/* SPDX-License-Identifier: Apache-2.0 */
/* The server: connections by libmicrohttpd, requests by threads of our own. */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_SERVER_H
#define NB_TOOLS_NBARC_SERVE_HTTP_SERVER_H

#include <nbarc/status.h>

#include "serve/room.h"

struct room_server;

/*
 * Answer requests on `listening`, a socket that listens already and becomes the
 * server's. *server is to be ended by room_server_end(); NULL after a failure.
 */
NB_CHECK enum nb_status room_server_start(const struct room *room,
					  int listening,
					  struct room_server **server,
					  struct nb_error *err);

/* Take no more connections, finish the requests that run, and free everything.
 * NULL is fine. */
void room_server_end(struct room_server *server);

#endif

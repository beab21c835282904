/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which function answers which request: tables of routes.
 *
 * A pattern is a path whose parts stand for themselves, or are "{NAME}" and
 * stand for any one part: "/api/items/{id}". The first pattern that fits
 * counts, so that fixed words come before what they would be captured by.
 */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_ROUTER_H
#define NB_TOOLS_NBARC_SERVE_HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/status.h>

#include "serve/http/request.h"
#include "serve/http/response.h"

/*
 * Answer a request. A failure becomes an answer, too: NB_ABSENT 404, or 410 if
 * response->status says so; NB_USAGE and NB_LIMIT 400; NB_BUSY and NB_NOMEM 503
 * with Retry-After; anything else 500, with the error in the log and not in
 * the answer. What the handler filled in is dropped then.
 */
typedef enum nb_status room_handler(struct room_request *request,
				    struct room_response *response,
				    struct nb_error *err);

/* With the methods of a route: it may look through whole archives, and so has
 * the threads of searches. */
#define ROOM_SEARCHES 0x100u

struct room_route {
	/* Of enum room_method, ored, GET stands for HEAD; and ROOM_SEARCHES. */
	unsigned methods;
	const char *pattern;
	room_handler *handler;
};

/*
 * Write the answer for a failure: response->status is set, and err->text may be
 * shown. It may not fail: what it cannot write it leaves out.
 */
typedef void room_failure(struct room_request *request,
			  struct room_response *response,
			  const struct nb_error *err);

/* The routes of a part of the reading room, and how their failures look. */
struct room_routes {
	const char *prefix; /* of the paths whose failures are theirs: "/api" */
	const struct room_route *list;
	size_t count;
	room_failure *failure;
};

/* True if the route of a request, which is parsed, is of ROOM_SEARCHES. */
bool room_searches(struct room_request *request);

/*
 * Answer a request by the tables of the reading room. It always fills in the
 * response; *err says what went wrong, for the log, and its status is NB_OK if
 * nothing did.
 */
void room_answer(struct room_request *request, struct room_response *response,
		 struct nb_error *err);

/* Fill in the response for a failure that happened before a route was found. */
void room_answer_failure(struct room_request *request,
			 struct room_response *response, unsigned status,
			 const struct nb_error *err);

#endif

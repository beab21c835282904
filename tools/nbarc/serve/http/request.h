/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request of a client, taken apart.
 *
 * Nothing of a request is ever the name of a file: a path only chooses a row of
 * a table of routes (http/router.h), and what it captures is looked up in a
 * catalogue. Everything here is bounded, so that a request costs the memory of
 * its connection and no more.
 */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_REQUEST_H
#define NB_TOOLS_NBARC_SERVE_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include "serve/archives.h"
#include "serve/words.h"

struct room_settings;

/* The most bytes of a target (path and query) and of the body of a form; more
 * is answered with 414 and 413. */
#define ROOM_TARGET_MOST 4096u
#define ROOM_BODY_MOST 16384u
/* The most parameters, and the most parts of a path. */
#define ROOM_PARAMS_MOST 48u
#define ROOM_PARTS_MOST 8u

enum room_method { ROOM_OTHER, ROOM_GET = 1, ROOM_HEAD = 2, ROOM_POST = 4 };

/* A parameter of the query or of a form, decoded; NUL-terminated UTF-8 without
 * a NUL inside. */
struct room_param {
	const char *name, *value;
};

/* The headers that answers depend on; NULL where the client sent none. */
struct room_request_headers {
	const char *accept, *accept_encoding, *accept_language;
	const char *if_none_match, *if_range, *range;
	const char *host;
};

/*
 * A request. The strings of path and parameters lie in `text`, which is owned;
 * headers belong to the connection. One thread has it at a time.
 */
struct room_request {
	const struct room *room; /* settings and archives; borrowed */
	enum room_method method;
	const char *target; /* as it was sent, for links to itself */
	const char *parts[ROOM_PARTS_MOST]; /* of the path, decoded */
	size_t part_count;
	bool folder; /* the path ends with a slash */
	struct room_param params[ROOM_PARAMS_MOST];
	size_t param_count;
	/* What the pattern of the route calls {NAME}, in its order. */
	const char *captured[ROOM_PARTS_MOST];
	struct room_request_headers headers;
	/* The language of the page: of ?lang=, else of Accept-Language. With
	 * `chosen`, links carry it on. */
	enum room_language language;
	bool chosen;
	/* When to stop, in nanoseconds of CLOCK_MONOTONIC. */
	uint64_t deadline;
	/* The archives that were asked for, as they are now. */
	struct room_leases leases;
	struct nb_buf text;
};

/*
 * Take a target, "/search?q=...", and the body of a form apart; body may be
 * NULL. NB_USAGE if it is not well formed: an escape that is none, a NUL,
 * something that is not UTF-8. NB_LIMIT if there are too many parts or
 * parameters. Call room_request_free() also after a failure.
 */
NB_CHECK enum nb_status room_request_parse(struct room_request *request,
					   const char *target, const char *body,
					   size_t body_len,
					   struct nb_error *err);

/* Give the archives back and free what the request owns. */
void room_request_free(struct room_request *request);

/* The value of a parameter, or NULL; of several with a name, the first. */
const char *room_param(const struct room_request *request, const char *name);

/* Likewise, the one after `skip` others. */
const char *room_param_next(const struct room_request *request,
			    const char *name, size_t skip);

/* True if the parameter is there and neither "" nor "0". */
bool room_param_set(const struct room_request *request, const char *name);

/*
 * The number of a parameter, or `otherwise` if there is none. NB_USAGE if it is
 * not a decimal number from `least` to `most`.
 */
NB_CHECK enum nb_status room_param_number(const struct room_request *request,
					  const char *name, uint64_t least,
					  uint64_t most, uint64_t otherwise,
					  uint64_t *number,
					  struct nb_error *err);

/* True when the time of the request is over. */
bool room_request_late(const struct room_request *request);

/*
 * Append the address of the reading room without a slash at its end, as clients
 * know it: --url, or else "http://" and the header Host, or else where it
 * listens. NB_NOMEM.
 */
NB_CHECK enum nb_status room_request_base(const struct room_request *request,
					  struct nb_buf *out);

/*
 * True if a header Host is one that this room may have. Where it listens on the
 * machine itself alone, a name is none: a page of some other site could have
 * its name lead here, and then read in the name of the browser's user what is
 * not for it (DNS rebinding). A number cannot be made to lead elsewhere.
 */
bool room_host_is_own(const struct room_settings *settings, const char *host);

#endif

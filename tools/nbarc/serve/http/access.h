/* SPDX-License-Identifier: Apache-2.0 */
/* The log of requests on standard output, and of failures on standard error. */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_ACCESS_H
#define NB_TOOLS_NBARC_SERVE_HTTP_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

#include <nbarc/status.h>

#include "serve/http/request.h"

/*
 * Print the line of a request: time, address of the client, method, target,
 * status, bytes of the body, milliseconds, and "cut" if the client was gone
 * before the end. Control characters of the target are masked. `nanoseconds` is
 * from the request line to the end of the answer.
 */
void room_access_line(struct MHD_Connection *connection, const char *target,
		      enum room_method method, unsigned status, uint64_t bytes,
		      uint64_t nanoseconds, bool whole);

/* Name a request that failed, and why. */
void room_access_error(const char *target, const struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What HTTP adds to an answer once it is made: the ETag, 304, a range,
 * compression, and the headers that keep a browser from doing more than showing
 * it (RFC 9110; CSP level 3).
 */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_FINISH_H
#define NB_TOOLS_NBARC_SERVE_HTTP_FINISH_H

#include "serve/http/request.h"
#include "serve/http/response.h"

/*
 * Make an answer ready to be sent: its status, headers and body are final then,
 * except that HEAD is answered without the body. NB_NOMEM, NB_LIMIT and NB_BUG;
 * the answer is not to be sent then.
 */
NB_CHECK enum nb_status room_finish(const struct room_request *request,
				    struct room_response *response,
				    struct nb_error *err);

/* How well a header Accept-Encoding or the like takes a name: 0 not at all, to
 * 1000. */
unsigned room_weight(const char *header, const char *name);

/* True if a header If-None-Match names this ETag, which is in quotes. */
bool room_etag_matches(const char *header, const char *etag);

/*
 * Parse a header Range of one range of bytes, of a body of `len` bytes. 1 and
 * its first and last byte; 0 if it is to be ignored; -1 if it lies outside.
 */
int room_range(const char *header, uint64_t len, uint64_t *first,
	       uint64_t *last);

#endif

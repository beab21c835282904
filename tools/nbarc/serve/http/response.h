/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer to a request: a status, headers, and a body that is made at once,
 * lies in the program, or is read piece by piece.
 *
 * A handler fills it in. What HTTP adds is done afterwards, alike for all
 * answers (http/finish.h): the ETag and 304, ranges, compression, HEAD, the
 * headers of security.
 */
#ifndef NB_TOOLS_NBARC_SERVE_HTTP_RESPONSE_H
#define NB_TOOLS_NBARC_SERVE_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* The most headers of an answer, and bytes of all their values. */
#define ROOM_HEADERS_MOST 24u
#define ROOM_HEADER_TEXT 4096u

#define ROOM_HTML "text/html; charset=utf-8"
#define ROOM_TEXT "text/plain; charset=utf-8"

/*
 * Give the next bytes of a body, at most `size`, and how many in *len; 0: there
 * are no more. NB_BUSY: the time of the request is over before there was any
 * byte; it is called again. Another failure cuts the connection off, so that
 * the client sees that the answer is not complete. Called by one worker at a
 * time, not always by the same one.
 */
typedef enum nb_status room_read(void *context, void *to, size_t size,
				 size_t *len);

/* A header; the value is an offset in the text of the response. */
struct room_header {
	const char *name;
	size_t value;
};

/* An answer. All zeros is 200 without a body. `body` is owned. */
struct room_response {
	unsigned status;  /* 0: 200 */
	const char *type; /* Content-Type, in static storage */
	struct nb_buf body;
	/* Or: bytes that stay; or a function that reads, and one that frees its
	 * context when the answer was sent or dropped. */
	const void *fixed;
	size_t fixed_len;
	room_read *read;
	void (*end)(void *context);
	void *context;

	bool by_language; /* it depends on Accept-Language */
	bool plain;	  /* it is compressed already, or too random to be */
	bool sandboxed;	  /* it is somebody else's text: no scripts, ever */
	unsigned max_age; /* seconds that caches may keep it unasked */

	struct room_header headers[ROOM_HEADERS_MOST];
	size_t header_count;
	char text[ROOM_HEADER_TEXT];
	size_t text_len;
};

/*
 * Add a header with a value as of printf(3); `name` is in static storage.
 * NB_LIMIT if there is no room; NB_BUG, and nothing is added, if the value has
 * a control character, so that no text can ever become a header of its own.
 */
NB_CHECK enum nb_status room_header(struct room_response *response,
				    struct nb_error *err, const char *name,
				    const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The value of the index-th header. */
const char *room_header_value(const struct room_response *response,
			      size_t index);

/* Answer with another address: 301, 303 or 307. `to` is a path of the reading
 * room or a whole address, already escaped. */
NB_CHECK enum nb_status room_redirect(struct room_response *response,
				      unsigned status, const char *to,
				      struct nb_error *err);

/* Make it empty again, for another answer instead. */
void room_response_clear(struct room_response *response);

/* Free the body, or end the reading. */
void room_response_free(struct room_response *response);

#endif

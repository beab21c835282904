/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in an answer (response.h). */
#include "serve/http/response.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

/*
 * All values of an answer lie in one array of the response, one after the
 * other, so that headers cost no allocation and end with the response. An entry
 * names the offset and not the address, because the response itself may be
 * moved before it is sent.
 */
enum nb_status room_header(struct room_response *r, struct nb_error *err,
			   const char *name, const char *fmt, ...)
{
	char *value = r->text + r->text_len;
	size_t room = sizeof(r->text) - r->text_len, i;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(value, room, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room || r->header_count == ROOM_HEADERS_MOST)
		return nb_fail(err, NB_LIMIT, "no room for the header %s",
			       name);
	for (i = 0; i < (size_t)n; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return nb_fail(err, NB_BUG,
				       "a control character in the header %s",
				       name);
	r->headers[r->header_count++] = (struct room_header){name, r->text_len};
	r->text_len += (size_t)n + 1;
	return NB_OK;
}

/*
 * The value is NUL-terminated, as libmicrohttpd wants it, which copies it.
 */
const char *room_header_value(const struct room_response *r, size_t index)
{
	return r->text + r->headers[index].value;
}

/*
 * The body stays empty: browsers follow the header, and a text that named the
 * address would have to escape it once more.
 */
enum nb_status room_redirect(struct room_response *r, unsigned status,
			     const char *to, struct nb_error *err)
{
	r->status = status;
	r->type = ROOM_TEXT;
	return room_header(r, err, "Location", "%s", to);
}

/*
 * Used when a handler has failed half way: what it has written so far, headers
 * included, must not be mixed with the page that says so.
 */
void room_response_clear(struct room_response *r)
{
	room_response_free(r);
	r->status = 0;
	r->type = NULL;
	r->fixed = NULL;
	r->fixed_len = 0;
	r->by_language = r->plain = r->sandboxed = false;
	r->max_age = 0;
	r->header_count = r->text_len = 0;
}

/*
 * The context of a body that is read piece by piece is ended exactly once,
 * whether the body was sent, was cut off by the client, or was never begun.
 */
void room_response_free(struct room_response *r)
{
	nb_buf_free(&r->body);
	if (r->read && r->end)
		r->end(r->context);
	r->read = NULL;
	r->end = NULL;
	r->context = NULL;
}

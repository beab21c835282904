/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parser's end of the socket: nb_isolated_serve().
 *
 * What a parser calls becomes messages, which go out in pieces of some size.
 * Requests come from the program that made this process, and are believed.
 */
#include "base/error.h"
#include "isolated/wire.h"
#include "layout/parse/lack.h"
#include "layout/parse/parser.h"

#include <nbarc/isolated.h>
#include <nbarc/validate.h>

#include <string.h>

/* Bytes of messages that are gathered before they are sent. */
#define PIECE ((size_t)64 * 1024)

/* A process that serves. */
struct server {
	int fd;
	struct nb_wire in; /* requests */
	struct nb_buf out; /* messages that were not sent yet */
	bool cut;	   /* sending failed, perhaps inside of a message */
	struct nb_validator *validator; /* once one was needed */
};

/* Send bytes. After a failure nothing is sent any more: nobody could tell where
 * a message begins. */
static enum nb_status send_bytes(struct server *s, const void *bytes,
				 size_t len, struct nb_error *err)
{
	if (s->cut)
		return nb_fail(err, NB_IO, "send: it failed before");
	if (nb_wire_send(s->fd, bytes, len))
		return NB_OK;
	s->cut = true;
	return nb_fail_sys(err, NULL, "send");
}

static enum nb_status flush(struct server *s, struct nb_error *err)
{
	enum nb_status st = send_bytes(s, s->out.data, s->out.len, err);

	s->out.len = 0;
	return st;
}

/* ---- messages */

/* Begin a message. Its length is written by end_message(), which is given what
 * this returns. */
static size_t begin_message(struct server *s, enum nb_message kind,
			    enum nb_status *st)
{
	const struct nb_head head = {.kind = kind};
	size_t at = s->out.len;

	*st = nb_buf_add(&s->out, &head, sizeof(head));
	return at;
}

/* Append a string with its NUL. */
static enum nb_status add_string(struct server *s, const char *string)
{
	return nb_buf_add(&s->out, string, strlen(string) + 1);
}

/* End a message, and send what was gathered once it is enough. Without memory
 * nothing of the message is kept. */
static enum nb_status end_message(struct server *s, size_t at,
				  enum nb_status st, struct nb_error *err)
{
	struct nb_head head;

	if (st) {
		s->out.len = at;
		return nb_fail_mem(err);
	}
	memcpy(&head, s->out.data + at, sizeof(head));
	head.len = (uint32_t)(s->out.len - at - sizeof(head));
	memcpy(s->out.data + at, &head, sizeof(head));
	return s->out.len < PIECE ? NB_OK : flush(s, err);
}

/* For struct nb_markup_calls, as the next two. */
static enum nb_status send_start(void *context, const struct nb_element *e,
				 const char *space, struct nb_error *err)
{
	struct server *s = context;
	enum nb_status st;
	size_t at = begin_message(s, NB_MESSAGE_START, &st), i;

	if (!st)
		st = add_string(s, e->name);
	if (!st)
		st = add_string(s, space);
	for (i = 0; !st && i < e->count; i++) {
		st = add_string(s, e->attributes[i].name);
		if (!st)
			st = add_string(s, e->attributes[i].value);
	}
	return end_message(s, at, st, err);
}

static enum nb_status send_stop(void *context, const char *name, unsigned depth,
				struct nb_error *err)
{
	enum nb_status st;
	size_t at = begin_message(context, NB_MESSAGE_STOP, &st);

	(void)name;
	(void)depth;
	return end_message(context, at, st, err);
}

static enum nb_status send_text(void *context, const char *text,
				struct nb_error *err)
{
	enum nb_status st;
	size_t at = begin_message(context, NB_MESSAGE_TEXT, &st);

	if (!st)
		st = add_string(context, text);
	return end_message(context, at, st, err);
}

/* Append a string with its NUL to the end of a file; it fits. */
static char *put_string(char *to, const char *string)
{
	size_t n = strlen(string) + 1;

	memcpy(to, string, n);
	return to + n;
}

/* Send what was gathered, and how the file ended. That takes no memory, which
 * may be what is lacking. */
static enum nb_status send_end(struct server *s, enum nb_status ended,
			       bool complained, const char *charset,
			       const struct nb_error *why, struct nb_error *err)
{
	const struct nb_end end = {.offset = ended ? why->offset : 0,
				   .status = ended,
				   .complained = complained};
	struct nb_head head = {.kind = NB_MESSAGE_END};
	char message[sizeof(head) + sizeof(end) + NB_CHARSET_MAX +
		     sizeof(why->text)];
	char *p = message + sizeof(head);
	enum nb_status st;

	memcpy(p, &end, sizeof(end));
	p = put_string(p + sizeof(end), charset);
	p = put_string(p, ended ? why->text : "");
	head.len = (uint32_t)(p - message - (ptrdiff_t)sizeof(head));
	memcpy(message, &head, sizeof(head));
	if (!nb_buf_add(&s->out, message, (size_t)(p - message)))
		return flush(s, err);
	st = flush(s, err);
	return st ? st : send_bytes(s, message, (size_t)(p - message), err);
}

/* ---- requests */

static enum nb_status validate(struct server *s, const struct nb_request *r,
			       const void *xml, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (!s->validator)
		st = nb_validator_create(&s->validator, err);
	return st ? st
		  : nb_validate_from(s->validator, xml, (size_t)r->len, NULL,
				     r->line, err);
}

/* Parse a file if the process is `ready`, and answer. */
static enum nb_status answer(struct server *s, const struct nb_request *r,
			     const void *bytes, enum nb_status ready,
			     struct nb_error *why, struct nb_error *err)
{
	const struct nb_markup_calls calls = {.context = s,
					      .start = send_start,
					      .stop = send_stop,
					      .text = send_text};
	const struct nb_parser *here = &nb_parser_here;
	char charset[NB_CHARSET_MAX] = "";
	bool complained = false;
	enum nb_status st = ready;

	if (!st && r->job == NB_JOB_VALIDATE)
		st = validate(s, r, bytes, why);
	else if (!st && r->job == NB_JOB_HTML)
		st = here->html(here->context, bytes, (size_t)r->len, &calls,
				why);
	else if (!st)
		st = here->xml(here->context, bytes, (size_t)r->len, &calls,
			       charset, &complained, why);
	return send_end(s, st, complained, charset, why, err);
}

/* Tell the program, which may still be sending, that there was no memory. */
static enum nb_status lack(struct server *s, struct nb_error *err)
{
	struct nb_error own, unsent;
	enum nb_status st;

	err = nb_error_or(err, &own);
	st = nb_fail_mem(err);
	s->out.len = 0;
	(void)!send_end(s, st, false, "", err, &unsent);
	return st;
}

/* What is done when the bytes of a request do not come. */
static enum nb_status not_come(struct server *s, enum nb_came came,
			       struct nb_error *err)
{
	return came == NB_CAME_END     ? NB_OK
	       : came == NB_CAME_NOMEM ? lack(s, err)
				       : nb_fail_sys(err, NULL, "read");
}

/* Take the bytes of a file and answer, until there is nothing to take. */
static enum nb_status serve(struct server *s, nb_isolated_ready *ready,
			    void *context, struct nb_error *err)
{
	enum nb_status st = NB_OK, is_ready;
	struct nb_request request;
	struct nb_error why = {.status = NB_OK};
	enum nb_came came;
	uint8_t *bytes;

	while (!st) {
		came = nb_wire_take(&s->in, sizeof(request), &bytes);
		if (came != NB_CAME)
			return not_come(s, came, err);
		memcpy(&request, bytes, sizeof(request));
		is_ready = ready(context, request.charset, &why);
		came = nb_wire_take(&s->in, (size_t)request.len, &bytes);
		if (came != NB_CAME)
			return not_come(s, came, err);
		st = answer(s, &request, bytes, is_ready, &why, err);
	}
	return st;
}

/* Serve until the end, or until libxml2 lacks memory: then its objects are in
 * no state to be freed. */
static enum nb_status serve_or_leave(struct server *s, nb_isolated_ready *ready,
				     void *context, struct nb_error *err)
{
	enum nb_status st;
	jmp_buf left;

	if (setjmp(left)) {
		nb_lack_leaves(NULL);
		return lack(s, err);
	}
	nb_lack_leaves(&left);
	st = serve(s, ready, context, err);
	nb_lack_leaves(NULL);
	nb_validator_free(s->validator);
	return st;
}

enum nb_status nb_isolated_serve(int fd, nb_isolated_ready *ready,
				 void *context, struct nb_error *err)
{
	struct server s = {.fd = fd, .in = {.fd = fd, .left = UINT64_MAX}};
	enum nb_status st = serve_or_leave(&s, ready, context, err);

	nb_buf_free(&s.out);
	nb_wire_free(&s.in);
	return st;
}

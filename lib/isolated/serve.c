/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parser's end of the socket: nb_isolated_serve().
 *
 * What a parser calls becomes messages, which go out in pieces of some size.
 * Requests come from the program that made this process, and are believed.
 */
#include "base/error.h"
#include "isolated/wire.h"
#include "layout/parse/parser.h"

#include <nbarc/isolated.h>
#include <nbarc/validate.h>

#include <string.h>

/* Bytes of messages that are gathered before they are sent. */
#define PIECE ((size_t)64 * 1024)

/* A process that serves. */
struct server {
	int fd;
	struct nb_buf out;		/* messages that were not sent yet */
	struct nb_validator *validator; /* once one was needed */
};

static enum nb_status flush(struct server *s, struct nb_error *err)
{
	bool sent = nb_wire_send(s->fd, s->out.data, s->out.len);

	s->out.len = 0;
	return sent ? NB_OK : nb_fail_sys(err, NULL, "send");
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

/* Say how the file ended. */
static enum nb_status send_end(struct server *s, enum nb_status ended,
			       bool complained, const char *charset,
			       const struct nb_error *why, struct nb_error *err)
{
	const struct nb_end end = {.offset = ended ? why->offset : 0,
				   .status = ended,
				   .complained = complained};
	enum nb_status st;
	size_t at = begin_message(s, NB_MESSAGE_END, &st);

	if (!st)
		st = nb_buf_add(&s->out, &end, sizeof(end));
	if (!st)
		st = add_string(s, charset);
	if (!st)
		st = add_string(s, ended ? why->text : "");
	st = end_message(s, at, st, err);
	return st ? st : flush(s, err);
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

/* Parse a file, and answer. */
static enum nb_status answer(struct server *s, const struct nb_request *r,
			     const void *bytes, struct nb_error *err)
{
	const struct nb_markup_calls calls = {.context = s,
					      .start = send_start,
					      .stop = send_stop,
					      .text = send_text};
	const struct nb_parser *here = &nb_parser_here;
	char charset[NB_CHARSET_MAX] = "";
	bool complained = false;
	struct nb_error why;
	enum nb_status st;

	if (r->job == NB_JOB_VALIDATE)
		st = validate(s, r, bytes, &why);
	else if (r->job == NB_JOB_HTML)
		st = here->html(here->context, bytes, (size_t)r->len, &calls,
				&why);
	else
		st = here->xml(here->context, bytes, (size_t)r->len, &calls,
			       charset, &complained, &why);
	return send_end(s, st, complained, charset, &why, err);
}

/* What the program can do that asked, when its bytes do not come. */
static enum nb_status not_come(enum nb_came came, struct nb_error *err)
{
	return came == NB_CAME_END     ? NB_OK
	       : came == NB_CAME_NOMEM ? nb_fail_mem(err)
				       : nb_fail_sys(err, NULL, "read");
}

enum nb_status nb_isolated_serve(int fd,
				 bool (*ready)(void *context,
					       const char *charset),
				 void *context, struct nb_error *err)
{
	struct nb_wire wire = {.fd = fd, .left = UINT64_MAX};
	struct server s = {.fd = fd};
	struct nb_request request;
	enum nb_status st = NB_OK;
	enum nb_came came;
	uint8_t *bytes;

	for (;;) {
		came = nb_wire_take(&wire, sizeof(request), &bytes);
		if (came != NB_CAME)
			break;
		memcpy(&request, bytes, sizeof(request));
		if (!ready(context, request.charset))
			break;
		came = nb_wire_take(&wire, (size_t)request.len, &bytes);
		if (came != NB_CAME)
			break;
		st = answer(&s, &request, bytes, err);
		if (st)
			break;
	}
	if (!st && came != NB_CAME)
		st = not_come(came, err);
	nb_validator_free(s.validator);
	nb_buf_free(&s.out);
	nb_wire_free(&wire);
	return st;
}

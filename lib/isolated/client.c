/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program's end of the socket (nbarc/isolated.h).
 *
 * A parser that a file took over can answer anything. So strings are looked at
 * before they are used, elements are counted here, an element ends by the name
 * with which it began, and an answer is bounded by the size of the file.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "isolated/wire.h"
#include "issue/mets.h"
#include "layout/form/charset.h"
#include "layout/form/xml.h"
#include "layout/stated/reading.h"

#include <nbarc/isolated.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/*
 * The most bytes of an answer: an element of four, "<a/>", takes 19 in two
 * messages, and HTML has elements that are not written. The namespace of the
 * root and messages of failures come on top.
 */
#define ANSWER_MAX(len) (16 * (uint64_t)(len) + ((uint64_t)1 << 16))

/* An answer while it comes. */
struct answer {
	struct nb_wire wire;
	const struct nb_markup_calls *calls; /* NULL: no elements are wanted */
	unsigned depth;			     /* of the next element */
	struct nb_buf names;		     /* of the open elements */
	size_t names_at[NB_DEPTH_MAX + 1];   /* where each begins */
	bool ended;
	struct nb_end end;
	char charset[NB_CHARSET_MAX];
	struct nb_error *err;
};

static enum nb_status not_an_answer(struct nb_error *err)
{
	return nb_fail(err, NB_INVALID,
		       "its parser answers what no parser would");
}

/* Read a string at *p, which ends before `end`: the last byte is a NUL. */
static const char *next_string(const char **p, const char *end)
{
	const char *string = *p;

	if (string >= end)
		return NULL;
	*p += strlen(string) + 1;
	return string;
}

/* ---- elements */

/* Keep the name of an element that begins. */
static enum nb_status push(struct answer *a, const char *name)
{
	if (a->depth > NB_DEPTH_MAX)
		return nb_fail(a->err, NB_LIMIT,
			       "elements are nested more than %d deep",
			       NB_DEPTH_MAX);
	a->names_at[a->depth] = a->names.len;
	if (nb_buf_add(&a->names, name, strlen(name) + 1))
		return nb_fail_mem(a->err);
	a->depth++;
	return NB_OK;
}

static enum nb_status take_start(struct answer *a, const char *p,
				 const char *end)
{
	struct nb_element e; /* its list is not cleared: it is long */
	const char *name, *value, *space;
	enum nb_status st;

	e.depth = a->depth;
	e.count = 0;
	e.name = next_string(&p, end);
	space = e.name ? next_string(&p, end) : NULL;
	if (!space || !e.name[0])
		return not_an_answer(a->err);
	while ((name = next_string(&p, end))) {
		value = next_string(&p, end);
		if (!value || e.count == NB_ATTRIBUTES_MAX)
			return not_an_answer(a->err);
		e.attributes[e.count++] = (struct nb_attribute){name, value};
	}
	st = push(a, e.name);
	return st ? st : a->calls->start(a->calls->context, &e, space, a->err);
}

static enum nb_status take_stop(struct answer *a)
{
	if (a->depth == 0)
		return not_an_answer(a->err);
	a->names.len = a->names_at[--a->depth];
	return a->calls->stop(a->calls->context,
			      (const char *)a->names.data + a->names.len,
			      a->depth, a->err);
}

static enum nb_status take_text(struct answer *a, const char *p,
				const char *end)
{
	const char *text = next_string(&p, end);

	if (!text || !text[0] || p != end)
		return not_an_answer(a->err);
	return a->calls->text(a->calls->context, text, a->err);
}

/* ---- messages */

static enum nb_status take_end(struct answer *a, const char *p, const char *end)
{
	const char *charset, *text;

	if ((size_t)(end - p) <= sizeof(a->end))
		return not_an_answer(a->err);
	memcpy(&a->end, p, sizeof(a->end));
	p += sizeof(a->end);
	charset = next_string(&p, end);
	text = charset ? next_string(&p, end) : NULL;
	if (!text || p != end || strlen(charset) >= NB_CHARSET_MAX ||
	    a->end.status > NB_BUG || (!a->end.status && a->depth))
		return not_an_answer(a->err);
	(void)snprintf(a->charset, sizeof(a->charset), "%s", charset);
	a->ended = true;
	if (a->end.status)
		return nb_fail_at(a->err, (enum nb_status)a->end.status,
				  a->end.offset, "%s", text);
	return NB_OK;
}

/* Is the last byte a NUL, and is all of it, apart from numbers, UTF-8? */
static bool has_strings(const uint8_t *p, size_t len, size_t numbers)
{
	return len > numbers && p[len - 1] == '\0' &&
	       nb_utf8_invalid((const char *)p + numbers, len - numbers) ==
		       len - numbers;
}

static enum nb_status take_message(struct answer *a, uint32_t kind,
				   const uint8_t *bytes, size_t len)
{
	const char *p = (const char *)bytes, *end = p + len;
	size_t numbers = kind == NB_MESSAGE_END ? sizeof(a->end) : 0;

	if (kind == NB_MESSAGE_STOP)
		return len == 0 && a->calls ? take_stop(a)
					    : not_an_answer(a->err);
	if (!has_strings(bytes, len, numbers))
		return not_an_answer(a->err);
	if (kind == NB_MESSAGE_END)
		return take_end(a, p, end);
	if (kind == NB_MESSAGE_START && a->calls)
		return take_start(a, p, end);
	if (kind == NB_MESSAGE_TEXT && a->calls)
		return take_text(a, p, end);
	return not_an_answer(a->err);
}

/* Say why no more of the answer comes. */
static enum nb_status not_come(enum nb_came came, struct nb_error *err)
{
	switch (came) {
	case NB_CAME_END:
		return nb_fail(err, NB_INVALID,
			       "its parser ended before it was read");
	case NB_CAME_MUCH:
		return not_an_answer(err);
	case NB_CAME_NOMEM:
		return nb_fail_mem(err);
	case NB_CAME:
	case NB_CAME_FAILURE:
		break;
	}
	return nb_fail_sys(err, NULL, "read from its parser");
}

static enum nb_status take_answer(struct answer *a)
{
	enum nb_status st = NB_OK;
	struct nb_head head;
	enum nb_came came;
	uint8_t *bytes;

	while (!st && !a->ended) {
		came = nb_wire_take(&a->wire, sizeof(head), &bytes);
		if (came == NB_CAME) {
			memcpy(&head, bytes, sizeof(head));
			came = nb_wire_take(&a->wire, head.len, &bytes);
		}
		st = came == NB_CAME
			     ? take_message(a, head.kind, bytes, head.len)
			     : not_come(came, a->err);
	}
	return st;
}

/* ---- requests */

/* The charset that XML declares; "" if it declares none, or none that has a
 * name as XML wants it. */
static void declared_charset(const void *bytes, size_t len,
			     char charset[NB_CHARSET_MAX])
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";

	memset(charset, 0, NB_CHARSET_MAX);
	if (!nb_xml_declared(bytes, nb_xml_declaration(bytes, len), charset) ||
	    charset[strspn(charset, allowed)])
		memset(charset, 0, NB_CHARSET_MAX);
}

/* Send a request. A process without memory for it answers, and reads no more;
 * none waits for what could not be sent. */
static bool send_request(int fd, const struct nb_request *request,
			 const void *bytes)
{
	bool sent = nb_wire_send(fd, request, sizeof(*request)) &&
		    nb_wire_send(fd, bytes, (size_t)request->len);

	if (!sent)
		(void)shutdown(fd, SHUT_WR);
	return sent;
}

/* Have a process do a job. */
static enum nb_status ask(const struct nb_isolated *by,
			  struct nb_request *request, const void *bytes,
			  struct answer *a)
{
	enum nb_status st;
	bool sent;

	a->wire.fd = by->take(by->context, request->charset, a->err);
	if (a->wire.fd < 0)
		return a->err->status;
	a->wire.left = ANSWER_MAX(request->len);
	sent = send_request(a->wire.fd, request, bytes);
	st = take_answer(a);
	/* To half a request there is one answer: that memory is lacking. */
	if (!sent && st != NB_NOMEM)
		st = not_come(NB_CAME_END, a->err);
	/* Nothing may come after the end. A process without memory ends. */
	by->give(by->context, a->wire.fd,
		 sent && a->ended && a->wire.at == a->wire.end &&
			 st != NB_NOMEM);
	nb_wire_free(&a->wire);
	nb_buf_free(&a->names);
	return st;
}

/* For struct nb_parser, as the next one. */
static enum nb_status ask_xml(void *context, const void *bytes, size_t len,
			      const struct nb_markup_calls *calls,
			      char charset[NB_CHARSET_MAX], bool *complained,
			      struct nb_error *err)
{
	struct nb_request request = {.len = len, .job = NB_JOB_XML};
	struct nb_error own;
	struct answer a = {.calls = calls, .err = nb_error_or(err, &own)};
	enum nb_status st;

	declared_charset(bytes, len, request.charset);
	st = ask(context, &request, bytes, &a);
	*complained = a.end.complained;
	(void)snprintf(charset, NB_CHARSET_MAX, "%s",
		       a.ended ? a.charset : "UTF-8");
	return st;
}

static enum nb_status ask_html(void *context, const void *bytes, size_t len,
			       const struct nb_markup_calls *calls,
			       struct nb_error *err)
{
	struct nb_request request = {.len = len, .job = NB_JOB_HTML};
	struct nb_error own;
	struct answer a = {.calls = calls, .err = nb_error_or(err, &own)};

	return ask(context, &request, bytes, &a);
}

/* The parser that asks the processes. */
static struct nb_parser parser_of(const struct nb_isolated *by)
{
	return (struct nb_parser){
		.context = (void *)by, .xml = ask_xml, .html = ask_html};
}

enum nb_status nb_isolated_read_markup(const struct nb_isolated *by,
				       const void *bytes, size_t len,
				       struct nb_layout *layout,
				       struct nb_error *err)
{
	const struct nb_parser parser = parser_of(by);

	return nb_layout_parse(&parser, bytes, len, layout, err);
}

enum nb_status nb_isolated_read_mets(const struct nb_isolated *by,
				     const void *bytes, size_t len,
				     struct nb_issue **issue,
				     struct nb_error *err)
{
	const struct nb_parser parser = parser_of(by);

	return nb_mets_parse(&parser, bytes, len, issue, err);
}

enum nb_status nb_isolated_validate(const struct nb_isolated *by,
				    const void *xml, size_t len,
				    const char *name, uint64_t line,
				    struct nb_error *err)
{
	struct nb_request request = {
		.len = len, .line = line, .job = NB_JOB_VALIDATE};
	struct nb_error own;
	struct answer a = {.err = nb_error_or(err, &own)};
	enum nb_status st;

	declared_charset(xml, len, request.charset);
	st = ask(by, &request, xml, &a);
	if (st)
		nb_error_file(a.err, name);
	return st;
}

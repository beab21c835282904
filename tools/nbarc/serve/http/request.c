/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking a request apart (request.h), as RFC 3986 and the URL standard's
 * application/x-www-form-urlencoded describe it.
 *
 * The path is split at its slashes before escapes are undone, so that %2F is a
 * character of a part and never divides one. Parts are not resolved: "." and
 * ".." are names like others, which no route has.
 */
#include "serve/http/request.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/error.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "serve/room.h"

/* The value of a hexadecimal digit, or -1. */
static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Append a piece with its escapes undone, and a NUL. There is room: decoding
 * never makes a piece longer. With `form`, '+' is a space. */
static enum nb_status decode(struct nb_buf *text, const char *s, size_t len,
			     bool form, const char **out, struct nb_error *err)
{
	char *to = (char *)text->data + text->len;
	size_t n = 0, i;

	for (i = 0; i < len; i++) {
		char c = s[i];
		int high, low;

		if (form && c == '+') {
			c = ' ';
		} else if (c == '%') {
			high = i + 2 < len ? digit_of(s[i + 1]) : -1;
			low = high >= 0 ? digit_of(s[i + 2]) : -1;
			if (low < 0)
				return nb_fail(err, NB_USAGE,
					       "an escape of the address is "
					       "not %% and two digits");
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (c == '\0')
			return nb_fail(err, NB_USAGE, "the address has a NUL");
		to[n++] = c;
	}
	if (nb_utf8_invalid(to, n) != n)
		return nb_fail(err, NB_USAGE, "the address is not UTF-8");
	to[n] = '\0';
	text->len += n + 1;
	*out = to;
	return NB_OK;
}

/*
 * Split the path, which begins with a slash, into its parts. None is empty: a
 * link made of an empty first part would begin with two slashes, and what
 * follows these is a host (RFC 3986, section 4.2).
 */
static enum nb_status parse_path(struct room_request *r, const char *path,
				 size_t len, struct nb_error *err)
{
	const char *end = path + len, *p = path, *next;
	enum nb_status st = NB_OK;

	while (!st && p < end) {
		p++;
		next = memchr(p, '/', (size_t)(end - p));
		if (!next)
			next = end;
		if (next == p && next == end)
			break;
		if (next == p || r->part_count == ROOM_PARTS_MOST)
			return nb_fail(err, NB_ABSENT, "no such page");
		st = decode(&r->text, p, (size_t)(next - p), false,
			    &r->parts[r->part_count], err);
		r->part_count += !st;
		p = next;
	}
	r->folder = len > 1 && path[len - 1] == '/';
	return st;
}

/* Split a query or the body of a form. A parameter without '=' has the value
 * "". */
static enum nb_status parse_params(struct room_request *r, const char *s,
				   size_t len, struct nb_error *err)
{
	const char *end = s + len;
	enum nb_status st = NB_OK;

	while (!st && s < end) {
		const char *next = memchr(s, '&', (size_t)(end - s)), *sign;
		struct room_param *p = &r->params[r->param_count];

		if (!next)
			next = end;
		if (next > s) {
			if (r->param_count == ROOM_PARAMS_MOST)
				return nb_fail(err, NB_LIMIT,
					       "more than %u parameters",
					       ROOM_PARAMS_MOST);
			sign = memchr(s, '=', (size_t)(next - s));
			st = decode(&r->text, s,
				    (size_t)((sign ? sign : next) - s), true,
				    &p->name, err);
			if (!st)
				st = decode(&r->text, sign ? sign + 1 : next,
					    sign ? (size_t)(next - sign - 1)
						 : 0,
					    true, &p->value, err);
			r->param_count += !st;
		}
		s = next + 1;
	}
	return st;
}

/*
 * The buffer gets all its memory at once, because the strings point into it.
 * Each piece needs a NUL, where the target has a mark or nothing.
 */
enum nb_status room_request_parse(struct room_request *r, const char *target,
				  const char *body, size_t body_len,
				  struct nb_error *err)
{
	size_t path = strcspn(target, "?#");
	const char *query = target[path] == '?' ? target + path + 1 : "";
	size_t query_len = strcspn(query, "#");
	enum nb_status st;

	r->target = target;
	r->part_count = r->param_count = 0;
	r->text.len = 0;
	if (target[0] != '/')
		return nb_fail(err, NB_USAGE,
			       "the address does not begin with a slash");
	if (nb_buf_reserve(&r->text, path + query_len + body_len +
					     2 * ROOM_PARAMS_MOST +
					     ROOM_PARTS_MOST + 2))
		return nb_fail_mem(err);
	st = parse_path(r, target, path, err);
	if (!st)
		st = parse_params(r, query, query_len, err);
	if (!st && body_len)
		st = parse_params(r, body, body_len, err);
	return st;
}

/*
 * Archives are given back before the text is freed, although they do not need
 * it: a lease is what others wait for.
 */
void room_request_free(struct room_request *r)
{
	room_leases_give(&r->leases);
	nb_buf_free(&r->text);
}

const char *room_param_next(const struct room_request *r, const char *name,
			    size_t skip)
{
	size_t i;

	for (i = 0; i < r->param_count; i++)
		if (strcmp(r->params[i].name, name) == 0 && skip-- == 0)
			return r->params[i].value;
	return NULL;
}

const char *room_param(const struct room_request *r, const char *name)
{
	return room_param_next(r, name, 0);
}

bool room_param_set(const struct room_request *r, const char *name)
{
	const char *value = room_param(r, name);

	return value && value[0] && strcmp(value, "0") != 0;
}

enum nb_status room_param_number(const struct room_request *r, const char *name,
				 uint64_t least, uint64_t most,
				 uint64_t otherwise, uint64_t *number,
				 struct nb_error *err)
{
	const char *value = room_param(r, name);
	unsigned long long n;

	*number = otherwise;
	if (!value || !value[0])
		return NB_OK;
	if (!cli_number(value, least, most, &n))
		return nb_fail(err, NB_USAGE,
			       "%s is not a number from %llu to %llu", name,
			       (unsigned long long)least,
			       (unsigned long long)most);
	*number = n;
	return NB_OK;
}

/*
 * A deadline of 0 is none, as for requests that are answered before they are
 * queued.
 */
bool room_request_late(const struct room_request *r)
{
	return r->deadline && room_now() > r->deadline;
}

/* True if a header Host can be a part of an address: nothing but the characters
 * of names and addresses. A page never repeats anything else of it. */
static bool is_host(const char *host)
{
	return host && host[0] &&
	       host[strspn(host, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789.-:[]_")] == '\0';
}

/*
 * What is in the header Host is used only if it is made of the characters of
 * hosts and ports, so that no request can put anything else into an answer,
 * which a cache might then keep for others.
 */
enum nb_status room_request_base(const struct room_request *r,
				 struct nb_buf *out)
{
	const struct room_settings *s = r->room->settings;

	if (s->url)
		return nb_buf_printf(
			out, "%.*s",
			(int)(strlen(s->url) -
			      (s->url[0] && s->url[strlen(s->url) - 1] == '/')),
			s->url);
	return nb_buf_printf(out, "http://%s",
			     is_host(r->headers.host) ? r->headers.host
						      : s->listening);
}

bool room_host_is_own(const struct room_settings *s, const char *host)
{
	bool loopback = strncmp(s->listening, "127.", 4) == 0 ||
			strncmp(s->listening, "[::1]", 5) == 0;

	if (!host || s->url || !loopback)
		return true;
	return host[0] == '[' ||
	       (strncasecmp(host, "localhost", 9) == 0 &&
		(host[9] == ':' || !host[9])) ||
	       host[strspn(host, "0123456789.:")] == '\0';
}

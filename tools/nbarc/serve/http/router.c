/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the route of a request, and turning failures into answers. */
#include "serve/http/router.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "serve/api/routes.h"
#include "serve/pages/routes.h"

/* Pages come last, since one of their patterns is any identifier. */
static const struct room_routes *const tables[] = {&room_api_routes,
						   &room_page_routes};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

/* Seconds after which a client may ask again. */
#define RETRY_AFTER 2u

/*
 * True if a pattern fits the path, whose captured parts are then noted. A path
 * that ends with a slash fits the same patterns as one that does not.
 */
static bool fits(struct room_request *q, const char *pattern)
{
	size_t part = 0, captured = 0;

	while (*pattern) {
		size_t len;

		pattern++;
		len = strcspn(pattern, "/");
		if (len == 0)
			break;
		if (part == q->part_count)
			return false;
		if (pattern[0] == '{')
			q->captured[captured++] = q->parts[part];
		else if (strlen(q->parts[part]) != len ||
			 memcmp(q->parts[part], pattern, len) != 0)
			return false;
		part++;
		pattern += len;
	}
	return part == q->part_count;
}

/* Routes that fit with another method count, too: they are cheap to refuse. */
bool room_searches(struct room_request *q)
{
	size_t i, k;

	for (i = 0; i < TABLES; i++)
		for (k = 0; k < tables[i]->count; k++)
			if (fits(q, tables[i]->list[k].pattern))
				return tables[i]->list[k].methods &
				       ROOM_SEARCHES;
	return false;
}

/*
 * Which table says how a failure looks: by the beginning of the path.
 *
 * A client of the interface for programs gets its failures in the form of that
 * interface even where no address fits, so that it need not expect HTML.
 */
static const struct room_routes *table_of(const struct room_request *q)
{
	size_t i;

	for (i = 0; i < TABLES; i++)
		if (q->part_count && tables[i]->prefix &&
		    strcmp(q->parts[0], tables[i]->prefix + 1) == 0)
			return tables[i];
	return &room_page_routes;
}

/*
 * The status of HTTP for a failure. `said` is what the handler had set.
 *
 * A handler may choose a status of its own among those of the client's
 * failures; whether something is the fault of the client is decided here alone.
 */
static unsigned status_of(enum nb_status st, unsigned said)
{
	switch (st) {
	case NB_ABSENT:
		return said == 410 ? 410 : 404;
	case NB_USAGE:
	case NB_LIMIT:
		return said >= 400 && said < 500 ? said : 400;
	case NB_NOMEM:
	case NB_BUSY:
		return 503;
	case NB_OK:
	case NB_IO:
	case NB_INVALID:
	case NB_UNSUPPORTED:
	case NB_BUG:
		break;
	}
	return 500;
}

/* Write the answer for a failure. The text of one that is not the client's
 * names files, and goes to the log only. */
static void fail(const struct room_routes *table, struct room_request *q,
		 struct room_response *a, unsigned status,
		 const struct nb_error *err)
{
	struct nb_error shown = *err;

	room_response_clear(a);
	a->status = status;
	if (status >= 500)
		shown.text[0] = '\0';
	if (status == 503)
		(void)!room_header(a, NULL, "Retry-After", "%u", RETRY_AFTER);
	table->failure(q, a, &shown);
}

void room_answer_failure(struct room_request *q, struct room_response *a,
			 unsigned status, const struct nb_error *err)
{
	fail(table_of(q), q, a, status, err);
}

/* No route fits with this method; `methods` are those that would. */
static void refuse_method(struct room_request *q, struct room_response *a,
			  unsigned methods, struct nb_error *err)
{
	(void)nb_fail(err, NB_USAGE, "this address does not take the method");
	fail(table_of(q), q, a, 405, err);
	(void)!room_header(a, NULL, "Allow", "%s",
			   methods & ROOM_POST ? "GET, HEAD, POST"
					       : "GET, HEAD");
	err->status = NB_OK;
}

/*
 * An address that fits with another method is not the end: a later row may have
 * the same pattern with this method. Only when no row fits are the methods that
 * would have fitted named.
 */
void room_answer(struct room_request *q, struct room_response *a,
		 struct nb_error *err)
{
	unsigned method = q->method == ROOM_HEAD ? ROOM_GET : q->method;
	unsigned methods = 0;
	enum nb_status st;
	size_t i, k;

	err->status = NB_OK;
	for (i = 0; i < TABLES; i++)
		for (k = 0; k < tables[i]->count; k++) {
			const struct room_route *route = &tables[i]->list[k];

			if (!fits(q, route->pattern))
				continue;
			if (!(route->methods & method)) {
				methods |= route->methods;
				continue;
			}
			st = route->handler(q, a, err);
			err->status = st;
			if (st)
				fail(tables[i], q, a, status_of(st, a->status),
				     err);
			return;
		}
	if (methods) {
		refuse_method(q, a, methods, err);
		return;
	}
	(void)nb_fail(err, NB_ABSENT, "there is no such address");
	room_answer_failure(q, a, 404, err);
}

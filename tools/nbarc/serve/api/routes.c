/* SPDX-License-Identifier: Apache-2.0 */
/* The table of addresses for programs. Failures are problem details (RFC 9457).
 */
#include "serve/api/routes.h"

#include <nbarc/items.h>

#include "base/error.h"
#include "serve/room.h"

/* /api/info: what each archive holds, as a JSON array. */
static enum nb_status info(struct room_request *q, struct room_response *a,
			   struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	enum nb_status st = NB_OK;
	struct room_lease *lease;

	a->type = "application/json";
	for (i = 0; !st && i < count; i++) {
		st = room_lease(&q->leases, i, &lease, err);
		if (!st && nb_buf_puts(&a->body, i ? "," : "["))
			st = nb_fail_mem(err);
		if (!st)
			st = nb_archive_info_json(lease->archive, &a->body,
						  err);
	}
	if (!st && nb_buf_puts(&a->body, "]\n"))
		st = nb_fail_mem(err);
	return st;
}

/* A failure as problem details. */
static void problem(struct room_request *q, struct room_response *a,
		    const struct nb_error *err)
{
	(void)q;
	(void)err;
	a->type = "application/problem+json";
	(void)!nb_buf_printf(&a->body, "{\"status\":%u}\n", a->status);
}

static const struct room_route routes[] = {
	{ROOM_GET, "/api/info", info},
};

const struct room_routes room_api_routes = {
	.prefix = "/api",
	.list = routes,
	.count = sizeof(routes) / sizeof(routes[0]),
	.failure = problem,
};

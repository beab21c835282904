/* SPDX-License-Identifier: Apache-2.0 */
/* OAI-PMH over HTTP (route.h). */
#include "serve/api/oai/route.h"

#include <time.h>

#include "base/error.h"
#include "serve/api/oai/oai.h"
#include "serve/room.h"

/*
 * Who runs the reading room, where nobody has said it: adminEmail must not be
 * missing (OAI-PMH 2.0, section 4.2).
 */
#define NOBODY "nobody@localhost"

/*
 * Errors of the protocol have the status 200 (section 3.6): only what keeps the
 * reading room itself from answering is a failure of HTTP.
 */
enum nb_status api_oai(struct room_request *q, struct room_response *a,
		       struct nb_error *err)
{
	struct api_oai_pair pairs[ROOM_PARAMS_MOST];
	struct nb_buf base = {0};
	struct api_oai_repository r = {
		.leases = &q->leases,
		.request = q,
		.name = "nbarc",
		.email = q->room->settings->contact,
		.now = (uint64_t)time(NULL),
	};
	enum nb_status st = NB_OK;
	size_t i;

	if (!r.email)
		r.email = NOBODY;

	for (i = 0; i < q->param_count; i++) {
		pairs[i].name = q->params[i].name;
		pairs[i].value = q->params[i].value;
	}
	if (room_request_base(q, &base) || nb_buf_add(&base, "", 1))
		st = nb_fail_mem(err);
	r.base = (const char *)base.data;
	a->type = "text/xml; charset=utf-8";
	if (!st)
		st = api_oai_answer(&r, pairs, q->param_count, &a->body, err);
	nb_buf_free(&base);
	return st;
}

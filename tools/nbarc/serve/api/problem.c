/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Problem details (RFC 9457). The type is about:blank, which means that the
 * title is the name of the status and nothing else (section 4.2.1); what the
 * library says is the detail.
 */
#include "serve/api/problem.h"

#include "serve/api/out.h"

/* The name of a status (RFC 9110, section 15). */
static const char *title_of(unsigned status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 410:
		return "Gone";
	case 413:
		return "Content Too Large";
	case 414:
		return "URI Too Long";
	case 416:
		return "Range Not Satisfiable";
	case 421:
		return "Misdirected Request";
	case 426:
		return "Upgrade Required";
	case 503:
		return "Service Unavailable";
	default:
		return status < 500 ? "Bad Request" : "Internal Server Error";
	}
}

/*
 * What lacks memory is left out: the status is in the head of the answer. A
 * failure of the server has no detail, because the router keeps its text for
 * the log.
 */
void api_problem(struct room_request *q, struct room_response *a,
		 const struct nb_error *err)
{
	struct api_out o = {.buf = &a->body};

	(void)q;
	a->type = "application/problem+json";
	api_raw(&o, "{\"type\":\"about:blank\",\"title\":\"");
	api_raw(&o, title_of(a->status));
	api_raw(&o, "\",\"status\":");
	api_number(&o, a->status);
	if (err->text[0])
		api_member(&o, "detail", err->text);
	api_raw(&o, "}\n");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Searching: a form, hits in their context, and counts over the years. */
#ifndef NB_TOOLS_NBARC_SERVE_SEARCH_SEARCH_H
#define NB_TOOLS_NBARC_SERVE_SEARCH_SEARCH_H

#include "serve/http/router.h"

/*
 * /search, with the parameters of search/sought.h, and start=N, the number of
 * hits that are passed over, n=N, the most that are shown, and counts=1, which
 * counts all of them by year.
 */
enum nb_status room_search_page(struct room_request *request,
				struct room_response *response,
				struct nb_error *err);

#endif

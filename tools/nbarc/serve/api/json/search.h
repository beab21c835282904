/* SPDX-License-Identifier: Apache-2.0 */
/* /api/search: hits with their context, or how many there are by year ... */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_SEARCH_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_SEARCH_H

#include "serve/http/router.h"

/* For the route /api/search. */
room_handler api_search;

#endif

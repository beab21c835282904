/* SPDX-License-Identifier: Apache-2.0 */
/* /api/info and /api/log: what the archives hold, and how they came to be. */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_INFO_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_INFO_H

#include "serve/http/router.h"

/* The summaries of all archives; with titles=1 by newspaper and year. */
room_handler api_info;

/* The commits of all archives, or with id= the revisions of a page or item. */
room_handler api_log;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* /api/items: the items of all archives, in pieces or as a stream. */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_LIST_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_LIST_H

#include "serve/http/router.h"

/* For the route /api/items. */
room_handler api_items;

#endif

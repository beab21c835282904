/* SPDX-License-Identifier: Apache-2.0 */
/* /api/openapi.json: the description of the addresses for programs. */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_OPENAPI_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_OPENAPI_H

#include "serve/http/router.h"

/* For the route; it gives share/room/openapi.json, which is in the program. */
room_handler api_openapi;

#endif

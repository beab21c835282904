/* SPDX-License-Identifier: Apache-2.0 */
/* What the reading room answers programs. */
#ifndef NB_TOOLS_NBARC_SERVE_API_ROUTES_H
#define NB_TOOLS_NBARC_SERVE_API_ROUTES_H

#include "serve/http/router.h"

extern const struct room_routes room_api_routes;

#endif

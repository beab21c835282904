/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the reading room for people. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_ROUTES_H
#define NB_TOOLS_NBARC_SERVE_PAGES_ROUTES_H

#include "serve/http/router.h"

extern const struct room_routes room_page_routes;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Small files that say to programs what the reading room is. */
#ifndef NB_TOOLS_NBARC_SERVE_API_SITE_SITE_H
#define NB_TOOLS_NBARC_SERVE_API_SITE_SITE_H

#include "serve/http/router.h"

/* /robots.txt: what crawlers should leave alone, and where the sitemap is. */
room_handler api_robots;

/* /opensearch.xml: how to search from the address bar of a browser
 * (OpenSearch 1.1). */
room_handler api_opensearch;

/* /feed.atom: the newest commits (RFC 4287). */
room_handler api_feed;

#endif

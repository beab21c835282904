/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sitemaps (https://www.sitemaps.org/protocol.html) for search engines.
 *
 * There is a part for each month of each newspaper, and one for all other
 * pages. So the address of a part says what is in it, the parts that exist are
 * found by skipping through the catalogue, and only a month that grows changes.
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_SITE_SITEMAP_H
#define NB_TOOLS_NBARC_SERVE_API_SITE_SITEMAP_H

#include "serve/http/router.h"

/* /sitemap.xml: the index of the parts. */
room_handler api_sitemap;

/* /sitemap/{name}: a part, "jdrb-201903.xml" or "other.xml". */
room_handler api_sitemap_part;

#endif

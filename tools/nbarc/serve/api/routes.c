/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of addresses for programs.
 *
 * The router tries this table before that of the pages, one of whose patterns
 * is any identifier: so no page of an archive can hide an address of this
 * table.
 *
 * The prefix matters only to failures that come before a handler runs, such as
 * an address that does not exist. What a handler of this table refuses has the
 * form of problem.h, also below /iiif and /oai.
 */
#include "serve/api/routes.h"

#include "serve/api/iiif/lines.h"
#include "serve/api/iiif/manifest.h"
#include "serve/api/json/info.h"
#include "serve/api/json/item.h"
#include "serve/api/json/list.h"
#include "serve/api/json/openapi.h"
#include "serve/api/json/search.h"
#include "serve/api/oai/route.h"
#include "serve/api/problem.h"
#include "serve/api/site/site.h"
#include "serve/api/site/sitemap.h"

static const struct room_route routes[] = {
	{ROOM_GET, "/api/openapi.json", api_openapi},
	{ROOM_GET, "/api/info", api_info},
	{ROOM_GET, "/api/log", api_log},
	{ROOM_GET | ROOM_SEARCHES, "/api/search", api_search},
	{ROOM_GET | ROOM_SEARCHES, "/api/items", api_items},
	{ROOM_GET, "/api/items/{id}", api_item},
	{ROOM_GET, "/api/items/{id}/text", api_item_text},
	{ROOM_GET, "/api/items/{id}/tei", api_item_tei},
	{ROOM_GET, "/api/items/{id}/source", api_item_source},
	{ROOM_GET, "/api/items/{id}/journal", api_item_journal},
	{ROOM_GET, "/api/items/{id}/zones", api_item_zones},
	{ROOM_GET, "/api/items/{id}/cite", api_item_cite},
	{ROOM_GET, "/api/items/{id}/proof", api_item_proof},
	/* OAI-PMH 2.0, section 3.1.1: a harvester may use either method. */
	{ROOM_GET | ROOM_POST | ROOM_SEARCHES, "/oai", api_oai},
	{ROOM_GET, "/iiif/{id}/manifest.json", api_iiif_manifest},
	{ROOM_GET, "/iiif/{id}/annotations.json", api_iiif_annotations},
	{ROOM_GET | ROOM_SEARCHES, "/iiif/{id}/search", api_iiif_search},
	{ROOM_GET, "/sitemap.xml", api_sitemap},
	{ROOM_GET, "/sitemap/{name}", api_sitemap_part},
	{ROOM_GET, "/robots.txt", api_robots},
	{ROOM_GET, "/opensearch.xml", api_opensearch},
	{ROOM_GET, "/feed.atom", api_feed},
};

const struct room_routes room_api_routes = {
	.prefix = "/api",
	.list = routes,
	.count = sizeof(routes) / sizeof(routes[0]),
	.failure = api_problem,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* The table of addresses for programs. */
#include "serve/api/routes.h"

#include "serve/api/json/info.h"
#include "serve/api/json/item.h"
#include "serve/api/json/list.h"
#include "serve/api/json/search.h"
#include "serve/api/oai/route.h"
#include "serve/api/problem.h"

static const struct room_route routes[] = {
	{ROOM_GET, "/api/info", api_info},
	{ROOM_GET, "/api/log", api_log},
	{ROOM_GET, "/api/search", api_search},
	{ROOM_GET, "/api/items", api_items},
	{ROOM_GET, "/api/items/{id}", api_item},
	{ROOM_GET, "/api/items/{id}/text", api_item_text},
	{ROOM_GET, "/api/items/{id}/tei", api_item_tei},
	{ROOM_GET, "/api/items/{id}/source", api_item_source},
	{ROOM_GET, "/api/items/{id}/journal", api_item_journal},
	{ROOM_GET, "/api/items/{id}/zones", api_item_zones},
	{ROOM_GET, "/api/items/{id}/cite", api_item_cite},
	{ROOM_GET, "/api/items/{id}/proof", api_item_proof},
	{ROOM_GET | ROOM_POST, "/oai", api_oai},
};

const struct room_routes room_api_routes = {
	.prefix = "/api",
	.list = routes,
	.count = sizeof(routes) / sizeof(routes[0]),
	.failure = api_problem,
};

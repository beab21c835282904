/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The addresses of the pages for people. That of an item, a page or an issue is
 * its identifier, and with "@N" that of its revision N: these are the permanent
 * ones.
 */
#include "serve/pages/routes.h"

#include "serve/pages/any.h"
#include "serve/pages/assets.h"
#include "serve/pages/cite.h"
#include "serve/pages/diff.h"
#include "serve/pages/failure.h"
#include "serve/pages/history.h"
#include "serve/pages/home.h"
#include "serve/search/search.h"
#include "serve/pages/title.h"

static const struct room_route routes[] = {
	{ROOM_GET, "/", room_home},
	{ROOM_GET, "/room.css", room_style_file},
	{ROOM_GET, "/room.js", room_script_file},
	{ROOM_GET, "/room.svg", room_icon_file},
	{ROOM_GET, "/about", room_about},
	{ROOM_GET | ROOM_SEARCHES, "/search", room_search_page},
	{ROOM_GET, "/title/{code}", room_title_page},
	{ROOM_GET, "/title/{code}/{year}", room_title_page},
	{ROOM_GET, "/id/{id}", room_any_page},
	{ROOM_GET, "/{id}", room_any_page},
	{ROOM_GET, "/{id}/cite", room_cite_page},
	{ROOM_GET, "/{id}/diff", room_diff_page},
	{ROOM_GET, "/{id}/history", room_history_page},
	{ROOM_GET, "/{id}/proof", room_proof_page},
	{ROOM_GET, "/{id}/repairs", room_repairs_page},
	{ROOM_GET, "/{id}/source", room_source_page},
};

const struct room_routes room_page_routes = {
	.list = routes,
	.count = sizeof(routes) / sizeof(routes[0]),
	.failure = room_failure_page,
};

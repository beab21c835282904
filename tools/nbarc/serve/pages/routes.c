/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The addresses of the pages for people. That of an item, a page or an issue is
 * its identifier, and with "@N" that of its revision N: these are the permanent
 * ones.
 */
#include "serve/pages/routes.h"

#include "serve/pages/assets.h"
#include "serve/pages/failure.h"
#include "serve/pages/home.h"

static const struct room_route routes[] = {
	{ROOM_GET, "/", room_home},
	{ROOM_GET, "/room.css", room_style_file},
	{ROOM_GET, "/room.js", room_script_file},
	{ROOM_GET, "/room.svg", room_icon_file},
};

const struct room_routes room_page_routes = {
	.list = routes,
	.count = sizeof(routes) / sizeof(routes[0]),
	.failure = room_failure_page,
};

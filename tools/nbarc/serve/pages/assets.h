/* SPDX-License-Identifier: Apache-2.0 */
/* The files that pages refer to: room.css, room.js, room.svg. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_ASSETS_H
#define NB_TOOLS_NBARC_SERVE_PAGES_ASSETS_H

#include "serve/http/router.h"

enum nb_status room_style_file(struct room_request *request,
			       struct room_response *response,
			       struct nb_error *err);
enum nb_status room_script_file(struct room_request *request,
				struct room_response *response,
				struct nb_error *err);
enum nb_status room_icon_file(struct room_request *request,
			      struct room_response *response,
			      struct nb_error *err);

#endif

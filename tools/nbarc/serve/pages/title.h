/* SPDX-License-Identifier: Apache-2.0 */
/* A newspaper: its years, and the calendar of one of them. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_TITLE_H
#define NB_TOOLS_NBARC_SERVE_PAGES_TITLE_H

#include "serve/http/router.h"

/* /title/{code} and /title/{code}/{year} */
enum nb_status room_title_page(struct room_request *request,
			       struct room_response *response,
			       struct nb_error *err);

#endif

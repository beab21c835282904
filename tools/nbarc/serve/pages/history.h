/* SPDX-License-Identifier: Apache-2.0 */
/* The revisions of a page or an item. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_HISTORY_H
#define NB_TOOLS_NBARC_SERVE_PAGES_HISTORY_H

#include "serve/http/router.h"

/* /{id}/history */
enum nb_status room_history_page(struct room_request *request,
				 struct room_response *response,
				 struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* An item: its text, and what belongs to it. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_ITEM_H
#define NB_TOOLS_NBARC_SERVE_PAGES_ITEM_H

#include "serve/found.h"
#include "serve/html.h"
#include "serve/http/response.h"

/* Parameters: script=hans or hant, repairs=1, source=1. */
enum nb_status room_item_page(struct room_request *request,
			      struct room_response *response,
			      const struct room_found *found,
			      struct nb_error *err);

/* Append the source of a page as text, in UTF-8, to a page that is written; a
 * note that there is none if the archive does not keep it. */
NB_CHECK enum nb_status room_source_text(struct room_html *html,
					 const struct room_found *found,
					 struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the page of an item says of it to programs: tags of Highwire for
 * citation managers and search engines, COinS, and schema.org as JSON-LD.
 *
 * All of it is data: the element script of JSON-LD is a data block, which no
 * browser runs, and which a policy without inline scripts allows.
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_SITE_META_H
#define NB_TOOLS_NBARC_SERVE_API_SITE_META_H

#include <nbarc/buf.h>

#include "serve/found.h"

/*
 * Make what the page of an item has of it. `head` gets the elements for <head>:
 * meta citation_*, links to the other forms of the item, and JSON-LD. `coins`
 * gets the span of COinS (OpenURL 1.0 in HTML), which is empty to the eye and
 * belongs into the body. Errors are those of nb_item_record_of().
 */
NB_CHECK enum nb_status api_meta_make(struct room_request *request,
				      const struct room_found *found,
				      struct nb_buf *head, struct nb_buf *coins,
				      struct nb_error *err);

#endif

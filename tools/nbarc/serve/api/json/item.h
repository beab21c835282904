/* SPDX-License-Identifier: Apache-2.0 */
/* /api/items/ID and what is below it: one page or item, in every form. */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_ITEM_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_ITEM_H

#include "serve/http/router.h"

/* /api/items/{id}: its record, and what is below: text, tei, source, journal,
 * zones, cite, proof. An identifier may end in "@REVISION". */
room_handler api_item;
room_handler api_item_text;
room_handler api_item_tei;
room_handler api_item_source;
room_handler api_item_journal;
room_handler api_item_zones;
room_handler api_item_cite;
room_handler api_item_proof;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Items as lists of links, and what many pages say of an item. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_LIST_H
#define NB_TOOLS_NBARC_SERVE_PAGES_LIST_H

#include <nbarc/archive.h>

#include "serve/found.h"
#include "serve/html.h"

/* Append the items of a page that may be shown, in the order in which they
 * stand on it, as a list. With `revision` not 0 the links lead to it. */
NB_CHECK enum nb_status room_items(struct room_html *html,
				   const struct nb_entry *entry,
				   uint32_t revision, struct nb_error *err);

/* Append a link to an item, a page or an issue of the archive that something
 * was found in: with the archive if the reader chose it. The text follows. */
void room_link_to(struct room_html *html, const char *id, uint32_t revision);

/* The word for a kind of items. */
enum room_word room_kind_word(unsigned kind);

/*
 * The name of the newspaper that something was found in: of the catalogue's
 * summary, or its code. To be freed; NULL without memory.
 */
char *room_newspaper_of(struct room_request *request,
			const struct room_found *found);

#endif

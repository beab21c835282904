/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an item as HTML. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_TEXT_H
#define NB_TOOLS_NBARC_SERVE_PAGES_TEXT_H

#include <stdbool.h>

#include "serve/html.h"

/* What is shown of it. */
struct room_text_style {
	bool repairs;	   /* where lines were joined, and what was corrected */
	const char *title; /* the heading where the item has no main head */
	size_t title_len;
};

/*
 * Append the item in the `len` bytes at `xml`, its slice of a document, as one
 * reads it: a paragraph that a caption was set into is whole, as in
 * NB_FORMAT_TEXT. What is not known is shown as its text.
 */
void room_item_text(struct room_html *html, const char *xml, size_t len,
		    const struct room_text_style *style);

/* The value of an attribute "next" or "prev" of the item: an identifier without
 * its prefix; "" if there is none. `id` has `size` bytes. */
void room_item_link(const char *xml, size_t len, const char *name, char *id,
		    size_t size);

#endif

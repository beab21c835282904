/* SPDX-License-Identifier: Apache-2.0 */
/* The image of a page, with the places of its items on it. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_IMAGE_H
#define NB_TOOLS_NBARC_SERVE_PAGES_IMAGE_H

#include "serve/found.h"
#include "serve/html.h"

/*
 * Append the image of the page that was found, if its document names one and
 * --images says where images are, with boxes around the blocks of its items; of
 * an item, around its own. Nothing is appended if there is none. NB_NOMEM.
 */
NB_CHECK enum nb_status room_page_image(struct room_html *html,
					const struct room_found *found,
					struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What all pages have around them: head, navigation, search, foot. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_FRAME_H
#define NB_TOOLS_NBARC_SERVE_PAGES_FRAME_H

#include "serve/html.h"
#include "serve/http/response.h"

/* A page that is being written. */
struct room_page {
	struct room_html html; /* into the body of the response */
	struct room_response *response;
};

/*
 * Begin a page: everything up to its content, which is to begin with a h1.
 * `title` is text. `head` writes more elements into <head>, or is NULL.
 */
void room_page_begin(struct room_page *page, struct room_request *request,
		     struct room_response *response, const char *title,
		     void (*head)(struct room_html *html, void *context),
		     void *context);

/* End it. NB_NOMEM if memory was lacking anywhere in it. */
NB_CHECK enum nb_status room_page_end(struct room_page *page,
				      struct nb_error *err);

/* Append `, N <word>` or the like: a number with thousands apart. */
void room_number(struct room_html *html, uint64_t n);

/* Append a number with what is counted, whose word is for one or for many. */
void room_count(struct room_html *html, uint64_t n, enum room_word counted);

#endif

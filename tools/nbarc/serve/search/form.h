/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a search. */
#ifndef NB_TOOLS_NBARC_SERVE_SEARCH_FORM_H
#define NB_TOOLS_NBARC_SERVE_SEARCH_FORM_H

#include "serve/html.h"

/* Append the form, with what the request has in its fields. */
void room_search_form(struct room_html *html);

#endif

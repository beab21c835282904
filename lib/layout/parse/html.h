/* SPDX-License-Identifier: Apache-2.0 */
/* HTML that is not well-formed XML, and its entities, by libxml2. */
#ifndef NB_LAYOUT_PARSE_HTML_H
#define NB_LAYOUT_PARSE_HTML_H

#include "layout/parse/parser.h"

/* The function `html` of nb_parser_here. */
NB_CHECK enum nb_status nb_html_parse(void *context, const void *bytes,
				      size_t len,
				      const struct nb_markup_calls *calls,
				      struct nb_error *err);

/* The character that HTML calls `name`, or 0. */
uint32_t nb_html_entity(const char *name);

#endif

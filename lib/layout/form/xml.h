/* SPDX-License-Identifier: Apache-2.0 */
/* Files of markup, by any parser. */
#ifndef NB_LAYOUT_FORM_XML_H
#define NB_LAYOUT_FORM_XML_H

#include "layout/parse/parser.h"

#include <nbarc/layout.h>

/* What nb_layout_read_markup() of <nbarc/markup.h> does, with this parser. */
NB_CHECK enum nb_status nb_layout_parse(const struct nb_parser *parser,
					const void *bytes, size_t len,
					struct nb_layout *layout,
					struct nb_error *err);

#endif

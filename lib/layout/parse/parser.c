/* SPDX-License-Identifier: Apache-2.0 */
/* The parser of this process (parser.h). */
#include "layout/parse/parser.h"
#include "layout/parse/html.h"
#include "layout/parse/sax.h"

const struct nb_parser nb_parser_here = {.xml = nb_sax_parse,
					 .html = nb_html_parse};

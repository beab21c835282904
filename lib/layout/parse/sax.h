/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML by libxml2's parser, element by element.
 *
 * The parser calls as it goes, and makes no nodes: they would take half of its
 * time, and an OCR file is mostly elements.
 */
#ifndef NB_LAYOUT_PARSE_SAX_H
#define NB_LAYOUT_PARSE_SAX_H

#include "layout/parse/parser.h"

/* The function `xml` of nb_parser_here. */
NB_CHECK enum nb_status nb_sax_parse(void *context, const void *bytes,
				     size_t len,
				     const struct nb_markup_calls *calls,
				     char charset[NB_CHARSET_MAX],
				     bool *complained, struct nb_error *err);

#endif

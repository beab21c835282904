/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML by libxml2's parser, element by element.
 *
 * The parser calls as it goes, and makes no nodes: they would take half of its
 * time, and an OCR file is mostly elements.
 */
#ifndef NB_LAYOUT_FORM_SAX_H
#define NB_LAYOUT_FORM_SAX_H

#include "layout/stated/element.h"

#include <nbarc/encoding.h>

/*
 * Who is told of a file. All get `context`; the first that fails ends the
 * parsing. Strings live during the call, and end with a NUL.
 */
struct nb_sax_calls {
	void *context;
	/* An element begins; `space` is its namespace, or "". */
	enum nb_status (*start)(void *context, const struct nb_element *e,
				const char *space, struct nb_error *err);
	/* It ends; its depth is that of its start. */
	enum nb_status (*stop)(void *context, const char *name, unsigned depth,
			       struct nb_error *err);
	/* Text between two tags, comments or the like; never empty. */
	enum nb_status (*text)(void *context, const char *text,
			       struct nb_error *err);
};

/*
 * Parse a file of at most INT_MAX bytes, and write the charset that it
 * declares, or "UTF-8". Nothing outside of the file is read. *complained is
 * true if libxml2 found anything wrong.
 *
 * NB_INVALID, with the line, if it is not well-formed or has a reference to an
 * entity that is not known; NB_UNSUPPORTED if it declares entities other than
 * single characters, which can blow up to any size; NB_LIMIT if elements are
 * nested too deep; NB_NOMEM; or the failure of a call.
 */
NB_CHECK enum nb_status nb_sax_parse(const void *bytes, size_t len,
				     const struct nb_sax_calls *calls,
				     char charset[NB_CHARSET_MAX],
				     bool *complained, struct nb_error *err);

#endif

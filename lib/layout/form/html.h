/* SPDX-License-Identifier: Apache-2.0 */
/* HTML that is not well-formed XML, its entities, and ampersands, by libxml2.
 */
#ifndef NB_LAYOUT_FORM_HTML_H
#define NB_LAYOUT_FORM_HTML_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/encoding.h>

#include <libxml/tree.h>

/* Does a file that is not well-formed begin with an element of HTML? */
bool nb_html_root(const void *bytes, size_t len);

/*
 * Decode HTML, and parse it as a browser does. *doc, which is freed by
 * xmlFreeDoc(), is NULL after a failure: that of nb_text_decode(), or
 * NB_INVALID. The charset is found out, whatever the file says about it.
 */
NB_CHECK enum nb_status nb_html_parse(const void *bytes, size_t len,
				      char charset[NB_CHARSET_MAX],
				      xmlDocPtr *doc, struct nb_error *err);

/* Write the character that HTML calls `name`, with a NUL; false: none. */
bool nb_html_entity(const char *name, char out[5]);

/*
 * Copy XML with references as it wants them, by the rules that HTML has: what
 * HTML knows without a semicolon gets one, and an ampersand that begins no
 * reference stands for itself. Comments, CDATA sections and processing
 * instructions stay as they are. The charset is one in which each ASCII byte is
 * that character. *changed tells whether anything was to be done.
 * Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_xml_ampersands(const void *bytes, size_t len,
					  struct nb_buf *to, bool *changed);

#endif

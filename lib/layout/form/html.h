/* SPDX-License-Identifier: Apache-2.0 */
/* HTML that is not well-formed XML, and ampersands, made ready for a parser. */
#ifndef NB_LAYOUT_FORM_HTML_H
#define NB_LAYOUT_FORM_HTML_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/encoding.h>

/* Does a file that is not well-formed begin with an element of HTML? */
bool nb_html_root(const void *bytes, size_t len);

/*
 * Decode HTML and append it in UTF-8, with the semicolons that its entities
 * lack. The charset is found out, whatever the file says about it. The failures
 * are those of nb_text_decode(); NB_INVALID if there are control characters;
 * NB_LIMIT if that is more than NB_LAYOUT_MAX bytes.
 */
NB_CHECK enum nb_status nb_html_decode(const void *bytes, size_t len,
				       char charset[NB_CHARSET_MAX],
				       struct nb_buf *html,
				       struct nb_error *err);

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

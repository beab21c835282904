/* SPDX-License-Identifier: Apache-2.0 */
/* The charset of markup, where its declaration is wrong or not there. */
#ifndef NB_LAYOUT_FORM_CHARSET_H
#define NB_LAYOUT_FORM_CHARSET_H

#include <stdbool.h>

#include <nbarc/encoding.h>

/* The end of the XML declaration that a text begins with, perhaps after white
 * space; 0: it has none. */
size_t nb_xml_declaration(const char *p, size_t len);

/* The charset that an XML declaration of `len` bytes names; false: none. */
bool nb_xml_declared(const char *p, size_t len, char charset[NB_CHARSET_MAX]);

/* Does the declaration of a file let one expect this charset, as GB2312 does
 * for GB18030? */
bool nb_xml_expects(const void *bytes, size_t len, const char *charset);

/*
 * The charset of a file, if it is another one than XML finds: "UTF-8" if the
 * declaration names another charset, but the bytes are UTF-8 beyond doubt;
 * "GB18030" if it names an older edition, whose name files keep when they have
 * more characters; the one that is detected, if none is declared or UTF-8 is,
 * and the bytes are not that. NULL: what XML finds. `name` is room for it.
 * The failures are those of nb_detect().
 */
NB_CHECK enum nb_status nb_xml_charset(const void *bytes, size_t len,
				       char name[NB_CHARSET_MAX],
				       const char **charset,
				       struct nb_error *err);

/*
 * Make a file in UTF-8 of one in `charset`: with a mark, and without the
 * declaration, which would name another. The caller frees *text and *out, also
 * after a failure, which is that of nb_text_decode().
 */
NB_CHECK enum nb_status nb_xml_recode(const void *bytes, size_t len,
				      const char *charset, struct nb_text *text,
				      struct nb_buf *out, struct nb_error *err);

#endif

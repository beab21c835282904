/* SPDX-License-Identifier: Apache-2.0 */
/* Writing XML text. */
#ifndef NB_TEI_XML_H
#define NB_TEI_XML_H

#include <nbarc/buf.h>

/* A reference to a character that XML 1.0 cannot have: its beginning and end
 * around four hexadecimal digits. */
#define NB_XML_CHAR "<g ref=\"char:U+"
#define NB_XML_CHAR_END "\"/>"

/*
 * Append valid UTF-8 as character data: '<', '>', '&', CR escaped, what XML 1.0
 * does not allow as an element g.
 */
NB_CHECK enum nb_status nb_xml_text(struct nb_buf *b, const char *s,
				    size_t len);

/* The same for where no element may stand (attributes, header): a character
 * that is not allowed becomes U+FFFD. */
NB_CHECK enum nb_status nb_xml_plain(struct nb_buf *b, const char *s,
				     size_t len);

#endif

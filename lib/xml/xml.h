/* SPDX-License-Identifier: Apache-2.0 */
/* Writing XML text. tei/text.c reads what is written here. */
#ifndef NB_XML_XML_H
#define NB_XML_XML_H

#include <nbarc/buf.h>

/*
 * A character that XML 1.0 cannot have is written as an element g: its
 * beginning and end, around four hexadecimal digits.
 */
#define NB_XML_CHAR "<g ref=\"char:U+"
#define NB_XML_CHAR_END "\"/>"

/*
 * Append valid UTF-8 as character data: '<', '>', '&' and CR as references, and
 * what XML 1.0 does not allow as an element g. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_xml_text(struct nb_buf *b, const char *s,
				    size_t len);

/*
 * Like nb_xml_text(), for places where no element may be, such as attributes
 * and parts of the header: '"' is a reference, too, and a character that XML
 * does not allow becomes U+FFFD.
 */
NB_CHECK enum nb_status nb_xml_plain(struct nb_buf *b, const char *s,
				     size_t len);

/* Like nb_xml_plain(), for what only looks like XML: every character stays. */
NB_CHECK enum nb_status nb_xml_marks(struct nb_buf *b, const char *s,
				     size_t len);

/* Append a number of at least 0, whose last digit is a thousandth. */
NB_CHECK enum nb_status nb_xml_number(struct nb_buf *b, double value);

#endif

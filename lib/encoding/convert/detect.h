/* SPDX-License-Identifier: Apache-2.0 */
/* Byte order marks, and what conversions make of what was detected. */
#ifndef NB_ENCODING_DETECT_H
#define NB_ENCODING_DETECT_H

#include <nbarc/encoding.h>

/* U+FEFF in a charset. */
struct nb_mark {
	const char *charset;
	size_t len;
	uint8_t bytes[4];
};

/* The mark that a text begins with: of `charset`, or of any where that is NULL;
 * NULL when there is none. */
const struct nb_mark *nb_mark_at(const uint8_t *p, size_t len,
				 const char *charset);
/* The mark of a charset, or NULL. */
const struct nb_mark *nb_mark_of(const char *charset);

/* UTF-16 and UTF-32 leave the byte order to the text: that is found out, by its
 * mark or what can be read; big-endian where neither says (RFC 2781). */
bool nb_has_no_order(const char *charset);
const char *nb_charset_with_order(const char *charset, const uint8_t *p,
				  size_t len);

/* The charset to go on with; for US-ASCII that is UTF-8. */
const char *nb_detected_charset(const struct nb_detected *detected);

/* Fill err: the charset is unknown, and what to do. */
enum nb_status nb_detected_none(const struct nb_detected *detected,
				struct nb_error *err);

#endif

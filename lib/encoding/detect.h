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

/* The charset to go on with: what is certain, else UTF-8 where it is valid so
 * far, else GB18030. */
const char *nb_detected_charset(const struct nb_detected *detected,
				const uint8_t *p, size_t len);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Byte order marks, and what a conversion makes of a detected charset.
 * nb_detect() itself is in <nbarc/encoding.h>.
 */
#ifndef NB_ENCODING_DETECT_H
#define NB_ENCODING_DETECT_H

#include <nbarc/encoding.h>

/* The byte order mark (U+FEFF) in a charset. */
struct nb_mark {
	const char *charset;
	size_t len; /* bytes */
	uint8_t bytes[4];
};

/*
 * The mark that a text begins with: that of `charset`, or any if it is NULL.
 * NULL if there is none. Static storage, here and below.
 */
const struct nb_mark *nb_mark_at(const uint8_t *p, size_t len,
				 const char *charset);
/* The mark of a charset, or NULL. */
const struct nb_mark *nb_mark_of(const char *charset);

/* Is it "UTF-16" or "UTF-32", whose names leave the byte order to the text? */
bool nb_has_no_order(const char *charset);

/*
 * Set *ordered to the name with the byte order, if `charset` has none: by the
 * mark of the text, or by what can be read in it; big-endian if neither decides
 * (RFC 2781). Any other charset stays as it is. The failures are those of
 * nb_detect().
 */
NB_CHECK enum nb_status nb_charset_with_order(const char *charset,
					      const uint8_t *p, size_t len,
					      const char **ordered,
					      struct nb_error *err);

/* The charset to decode with: UTF-8 for US-ASCII. */
const char *nb_detected_charset(const struct nb_detected *detected);

/* Fill err with NB_INVALID: the charset is unknown, why, and what to do. */
enum nb_status nb_detected_none(const struct nb_detected *detected,
				struct nb_error *err);

#endif

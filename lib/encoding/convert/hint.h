/* SPDX-License-Identifier: Apache-2.0 */
/* Which charset a text may be in that is not in the one it was taken for. */
#ifndef NB_ENCODING_HINT_H
#define NB_ENCODING_HINT_H

#include <nbarc/encoding.h>

/*
 * Byte `at` of the text is no character of `charset`, and `err` says so. If the
 * text is one in a related charset that has more characters, append its name
 * to err->text.
 */
void nb_charset_hint(const uint8_t *text, size_t len, size_t at,
		     const char *charset, struct nb_error *err);

#endif

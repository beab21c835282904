/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of files, white space aside (lines/spaces.h). */
#include "layout/lines/spaces.h"
#include "base/unicode.h"
#include "base/utf8.h"

bool nb_spaces_only(const uint8_t *text, size_t len)
{
	size_t at = 0;
	uint32_t cp;

	while (at < len) {
		at += nb_utf8_get((const char *)text + at, len - at, &cp);
		if (!nb_is_space(cp))
			return false;
	}
	return true;
}

/* The next character that is not white space; 0 at the end. */
static uint32_t next_character(const struct nb_buf *b, size_t *at)
{
	uint32_t cp = 0;

	while (*at < b->len) {
		*at += nb_utf8_get((const char *)b->data + *at, b->len - *at,
				   &cp);
		if (!nb_is_space(cp))
			return cp;
	}
	return 0;
}

bool nb_spaces_aside(const struct nb_buf *a, const struct nb_buf *b)
{
	size_t i = 0, j = 0;
	uint32_t x, y;

	do {
		x = next_character(a, &i);
		y = next_character(b, &j);
	} while (x == y && x);
	return x == y;
}

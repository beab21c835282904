/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing and finding escapes. U+27E6 is E2 9F A6 in UTF-8; E2 is never a
 * continuation byte, so that memchr() finds the beginning of characters only.
 */
#include "encoding/convert/escape.h"

#include <string.h>

size_t nb_escape_find(const uint8_t *p, size_t len)
{
	size_t at = 0;

	while (at < len) {
		const uint8_t *lead = memchr(p + at, 0xe2, len - at);

		if (!lead)
			return len;
		at = (size_t)(lead - p);
		if (len - at < NB_ESCAPE_SIGN ||
		    memcmp(lead, NB_ESCAPE_OPEN, NB_ESCAPE_SIGN) == 0)
			return at;
		/* Another character that begins with E2: also three bytes. */
		at += NB_ESCAPE_SIGN;
	}
	return len;
}

enum nb_status nb_escape_sign(struct nb_buf *out)
{
	return nb_buf_puts(out, NB_ESCAPE_OPEN NB_ESCAPE_OPEN NB_ESCAPE_CLOSE);
}

enum nb_status nb_escape_bytes(const uint8_t *bytes, size_t len,
			       struct nb_buf *out)
{
	static const char digits[] = "0123456789ABCDEF";
	char escape[] = NB_ESCAPE_OPEN "00" NB_ESCAPE_CLOSE;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < len; i++) {
		escape[NB_ESCAPE_SIGN] = digits[bytes[i] >> 4];
		escape[NB_ESCAPE_SIGN + 1] = digits[bytes[i] & 15];
		st = nb_buf_puts(out, escape);
	}
	return st;
}

/* The value of a digit in upper case, or -1. */
static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool sign_at(const uint8_t *p, const char *sign)
{
	return memcmp(p, sign, NB_ESCAPE_SIGN) == 0;
}

bool nb_escape_next(const uint8_t *utf8, size_t len, size_t *text, size_t *size,
		    int *byte)
{
	const uint8_t *p;
	size_t left;

	*text = nb_escape_find(utf8, len);
	*size = 0;
	p = utf8 + *text;
	left = len - *text;
	if (left < NB_ESCAPE_SHORTEST)
		return true;
	if (hex_digit(p[3]) >= 0 && hex_digit(p[4]) >= 0 &&
	    sign_at(p + 5, NB_ESCAPE_CLOSE)) {
		*byte = hex_digit(p[3]) << 4 | hex_digit(p[4]);
		*size = NB_ESCAPE_SHORTEST;
		return true;
	}
	if (!sign_at(p + 3, NB_ESCAPE_OPEN))
		return false;
	if (left < NB_ESCAPE_LONGEST)
		return true;
	*byte = -1;
	*size = NB_ESCAPE_LONGEST;
	return sign_at(p + 6, NB_ESCAPE_CLOSE);
}

enum nb_status nb_escape_double(struct nb_buf *text, size_t from)
{
	struct nb_buf rest = {0};
	enum nb_status st =
		nb_buf_add(&rest, text->data + from, text->len - from);
	size_t at = 0, n;

	text->len = from;
	while (!st && at < rest.len) {
		n = nb_escape_find(rest.data + at, rest.len - at);
		st = nb_buf_add(text, rest.data + at, n);
		at += n;
		if (!st && at < rest.len) {
			st = nb_escape_sign(text);
			at += NB_ESCAPE_SIGN;
		}
	}
	nb_buf_free(&rest);
	return st;
}

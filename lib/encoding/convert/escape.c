/* SPDX-License-Identifier: Apache-2.0 */
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

static int digit(uint8_t c)
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
	/* The shorter form has 8 bytes: sign, two digits, sign. */
	if (left < 8)
		return true;
	if (digit(p[3]) >= 0 && digit(p[4]) >= 0 &&
	    sign_at(p + 5, NB_ESCAPE_CLOSE)) {
		*byte = digit(p[3]) << 4 | digit(p[4]);
		*size = 8;
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

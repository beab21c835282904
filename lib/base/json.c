/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON strings. Stretches that need no escape are copied as a whole. File names
 * need not be UTF-8, which is why this is not left to jansson: it would refuse
 * them.
 */
#include "base/json.h"
#include "base/utf8.h"

/* The two-character escape of a character, or NULL if it has none here. */
static const char *short_escape(uint8_t c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

/*
 * The length of the character at s if it is written as it is; 0 if it, or a
 * byte that is not UTF-8, must be escaped.
 */
static size_t plain_length(const char *s, size_t len)
{
	uint8_t c = (uint8_t)s[0];
	uint32_t cp;

	if (c >= 0x80)
		return nb_utf8_get(s, len, &cp);
	return c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

/*
 * Append the escape of a control, a quote, a backslash or a byte of 0x80 and
 * above that is not UTF-8.
 */
static enum nb_status add_escape(struct nb_buf *b, uint8_t c)
{
	const char *esc = short_escape(c);

	return esc ? nb_buf_puts(b, esc)
		   : nb_buf_printf(b, c < 0x80 ? "\\u%04x" : "\\udc%02x", c);
}

enum nb_status nb_json_string(struct nb_buf *b, const char *s, size_t len)
{
	size_t i = 0, from = 0, n;
	enum nb_status st = nb_buf_puts(b, "\"");

	while (!st && i < len) {
		n = plain_length(s + i, len - i);
		i += n;
		if (n)
			continue;
		st = nb_buf_add(b, s + from, i - from);
		if (!st)
			st = add_escape(b, (uint8_t)s[i]);
		from = ++i;
	}
	if (!st)
		st = nb_buf_add(b, s + from, len - from);
	return st ? st : nb_buf_puts(b, "\"");
}

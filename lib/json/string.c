/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON strings. Stretches that need no escape are copied as a whole. File names
 * need not be UTF-8, which is why this is not left to jansson: it would refuse
 * them.
 */
#include "json/string.h"
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

/* A control of U+0080 to U+009F. JSON allows them, but a terminal that is shown
 * the JSON may obey them. */
static bool is_c1(uint32_t cp)
{
	return cp >= 0x80 && cp < 0xa0;
}

/*
 * The length of the character at s if it is written as it is; 0 if it, or a
 * byte that is not UTF-8, must be escaped.
 */
static size_t plain_length(const char *s, size_t len)
{
	uint8_t c = (uint8_t)s[0];
	uint32_t cp;
	size_t n;

	if (c >= 0x80) {
		n = nb_utf8_get(s, len, &cp);
		return is_c1(cp) ? 0 : n;
	}
	return c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

/*
 * Append the escape of what plain_length() refuses at s: a control, a quote, a
 * backslash, or a byte of 0x80 and above that is not UTF-8. Returns how many
 * bytes it stands for in *n.
 */
static enum nb_status add_escape(struct nb_buf *b, const char *s, size_t len,
				 size_t *n)
{
	const char *esc = short_escape((uint8_t)s[0]);
	uint32_t cp;

	*n = nb_utf8_get(s, len, &cp);
	if (esc)
		return nb_buf_puts(b, esc);
	if (*n)
		return nb_buf_printf(b, "\\u%04x", (unsigned)cp);
	*n = 1;
	return nb_buf_printf(b, "\\udc%02x", (uint8_t)s[0]);
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
			st = add_escape(b, s + i, len - i, &n);
		i += n;
		from = i;
	}
	if (!st)
		st = nb_buf_add(b, s + from, len - from);
	return st ? st : nb_buf_puts(b, "\"");
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

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

enum nb_status nb_json_string(struct nb_buf *b, const char *s, size_t len)
{
	size_t i, from = 0;
	enum nb_status st = nb_buf_puts(b, "\"");

	for (i = 0; !st && i < len; i++) {
		uint8_t c = (uint8_t)s[i];
		const char *esc = short_escape(c);

		if (!esc && c >= 0x20 && c != 0x7f)
			continue;
		st = nb_buf_add(b, s + from, i - from);
		if (!st)
			st = esc ? nb_buf_puts(b, esc)
				 : nb_buf_printf(b, "\\u%04x", c);
		from = i + 1;
	}
	if (!st)
		st = nb_buf_add(b, s + from, len - from);
	return st ? st : nb_buf_puts(b, "\"");
}

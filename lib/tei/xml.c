/* SPDX-License-Identifier: Apache-2.0 */
#include "tei/xml.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static const char *entity(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

/* C0 controls other than tab, LF and CR, and U+FFFE, U+FFFF. */
static bool allowed(const char *s, size_t n, uint32_t *cp)
{
	uint8_t c = (uint8_t)s[0];

	*cp = c;
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	if (c != 0xef || n < 3)
		return true;
	(void)nb_utf8_get(s, n, cp);
	return *cp < 0xfffe;
}

static enum nb_status write(struct nb_buf *b, const char *s, size_t len,
			    bool elements)
{
	size_t i, from = 0;
	enum nb_status st = NB_OK;
	uint32_t cp;

	for (i = 0; !st && i < len; i++) {
		const char *name =
			s[i] == '"' && elements ? NULL : entity(s[i]);
		bool good = allowed(s + i, len - i, &cp);

		if (!name && good)
			continue;
		st = nb_buf_add(b, s + from, i - from);
		if (!st && name)
			st = nb_buf_puts(b, name);
		else if (!st && elements)
			st = nb_buf_printf(
				b, NB_XML_CHAR "%04X" NB_XML_CHAR_END, cp);
		else if (!st)
			st = nb_buf_puts(b, "\xef\xbf\xbd");
		if (!good && cp > 0x7f)
			i += 2;
		from = i + 1;
	}
	return st ? st : nb_buf_add(b, s + from, len - from);
}

enum nb_status nb_xml_text(struct nb_buf *b, const char *s, size_t len)
{
	return write(b, s, len, true);
}

enum nb_status nb_xml_plain(struct nb_buf *b, const char *s, size_t len)
{
	return write(b, s, len, false);
}

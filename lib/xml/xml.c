/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing XML text. CR is written as a reference, because an XML parser would
 * turn it into LF, and text must come back unchanged.
 */
#include "xml/xml.h"
#include "base/utf8.h"
#include "base/vector.h"

#include <stdbool.h>
#include <string.h>

/* The reference for a character that must not be written as it is, or NULL. */
static const char *reference_for(char c)
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

/*
 * Does XML 1.0 allow the character at s? Not C0 controls except tab, LF and CR,
 * nor U+FFFE and U+FFFF. *cp is the character if it is not allowed. The check
 * runs on every byte, and only EF begins a character that needs more.
 */
static bool is_allowed(const char *s, size_t n, uint32_t *cp)
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

/* What becomes of a character that XML does not allow: an element g, U+FFFD, or
 * nothing else than what it is. */
enum odd { AS_ELEMENT, AS_REPLACEMENT, AS_IT_IS };

/* Bytes that are looked at together, and one more is read. */
#define STEP sizeof(nb_vector)

/*
 * Marks the bytes that may not be written as they are: those with a reference,
 * controls, and EF before BF, which begins U+FFFE and U+FFFF.
 */
static uint32_t specials(const char *s)
{
	const nb_vector b = nb_vector_at(s), next = nb_vector_at(s + 1);

	return nb_vector_marks(
		(nb_vector)(b < 0x20) | (nb_vector)(b == '<') |
		(nb_vector)(b == '>') | (nb_vector)(b == '&') |
		(nb_vector)(b == '"') |
		((nb_vector)(b == 0xef) & (nb_vector)(next == 0xbf)));
}

/* Where the first of these stands from `at` on; `len` if there is none. It may
 * be one that can be written after all. */
static size_t next_special(const char *s, size_t at, size_t len)
{
	uint32_t marks, unused;

	while (len > STEP && len - at > 1) {
		/* The last bytes are looked at with some before them. */
		size_t from = len - at > STEP ? at : len - 1 - STEP;

		marks = specials(s + from) >> (at - from);
		if (marks)
			return at + (size_t)__builtin_ctz(marks);
		at = from + STEP;
	}
	while (at < len && !reference_for(s[at]) &&
	       is_allowed(s + at, len - at, &unused))
		at++;
	return at;
}

/* Append text. Where elements may be, a quote stays as it is. */
static enum nb_status add_escaped(struct nb_buf *b, const char *s, size_t len,
				  enum odd odd)
{
	bool elements = odd == AS_ELEMENT;
	size_t i, from = 0;
	enum nb_status st = NB_OK;
	uint32_t cp;

	for (i = next_special(s, 0, len); !st && i < len;
	     i = next_special(s, i + 1, len)) {
		const char *name =
			s[i] == '"' && elements ? NULL : reference_for(s[i]);
		bool good = odd == AS_IT_IS || is_allowed(s + i, len - i, &cp);

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
		/* U+FFFE and U+FFFF have two more bytes. */
		if (!good && cp > 0x7f)
			i += 2;
		from = i + 1;
	}
	/* An empty text may be NULL, to which nothing is added. */
	if (!st && from < len)
		st = nb_buf_add(b, s + from, len - from);
	return st;
}

enum nb_status nb_xml_text(struct nb_buf *b, const char *s, size_t len)
{
	return add_escaped(b, s, len, AS_ELEMENT);
}

enum nb_status nb_xml_plain(struct nb_buf *b, const char *s, size_t len)
{
	return add_escaped(b, s, len, AS_REPLACEMENT);
}

enum nb_status nb_xml_marks(struct nb_buf *b, const char *s, size_t len)
{
	return add_escaped(b, s, len, AS_IT_IS);
}

/* The formats of the C library have the decimal point of the locale. */
enum nb_status nb_xml_number(struct nb_buf *b, double value)
{
	char digits[32], *end = digits + sizeof(digits), *p = end;
	uint64_t n = (uint64_t)(value * 1000 + .5), rest = n % 1000;
	unsigned places = rest ? 3 : 0;

	for (; places && rest % 10 == 0; places--)
		rest /= 10;
	for (n /= 1000; places; places--, rest /= 10) {
		*--p = (char)('0' + rest % 10);
		if (places == 1)
			*--p = '.';
	}
	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	return nb_buf_add(b, p, (size_t)(end - p));
}

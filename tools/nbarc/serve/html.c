/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing HTML (html.h). Text is copied in runs between the few characters that
 * have to be escaped: most of a page is Chinese, of which no byte is one.
 */
#include "serve/html.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Append bytes; the first failure is kept. */
static void add(struct room_html *h, const void *bytes, size_t len)
{
	if (!h->failed && nb_buf_add(h->out, bytes, len))
		h->failed = true;
}

/* Append a NUL-terminated string as it is. */
static void add_string(struct room_html *h, const char *s)
{
	add(h, s, strlen(s));
}

/* True of a byte that is copied as it is: text of ASCII without marks of
 * markup, and what Han characters of the first block begin with. */
static bool is_ordinary(uint8_t c)
{
	return c == '\n' || c == '\t' ||
	       (c >= ' ' && c < 0x7f && c != '&' && c != '<' && c != '>' &&
		c != '"' && c != '\'');
}

/*
 * The reference of a character of markup.
 *
 * An apostrophe has a number, since its name is not known to all parsers of
 * HTML 4.
 */
static const char *reference(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

/* True of a character that HTML allows: neither a control nor one of the last
 * two of a plane. */
static bool is_allowed(uint32_t c)
{
	return c >= 0xa0 && (c & 0xfffe) != 0xfffe;
}

/*
 * Han characters are three bytes that are looked at together; most other
 * characters are copied without being looked at twice.
 */
void room_text(struct room_html *h, const char *s, size_t len)
{
	const char *end = s + len, *from = s;

	while (s < end) {
		uint8_t byte = (uint8_t)*s;
		size_t n = 1;
		uint32_t c = 0;

		if (byte >= 0x80)
			n = nb_utf8_get(s, (size_t)(end - s), &c);
		if (is_ordinary(byte) || (n && is_allowed(c))) {
			s += n;
			continue;
		}
		add(h, from, (size_t)(s - from));
		add_string(h, byte >= ' ' && byte < 0x7f ? reference(*s)
							 : "\xef\xbf\xbd");
		s += n ? n : 1;
		from = s;
	}
	add(h, from, (size_t)(s - from));
}

void room_raw(struct room_html *h, const void *markup, size_t len)
{
	add(h, markup, len);
}

/* ---- formats */

/* Append a number of a format: its letters decide how it is read. */
static const char *put_number(struct room_html *h, const char *fmt,
			      uint64_t value, bool negative)
{
	char digits[24];

	(void)snprintf(digits, sizeof(digits), "%s%" PRIu64,
		       negative ? "-" : "", value);
	add_string(h, digits);
	return fmt;
}

/*
 * Read and append what follows a '%'; returns what follows that.
 *
 * Only what room_put() documents: the compiler checks the arguments against the
 * format as those of printf(3), and anything else would be written as it
 * stands, which shows at once.
 */
static const char *put_one(struct room_html *h, const char *fmt, va_list *args)
{
	const char *s;
	int n;

	switch (*fmt) {
	case 's':
		s = va_arg(*args, const char *);
		if (s)
			room_text(h, s, strlen(s));
		return fmt + 1;
	case '.': /* %.*s */
		n = va_arg(*args, int);
		s = va_arg(*args, const char *);
		if (s && n > 0)
			room_text(h, s, (size_t)n);
		return fmt + 3;
	case 'd':
		n = va_arg(*args, int);
		return put_number(
			h, fmt + 1,
			n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n, n < 0);
	case 'u':
		return put_number(h, fmt + 1, va_arg(*args, unsigned), false);
	case 'z':
		return put_number(h, fmt + 2, va_arg(*args, size_t), false);
	case 'l':
		fmt += fmt[1] == 'l' ? 3 : 2;
		return put_number(h, fmt, va_arg(*args, uint64_t), false);
	default:
		add(h, fmt, 1);
		return fmt + 1;
	}
}

void room_put(struct room_html *h, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	while (*fmt) {
		size_t len = strcspn(fmt, "%");

		add(h, fmt, len);
		fmt += len;
		if (*fmt)
			fmt = put_one(h, fmt + 1, &args);
	}
	va_end(args);
}

const char *room_say(const struct room_html *h, enum room_word word)
{
	return room_word(h->request->language, word);
}

/* ---- addresses */

/*
 * "@" is not escaped, because addresses of revisions are read and typed by
 * people; RFC 3986 allows it in paths and queries.
 */
enum nb_status room_escape(struct nb_buf *out, const char *s, size_t len,
			   bool slashes)
{
	static const char hex[] = "0123456789ABCDEF";
	uint8_t *to;
	size_t i;

	if (len > SIZE_MAX / 3 || nb_buf_reserve(out, 3 * len))
		return NB_NOMEM;
	to = out->data + out->len;
	for (i = 0; i < len; i++) {
		uint8_t c = (uint8_t)s[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c && strchr("-._~@", c)) ||
		    (slashes && c == '/')) {
			*to++ = c;
		} else {
			*to++ = '%';
			*to++ = (uint8_t)hex[c >> 4];
			*to++ = (uint8_t)hex[c & 15];
		}
	}
	out->len = (size_t)(to - out->data);
	return NB_OK;
}

void room_address(struct room_html *h, const char *path, size_t len)
{
	add_string(h, "/");
	if (!h->failed && room_escape(h->out, path, len, true))
		h->failed = true;
	h->asked = false;
}

/* The name is escaped as the value is: that of a request is anything. */
void room_address_param(struct room_html *h, const char *name,
			const char *value)
{
	add_string(h, h->asked ? "&amp;" : "?");
	if (!h->failed && (room_escape(h->out, name, strlen(name), false) ||
			   nb_buf_puts(h->out, "=") ||
			   room_escape(h->out, value, strlen(value), false)))
		h->failed = true;
	h->asked = true;
}

/*
 * The language is carried on only if the reader has chosen it. Otherwise
 * addresses stay as short as they are cited, and each reader gets the language
 * of his browser.
 */
void room_address_end(struct room_html *h)
{
	if (h->request->chosen)
		room_address_param(h, "lang",
				   room_language_tag(h->request->language));
}

void room_href(struct room_html *h, const char *path)
{
	add_string(h, "href=\"");
	room_address(h, path, strlen(path));
	room_address_end(h);
	add_string(h, "\"");
}

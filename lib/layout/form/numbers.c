/* SPDX-License-Identifier: Apache-2.0 */
/*
 * References by numbers of windows-1252 (numbers.h).
 *
 * In Unicode these numbers are control characters, which no text has, so that
 * browsers read them as programs of the 1990s meant them. XML would take them
 * at their word. Only references are changed: bytes that are such characters
 * come from a wrong conversion, which the report knows by them. In a CDATA
 * section there are no references: an ampersand is itself there.
 */
#include "layout/form/numbers.h"

#include <stdint.h>
#include <string.h>

#define FIRST 0x80u
#define LAST 0x9fu
#define DIGITS_MAX 8

/* The characters 80 to 9F of windows-1252; 0: there is none. */
static const uint16_t characters[LAST - FIRST + 1] = {
	0x20ac, 0,	0x201a, 0x192,	0x201e, 0x2026, 0x2020, 0x2021,
	0x2c6,	0x2030, 0x160,	0x2039, 0x152,	0,	0x17d,	0,
	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x2dc,	0x2122, 0x161,	0x203a, 0x153,	0,	0x17e,	0x178};

/* The value of a digit; 16 and more: it is none. */
static unsigned digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - (unsigned)'0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - (unsigned)'a' + 10 : 16;
}

/*
 * The character that is meant by the number after "&#" at p, whose length is
 * *n; 0: it means itself.
 */
static unsigned meant(const uint8_t *p, size_t len, size_t *n)
{
	bool hex = len && (p[0] == 'x' || p[0] == 'X');
	unsigned base = hex ? 16 : 10, value = 0;
	size_t i = hex;

	while (i < len && i < DIGITS_MAX && digit(p[i]) < base)
		value = value * base + digit(p[i++]);
	*n = i;
	if (value < FIRST || value > LAST || (i < len && digit(p[i]) < base))
		return 0;
	return characters[value - FIRST];
}

/* A stretch of markup without references: how it begins and ends. */
struct plain {
	const char *open, *close;
};

/* The end of the stretch that begins at p; NULL: none begins there. */
static const uint8_t *plain_end(const uint8_t *p, const uint8_t *end)
{
	static const struct plain kinds[] = {{"<![CDATA[", "]]>"},
					     {"<!--", "-->"}};
	size_t i, n;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		n = strlen(kinds[i].open);
		if ((size_t)(end - p) < n || memcmp(p, kinds[i].open, n) != 0)
			continue;
		for (p += n; end - p >= 3; p++)
			if (memcmp(p, kinds[i].close, 3) == 0)
				return p + 3;
		return end;
	}
	return NULL;
}

/*
 * The end of the stretch without references that p is in, or p. *from, where
 * the search goes on, is in none and is moved towards p.
 */
static const uint8_t *pass_plain(const uint8_t **from, const uint8_t *p,
				 const uint8_t *end)
{
	const uint8_t *start, *stop;

	while (*from < p &&
	       (start = memchr(*from, '<', (size_t)(p - *from))) != NULL) {
		stop = plain_end(start, end);
		*from = stop ? stop : start + 1;
	}
	if (*from < p)
		*from = p;
	return *from;
}

enum nb_status nb_markup_numbers(const void *bytes, size_t len,
				 struct nb_buf *to, bool *changed)
{
	const uint8_t *p = bytes, *end = p + len, *from = p, *plain = p;
	enum nb_status st = NB_OK;

	*changed = false;
	while (!st && len && (p = memchr(p, '&', (size_t)(end - p))) != NULL) {
		unsigned c = 0;
		size_t n;

		p++;
		if (end - p < 3 || *p != '#')
			continue;
		c = meant(p + 1, (size_t)(end - p) - 1, &n);
		if (!c)
			continue;
		if (pass_plain(&plain, p, end) > p) {
			p = plain;
			continue;
		}
		*changed = true;
		st = nb_buf_add(to, from, (size_t)(p - from));
		if (!st)
			st = nb_buf_printf(to, "#%u", c);
		p += 1 + n;
		from = p;
	}
	return st || !*changed ? st
			       : nb_buf_add(to, from, (size_t)(end - from));
}

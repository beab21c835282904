/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is done to HTML, and to references in XML, before a parser sees them
 * (html.h).
 *
 * libxml2 would take what it cannot decode for Latin-1, so that the bytes are
 * decoded here.
 *
 * A browser reads "&nbsp" and "AT&T" as they are meant, and a parser of XML
 * refuses the file. Programs that write ALTO or PAGE line by line forget to
 * escape an ampersand now and then; a whole page is not to be lost for it.
 */
#include "layout/form/html.h"
#include "base/error.h"
#include "base/utf8.h"
#include "layout/form/form.h"
#include "layout/parse/html.h"

#include <nbarc/layout.h>

#include <string.h>

#define NAME_MAX_BYTES 32

bool nb_html_root(const void *bytes, size_t len)
{
	size_t n;
	const char *root = nb_layout_root(bytes, len, &n);
	char name[NAME_MAX_BYTES];

	if (!root || n >= sizeof(name))
		return false;
	memcpy(name, root, n);
	name[n] = '\0';
	return nb_form_of(name, "") == &nb_form_hocr;
}

/* The length of a name at p, which follows an ampersand. */
static size_t name_length(const uint8_t *p, size_t len)
{
	size_t n = 0;

	while (n < len &&
	       ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') ||
		(n && p[n] >= '0' && p[n] <= '9')))
		n++;
	return n;
}

/* Is it the name of an entity that HTML knows without a semicolon, too: a
 * character of Latin-1? */
static bool is_old_entity(const uint8_t *p, size_t n)
{
	char name[NAME_MAX_BYTES];
	uint32_t found;

	if (n == 0 || n >= sizeof(name))
		return false;
	memcpy(name, p, n);
	name[n] = '\0';
	found = nb_html_entity(name);
	return found && found < 0x100;
}

/*
 * Copy a text with the semicolons that entities lack: libxml2 would take
 * "&nbsp" for five letters. In an address, what '=' follows is a parameter.
 */
static enum nb_status close_entities(const struct nb_buf *from,
				     struct nb_buf *to)
{
	const uint8_t *p = from->data;
	size_t i = 0, at = 0, n;
	enum nb_status st = nb_buf_reserve(to, from->len);

	for (; !st && i < from->len; i++) {
		if (p[i] != '&')
			continue;
		n = name_length(p + i + 1, from->len - i - 1);
		i += n;
		if ((i + 1 < from->len && strchr(";=", p[i + 1])) ||
		    !is_old_entity(p + i + 1 - n, n))
			continue;
		st = nb_buf_add(to, p + at, i + 1 - at);
		if (!st)
			st = nb_buf_puts(to, ";");
		at = i + 1;
	}
	return st ? st : nb_buf_add(to, p + at, from->len - at);
}

/* Refuse control characters: libxml2 would drop them without a word. */
static enum nb_status check_controls(const struct nb_text *page,
				     struct nb_error *err)
{
	const uint8_t *p = page->utf8.data;
	size_t i;

	for (i = 0; i < page->utf8.len; i++)
		if (p[i] < 0x20 && !(p[i] && strchr("\t\n\f\r", p[i])))
			return nb_fail(err, NB_INVALID,
				       "a control character, which markup "
				       "cannot have");
	return NB_OK;
}

enum nb_status nb_html_decode(const void *bytes, size_t len,
			      char charset[NB_CHARSET_MAX], struct nb_buf *html,
			      struct nb_error *err)
{
	struct nb_text page;
	enum nb_status st = nb_text_decode(bytes, len, NULL, &page, err);

	memcpy(charset, page.charset, NB_CHARSET_MAX);
	if (!st)
		st = check_controls(&page, err);
	if (!st && close_entities(&page.utf8, html))
		st = nb_fail_mem(err);
	if (!st && html->len > NB_LAYOUT_MAX)
		st = nb_fail(err, NB_LIMIT,
			     "the layout has more than %zu bytes",
			     NB_LAYOUT_MAX);
	nb_text_free(&page);
	return st;
}

/* ---- references of XML */

/* The length of what a parser does not look into, at a '<'; 0: it is a tag. */
static size_t skip_length(const uint8_t *p, size_t len)
{
	static const char *const pairs[][2] = {
		{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
	size_t i, at, n;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		n = strlen(pairs[i][0]);
		if (len < n || memcmp(p, pairs[i][0], n) != 0)
			continue;
		at = n;
		n = strlen(pairs[i][1]);
		while (at + n <= len && memcmp(p + at, pairs[i][1], n) != 0)
			at++;
		return at + n <= len ? at + n : len;
	}
	return 0;
}

/* May a name of XML have this character; may it begin with it? Those beyond
 * ASCII are left to the parser. */
static bool is_in_name(uint8_t c, bool first)
{
	return c == '_' || c == ':' || c >= 0x80 || name_length(&c, 1) ||
	       (!first && (c == '-' || c == '.' || (c >= '0' && c <= '9')));
}

/* The length of '#' and a number after an ampersand; 0: there is none. */
static size_t number_length(const uint8_t *p, size_t len)
{
	bool hex = len > 1 && (p[1] == 'x' || p[1] == 'X');
	size_t from = hex ? 2 : 1, n = from;

	if (!len || *p != '#')
		return 0;
	while (n < len && ((p[n] >= '0' && p[n] <= '9') ||
			   (hex && ((p[n] >= 'a' && p[n] <= 'f') ||
				    (p[n] >= 'A' && p[n] <= 'F')))))
		n++;
	return n > from ? n : 0;
}

/* Does a reference follow an ampersand: a name or a number, and a semicolon? */
static bool is_reference(const uint8_t *p, size_t len)
{
	size_t n = number_length(p, len);

	if (!n)
		while (n < len && is_in_name(p[n], n == 0))
			n++;
	return n && n < len && p[n] == ';';
}

/* What is put in where the ampersand at p begins no reference, and after how
 * many bytes; NULL: nothing. */
static const char *missing(const uint8_t *p, size_t len, size_t *after)
{
	size_t n = name_length(p + 1, len - 1);
	size_t number = number_length(p + 1, len - 1);

	if (is_reference(p + 1, len - 1))
		return NULL;
	*after = 1;
	if (number)
		n = number;
	else if (!is_old_entity(p + 1, n) || (n + 1 < len && p[n + 1] == '='))
		return "amp;";
	*after = n + 1;
	return ";";
}

enum nb_status nb_xml_ampersands(const void *bytes, size_t len,
				 struct nb_buf *to, bool *changed)
{
	const uint8_t *p = bytes;
	size_t i = 0, at = 0, after = 0;
	enum nb_status st = nb_buf_reserve(to, len);

	*changed = false;
	while (!st && i < len) {
		size_t skip = p[i] == '<' ? skip_length(p + i, len - i) : 0;
		const char *put =
			p[i] == '&' ? missing(p + i, len - i, &after) : NULL;

		i += skip ? skip : put ? after : 1;
		if (!put)
			continue;
		*changed = true;
		st = nb_buf_add(to, p + at, i - at);
		if (!st)
			st = nb_buf_puts(to, put);
		at = i;
	}
	return st ? st : nb_buf_add(to, p + at, len - at);
}

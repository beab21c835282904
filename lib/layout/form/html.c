/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML by libxml2 (html.h).
 *
 * libxml2 would take what it cannot decode for Latin-1, so that the bytes are
 * decoded here, before it sees them.
 */
#include "layout/form/html.h"
#include "base/error.h"
#include "base/utf8.h"
#include "layout/form/form.h"

#include <nbarc/layout.h>

#include <libxml/HTMLparser.h>
#include <string.h>

#define URL "page" /* what libxml2 calls the document */
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

bool nb_html_entity(const char *name, char out[5])
{
	const htmlEntityDesc *e = htmlEntityLookup((const xmlChar *)name);

	if (!e)
		return false;
	out[nb_utf8_put(out, e->value)] = '\0';
	return true;
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
	const htmlEntityDesc *e;

	if (n == 0 || n >= sizeof(name))
		return false;
	memcpy(name, p, n);
	name[n] = '\0';
	e = htmlEntityLookup((const xmlChar *)name);
	return e && e->value < 0x100;
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

enum nb_status nb_html_parse(const void *bytes, size_t len,
			     char charset[NB_CHARSET_MAX], xmlDocPtr *doc,
			     struct nb_error *err)
{
	struct nb_buf closed = {0};
	struct nb_text page;
	enum nb_status st = nb_text_decode(bytes, len, NULL, &page, err);

	*doc = NULL;
	memcpy(charset, page.charset, NB_CHARSET_MAX);
	if (!st)
		st = check_controls(&page, err);
	if (!st && close_entities(&page.utf8, &closed))
		st = nb_fail_mem(err);
	if (!st && closed.len > NB_LAYOUT_MAX)
		st = nb_fail(err, NB_LIMIT,
			     "the layout has more than %zu bytes",
			     NB_LAYOUT_MAX);
	if (!st) {
		*doc = htmlReadMemory(closed.len ? (char *)closed.data : "",
				      (int)closed.len, URL, "UTF-8",
				      HTML_PARSE_NONET | HTML_PARSE_NOERROR |
					      HTML_PARSE_NOWARNING |
					      HTML_PARSE_RECOVER |
					      HTML_PARSE_IGNORE_ENC);
		if (!*doc)
			st = nb_fail(err, NB_INVALID, "the file is not HTML");
	}
	nb_buf_free(&closed);
	nb_text_free(&page);
	return st;
}

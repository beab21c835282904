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

enum nb_status nb_html_parse(const void *bytes, size_t len,
			     char charset[NB_CHARSET_MAX], xmlDocPtr *doc,
			     struct nb_error *err)
{
	struct nb_text page;
	enum nb_status st = nb_text_decode(bytes, len, NULL, &page, err);

	*doc = NULL;
	memcpy(charset, page.charset, NB_CHARSET_MAX);
	if (!st && page.utf8.len > NB_LAYOUT_MAX)
		st = nb_fail(err, NB_LIMIT,
			     "the layout has more than %zu bytes",
			     NB_LAYOUT_MAX);
	if (!st)
		st = check_controls(&page, err);
	if (!st) {
		*doc = htmlReadMemory(
			page.utf8.len ? (char *)page.utf8.data : "",
			(int)page.utf8.len, URL, "UTF-8",
			HTML_PARSE_NONET | HTML_PARSE_NOERROR |
				HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER |
				HTML_PARSE_IGNORE_ENC);
		if (!*doc)
			st = nb_fail(err, NB_INVALID, "the file is not HTML");
	}
	nb_text_free(&page);
	return st;
}

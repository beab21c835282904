/* SPDX-License-Identifier: Apache-2.0 */
/* Writing answers, with a failure that is kept (out.h). */
#include "serve/api/out.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "json/string.h"
#include "xml/xml.h"

/* Nothing is written after a failure, so that what is there ends where memory
 * did. */
void api_raw(struct api_out *o, const char *markup)
{
	if (!o->status)
		o->status = nb_buf_puts(o->buf, markup);
}

void api_number(struct api_out *o, uint64_t number)
{
	if (!o->status)
		o->status = nb_buf_printf(o->buf, "%" PRIu64, number);
}

/* ---- XML */

void api_xml_len(struct api_out *o, const char *text, size_t len)
{
	if (!o->status)
		o->status = nb_xml_plain(o->buf, text, len);
}

void api_xml(struct api_out *o, const char *text)
{
	if (text)
		api_xml_len(o, text, strlen(text));
}

/* An element without text is left out: none of the schemas that are written
 * here wants an empty one. */
void api_element(struct api_out *o, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	api_raw(o, "<");
	api_raw(o, name);
	api_raw(o, ">");
	api_xml(o, text);
	api_raw(o, "</");
	api_raw(o, name);
	api_raw(o, ">\n");
}

/* ---- JSON */

void api_json_len(struct api_out *o, const char *text, size_t len)
{
	if (!o->status)
		o->status = nb_json_string(o->buf, text, len);
}

void api_json(struct api_out *o, const char *text)
{
	api_json_len(o, text ? text : "", text ? strlen(text) : 0);
}

void api_member(struct api_out *o, const char *name, const char *text)
{
	api_raw(o, ",\"");
	api_raw(o, name);
	api_raw(o, "\":");
	api_json(o, text);
}

/* ---- addresses */

/* The unreserved characters, which no part of an address gives a meaning to. */
static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

void api_uri_len(struct api_out *o, const char *text, size_t len)
{
	size_t i;

	for (i = 0; !o->status && i < len; i++)
		o->status = is_unreserved(text[i])
				    ? nb_buf_add(o->buf, text + i, 1)
				    : nb_buf_printf(o->buf, "%%%02X",
						    (unsigned char)text[i]);
}

void api_uri(struct api_out *o, const char *text)
{
	if (text)
		api_uri_len(o, text, strlen(text));
}

int api_quoted(const char *text)
{
	size_t len = strnlen(text, 80);

	while (len > 0 && ((uint8_t)text[len] & 0xc0) == 0x80)
		len--;
	return (int)len;
}

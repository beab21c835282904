/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Damaged bytes in a document (gap.h): <gap reason="damage" unit="byte"
 * quantity="2" n="81FF"/>. Escapes and gaps say the same, so that each can be
 * made of the other.
 */
#include "tei/gap.h"
#include "encoding/convert/escape.h"
#include "xml/xml.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Write one gap for the bytes, if there are any, and empty the list. */
static enum nb_status write_gap(struct nb_buf *b, struct nb_buf *bytes)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (bytes->len == 0)
		return NB_OK;
	st = nb_buf_printf(b,
			   "<gap reason=\"damage\" unit=\"byte\" "
			   "quantity=\"%zu\" n=\"",
			   bytes->len);
	for (i = 0; !st && i < bytes->len; i++)
		st = nb_buf_printf(b, "%02X", (unsigned)bytes->data[i]);
	bytes->len = 0;
	return st ? st : nb_buf_puts(b, "\"/>");
}

enum nb_status nb_gap_write(struct nb_buf *b, const char *s, size_t len)
{
	struct nb_buf bytes = {0};
	enum nb_status st = NB_OK;
	size_t at = 0, text, size;

	while (!st && at < len) {
		int byte = -1;
		uint8_t raw;

		/* What is no escape after all stands for itself. */
		if (!nb_escape_next((const uint8_t *)s + at, len - at, &text,
				    &size, &byte))
			size = NB_ESCAPE_SIGN;
		else if (size == 0)
			text = len - at;
		if (text)
			st = write_gap(b, &bytes);
		if (!st)
			st = nb_xml_text(b, s + at, text);
		at += text + size;
		raw = (uint8_t)byte;
		if (!st && size && byte >= 0)
			st = nb_buf_add(&bytes, &raw, 1);
		else if (!st && size)
			st = write_gap(b, &bytes);
		if (!st && size && byte < 0)
			st = nb_buf_puts(b, NB_ESCAPE_OPEN);
	}
	if (!st)
		st = write_gap(b, &bytes);
	nb_buf_free(&bytes);
	return st;
}

bool nb_gap_is_damage(const struct nb_tag *tag)
{
	size_t len;
	const char *reason = nb_tag_is(tag, "gap")
				     ? nb_tag_attribute(tag, "reason", &len)
				     : NULL;

	return reason && len == 6 && memcmp(reason, "damage", 6) == 0;
}

/* The value of a digit in upper case, or -1. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum nb_status nb_gap_read(const struct nb_tag *tag, bool exact,
			   struct nb_buf *out)
{
	size_t len, i;
	const char *hex = nb_tag_attribute(tag, "n", &len);
	enum nb_status st = NB_OK;

	if (!hex || len == 0 || len % 2)
		return NB_INVALID;
	if (!exact)
		st = nb_buf_puts(out, REPLACEMENT);
	for (i = 0; !st && i < len; i += 2) {
		int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
		uint8_t byte;

		if (high < 0 || low < 0)
			return NB_INVALID;
		byte = (uint8_t)(high << 4 | low);
		if (exact)
			st = nb_escape_bytes(&byte, 1, out);
	}
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Printing strings of the catalogue, for machines and for people.
 *
 * nbarc list prints some strings for every article of an archive, so that
 * masking looks at sixteen bytes at a time: control characters are rare, and
 * usually it is enough to see that a string has none.
 */
#include "print.h"

#include <string.h>

#include "base/json.h"

enum nb_status nbarc_json_field(struct nb_buf *b, const char *name,
				const struct nb_string *value)
{
	enum nb_status st = nb_buf_printf(b, ",\"%s\":", name);

	return st ? st : nb_json_string(b, value->text, value->len);
}

/* Sixteen bytes that are looked at together. */
typedef uint8_t bytes __attribute__((vector_size(16)));

/* Marks the bytes that are below 0x20, 0x7f, or 0xc2, with which the control
 * characters U+0080 to U+009F begin. */
static bytes suspicious(const uint8_t *p)
{
	bytes v;

	memcpy(&v, p, sizeof(v));
	return (bytes)(v < 0x20) | (bytes)(v == 0x7f) | (bytes)(v == 0xc2);
}

/* True if nothing needs to be masked, which is nearly always so. Short strings
 * are left to the slow way. */
static bool is_plain(const uint8_t *p, size_t len)
{
	bytes found = {0};
	uint64_t halves[2];
	size_t i;

	if (len < sizeof(found))
		return false;
	for (i = 0; i + sizeof(found) < len; i += sizeof(found))
		found |= suspicious(p + i);
	found |= suspicious(p + len - sizeof(found));
	memcpy(halves, &found, sizeof(halves));
	return !(halves[0] | halves[1]);
}

/*
 * A control character of U+0080 to U+009F has two bytes and becomes two
 * spaces.
 */
enum nb_status nbarc_put_masked(struct nb_buf *b, const struct nb_string *s)
{
	size_t start = b->len, i;
	enum nb_status st = nb_buf_add(b, s->text, s->len);

	if (st || is_plain(b->data + start, s->len))
		return st;
	for (i = start; i < b->len; i++) {
		if (b->data[i] < 0x20 || b->data[i] == 0x7f)
			b->data[i] = ' ';
		if (b->data[i] == 0xc2 && i + 1 < b->len &&
		    b->data[i + 1] < 0xa0)
			b->data[i] = b->data[i + 1] = ' ';
	}
	return NB_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Printing strings of the catalogue, for machines and for people.
 *
 * nbarc list prints some strings for every article of an archive, so that
 * masking looks at sixteen bytes at a time: what is masked is rare, and usually
 * it is enough to see that no byte of a string could begin such a character.
 */
#include "print.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

enum nb_status nbarc_json_field(struct nb_buf *b, const char *name,
				const struct nb_string *value)
{
	enum nb_status st = nb_buf_printf(b, ",\"%s\":", name);

	return st ? st : nb_json_string(b, value->text, value->len);
}

/* Sixteen bytes that are looked at together. */
typedef uint8_t bytes __attribute__((vector_size(16)));

/* Marks the bytes below 0x20, 0x7f, and those with which other characters that
 * are masked begin: 0xc2, 0xd8, 0xe2 and 0xef. */
static bytes suspicious(const uint8_t *p)
{
	bytes v;

	memcpy(&v, p, sizeof(v));
	return (bytes)(v < 0x20) | (bytes)(v == 0x7f) | (bytes)(v == 0xc2) |
	       (bytes)(v == 0xd8) | (bytes)(v == 0xe2) | (bytes)(v == 0xef);
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
 * Each byte of a character that is masked becomes a space.
 */
enum nb_status nbarc_put_masked(struct nb_buf *b, const struct nb_string *s)
{
	size_t start = b->len, i, n;
	enum nb_status st = nb_buf_add(b, s->text, s->len);
	uint32_t c;

	if (st || is_plain(b->data + start, s->len))
		return st;
	for (i = start; i < b->len; i += n ? n : 1) {
		n = nb_utf8_get((char *)b->data + i, b->len - i, &c);
		if (n && nb_is_masked(c))
			memset(b->data + i, ' ', n);
	}
	return NB_OK;
}

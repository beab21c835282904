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

/*
 * Adds marks where a character that is masked begins, or may begin: controls,
 * U+061C, U+200B to U+200F, U+202A to U+202E, U+2060 to U+2069 and U+FEFF. The
 * second and third bytes are looked at too, since Chinese text is full of other
 * characters with these lead bytes: full-width and quotation marks.
 */
static void add_suspicious(const uint8_t *p, bytes *found)
{
	bytes v, second, third, in_u20;

	memcpy(&v, p, sizeof(v));
	memcpy(&second, p + 1, sizeof(second));
	memcpy(&third, p + 2, sizeof(third));
	/* U+2000 to U+203F: bytes e2, 80, third. */
	in_u20 = (bytes)(third - 0x8b < 5) | (bytes)(third - 0xaa < 5);
	*found |= (bytes)(v < 0x20) | (bytes)(v == 0x7f) |
		  ((bytes)(v == 0xc2) & (bytes)(second < 0xa0)) |
		  ((bytes)(v == 0xd8) & (bytes)(second == 0x9c)) |
		  ((bytes)(v == 0xef) & (bytes)(second == 0xbb)) |
		  ((bytes)(v == 0xe2) & ((bytes)(second == 0x81) |
					 ((bytes)(second == 0x80) & in_u20)));
}

/* True if nothing needs to be masked, which is nearly always so. Two bytes
 * after the string can be read. */
static bool is_plain(const uint8_t *p, size_t len)
{
	bytes found = {0};
	uint64_t halves[2];
	size_t i;

	/* Short strings are left to the slow way. */
	if (len < sizeof(found))
		return false;
	for (i = 0; i + sizeof(found) < len; i += sizeof(found))
		add_suspicious(p + i, &found);
	add_suspicious(p + len - sizeof(found), &found);
	memcpy(halves, &found, sizeof(halves));
	return !(halves[0] | halves[1]);
}

/*
 * Each byte of a character that is masked becomes a space.
 */
enum nb_status nbarc_put_masked(struct nb_buf *b, const struct nb_string *s)
{
	size_t start = b->len, i, n;
	enum nb_status st = nb_buf_reserve(b, s->len + 2);
	uint32_t c;

	if (st)
		return st;
	if (s->len)
		memcpy(b->data + start, s->text, s->len);
	b->len += s->len;
	/* For is_plain(); they are no part of the result. */
	b->data[b->len] = b->data[b->len + 1] = ' ';
	if (is_plain(b->data + start, s->len))
		return NB_OK;
	for (i = start; i < b->len; i += n ? n : 1) {
		n = nb_utf8_get((char *)b->data + i, b->len - i, &c);
		if (n && nb_is_masked(c))
			memset(b->data + i, ' ', n);
	}
	return NB_OK;
}

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

#include "json/string.h"
#include "base/utf8.h"
#include "base/vector.h"

enum nb_status nbarc_json_field(struct nb_buf *b, const char *name,
				const struct nb_string *value)
{
	enum nb_status st = nb_buf_printf(b, ",\"%s\":", name);

	return st ? st : nb_json_string(b, value->text, value->len);
}

/*
 * Adds marks where a character that is masked begins, or may begin: controls,
 * U+061C, U+200B to U+200F, U+202A to U+202E, U+2060 to U+2069 and U+FEFF. The
 * second and third bytes are looked at too, since Chinese text is full of other
 * characters with these lead bytes: full-width and quotation marks.
 */
static void add_suspicious(const uint8_t *p, nb_vector *found)
{
	const nb_vector v = nb_vector_at(p), second = nb_vector_at(p + 1);
	const nb_vector third = nb_vector_at(p + 2);
	/* U+2000 to U+203F: bytes e2, 80, third. */
	const nb_vector in_u20 =
		(nb_vector)(third - 0x8b < 5) | (nb_vector)(third - 0xaa < 5);

	*found |= (nb_vector)(v < 0x20) | (nb_vector)(v == 0x7f) |
		  ((nb_vector)(v == 0xc2) & (nb_vector)(second < 0xa0)) |
		  ((nb_vector)(v == 0xd8) & (nb_vector)(second == 0x9c)) |
		  ((nb_vector)(v == 0xef) & (nb_vector)(second == 0xbb)) |
		  ((nb_vector)(v == 0xe2) &
		   ((nb_vector)(second == 0x81) |
		    ((nb_vector)(second == 0x80) & in_u20)));
}

/* True if nothing needs to be masked, which is nearly always so. Two bytes
 * after the string can be read. */
static bool is_plain(const uint8_t *p, size_t len)
{
	nb_vector found = {0};
	size_t i;

	/* Short strings are left to the slow way. */
	if (len < sizeof(found))
		return false;
	for (i = 0; i + sizeof(found) < len; i += sizeof(found))
		add_suspicious(p + i, &found);
	add_suspicious(p + len - sizeof(found), &found);
	return !nb_vector_any(found);
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

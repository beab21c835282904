/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding a sequence of bytes: sixteen places at a time are compared with two
 * bytes of the needle, and the rest of it only where both are right.
 *
 * A Han character has three bytes in UTF-8, of which the first says little:
 * nearly all begin with E4 to E9. The last two of its rarest character are what
 * is looked for. memmem(3) is four times slower on such text, since it does not
 * know which bytes are rare.
 */
#include "find/seek.h"
#include "base/embed.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <string.h>

/* training/encoding/frequency.py says what is in it. */
NB_EMBEDDED(uint8_t, nb_frequency);

/* Points of other characters: marks and ASCII are everywhere, other ideographs
 * and letters are not. */
#define POINTS_COMMON 16
#define POINTS_OTHER 4

/* Sixteen bytes that are compared together. */
typedef uint8_t bytes __attribute__((vector_size(16)));

int nb_points(uint32_t c)
{
	if (nb_is_common_han(c)) {
		c -= NB_HAN_FIRST;
		return nb_frequency[c / 2] >> (c & 1 ? 4 : 0) & 15;
	}
	return c < 0x80 || (c >= 0x2000 && c < 0x3100) || c >= 0xff00
		       ? POINTS_COMMON
		       : POINTS_OTHER;
}

struct nb_needle nb_needle_of(const char *s, size_t len)
{
	struct nb_needle n = {s, len, 0};
	int least = POINTS_COMMON + 1, points;
	size_t i, step;
	uint32_t c;

	for (i = 0; i < len; i += step) {
		step = nb_utf8_next(s + i, len - i, &c);
		points = nb_points(c);
		if (points >= least || i + step < 2)
			continue;
		least = points;
		n.probe = i + step - 2;
	}
	return n;
}

/* True if both probes fit at one of sixteen places. */
static inline bytes probes(const char *p, bytes first, bytes second)
{
	bytes x, y;

	memcpy(&x, p, sizeof(x));
	memcpy(&y, p + 1, sizeof(y));
	return (bytes)(x == first) & (bytes)(y == second);
}

/* Is any of the bytes not 0? */
static inline int any(bytes b)
{
	uint64_t halves[2];

	memcpy(halves, &b, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* The first of sixteen places, marked in `fits`, where the needle stands. */
static const char *check(const struct nb_needle *n, const char *p, bytes fits)
{
	size_t i;

	for (i = 0; i < sizeof(fits); i++)
		if (fits[i] && memcmp(p + i, n->bytes, n->len) == 0)
			return p + i;
	return NULL;
}

const char *nb_seek(const struct nb_needle *n, const char *p, const char *end)
{
	const char *found, *last;
	bytes first, second;

	if ((size_t)(end - p) < n->len)
		return NULL;
	if (n->len == 1)
		return memchr(p, n->bytes[0], (size_t)(end - p));
	last = end - n->len;
	first = (bytes){0} + (uint8_t)n->bytes[n->probe];
	second = (bytes){0} + (uint8_t)n->bytes[n->probe + 1];
	/* The last byte that is read is the second probe of the last place. */
	for (; last - p >= (ptrdiff_t)sizeof(bytes) - 1; p += sizeof(bytes)) {
		bytes fits = probes(p + n->probe, first, second);

		if (!any(fits))
			continue;
		found = check(n, p, fits);
		if (found)
			return found;
	}
	for (; p <= last; p++)
		if (p[n->probe] == n->bytes[n->probe] &&
		    memcmp(p, n->bytes, n->len) == 0)
			return p;
	return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding a sequence of bytes: sixteen places together are compared with two
 * bytes of the needle, and the rest of it only where both are right.
 *
 * A Han character has three bytes in UTF-8, of which the first says little:
 * nearly all begin with E4 to E9. The last two of its rarest character are what
 * is looked for. memmem(3) is four times slower on such text, since it does not
 * know which bytes are rare.
 */
#include "find/seek.h"
#include "base/embed.h"
#include "base/le.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <stdbool.h>
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
static inline bool any(bytes b)
{
	uint64_t halves[2];

	memcpy(halves, &b, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* Does the needle stand at p, where its two probes do? */
static inline bool stands(const struct nb_needle *n, const char *p)
{
	if (p[0] != n->bytes[0])
		return false;
	/* Of a single character of three bytes, nothing is left. */
	return (n->len == 3 && n->probe == 1) ||
	       memcmp(p, n->bytes, n->len) == 0;
}

/* The first of sixteen places, marked in `fits`, where the needle stands. */
static inline const char *check(const struct nb_needle *n, const char *p,
				bytes fits)
{
	uint8_t marks[sizeof(fits)];
	size_t half, i;

	memcpy(marks, &fits, sizeof(marks));
	for (half = 0; half < sizeof(marks); half += 8) {
		uint64_t left = nb_le64(marks + half);

		for (; left; left &= ~((uint64_t)0xff << 8 * i)) {
			i = (size_t)__builtin_ctzll(left) / 8;
			if (stands(n, p + half + i))
				return p + half + i;
		}
	}
	return NULL;
}

/* nb_seek() between places that are fewer than sixteen. */
static const char *seek_few(const struct nb_needle *n, const char *p,
			    const char *last)
{
	for (; p <= last; p++)
		if (p[n->probe] == n->bytes[n->probe] &&
		    memcmp(p, n->bytes, n->len) == 0)
			return p;
	return NULL;
}

const char *nb_seek(const struct nb_needle *n, const char *p, const char *end)
{
	const ptrdiff_t step = sizeof(bytes);
	const char *found = NULL, *last;
	bytes first, second;

	if ((size_t)(end - p) < n->len)
		return NULL;
	if (n->len == 1)
		return memchr(p, n->bytes[0], (size_t)(end - p));
	last = end - n->len;
	if (last - p < step - 1)
		return seek_few(n, p, last);
	first = (bytes){0} + (uint8_t)n->bytes[n->probe];
	second = (bytes){0} + (uint8_t)n->bytes[n->probe + 1];
	/* The last byte that is read is the second probe of the last place. */
	for (; !found && last - p >= 2 * step - 1; p += 2 * step) {
		bytes low = probes(p + n->probe, first, second);
		bytes high = probes(p + step + n->probe, first, second);

		if (!any(low | high))
			continue;
		found = check(n, p, low);
		if (!found)
			found = check(n, p + step, high);
	}
	if (!found && last - p >= step - 1) {
		found = check(n, p, probes(p + n->probe, first, second));
		p += step;
	}
	/* Some of the last sixteen places were looked at before, in vain. */
	if (!found && p <= last) {
		p = last - (step - 1);
		found = check(n, p, probes(p + n->probe, first, second));
	}
	return found;
}

const char *nb_seek_back(char c, const char *start, const char *p)
{
	const bytes wanted = (bytes){0} + (uint8_t)c;
	bytes x;

	for (; p - start >= (ptrdiff_t)sizeof(x); p -= sizeof(x)) {
		memcpy(&x, p - sizeof(x), sizeof(x));
		if (any((bytes)(x == wanted)))
			break;
	}
	while (p > start)
		if (*--p == c)
			return p;
	return NULL;
}

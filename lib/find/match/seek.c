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
#include "find/match/seek.h"
#include "base/embed.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "base/vector.h"

#include <stdbool.h>

/* training/encoding/frequency.py says what is in it. */
NB_EMBEDDED(uint8_t, nb_frequency);

/* Points of other characters: marks and ASCII are everywhere, other ideographs
 * and letters are not. */
#define POINTS_COMMON 16
#define POINTS_OTHER 4

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

/* At which of sixteen places do both probes fit? */
static inline nb_vector probes(const char *p, nb_vector first, nb_vector second)
{
	return (nb_vector)(nb_vector_at(p) == first) &
	       (nb_vector)(nb_vector_at(p + 1) == second);
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

/* The first of the marked places from p on where the needle stands. */
static inline const char *check(const struct nb_needle *n, const char *p,
				uint32_t marks)
{
	for (; marks; marks &= marks - 1)
		if (stands(n, p + __builtin_ctz(marks)))
			return p + __builtin_ctz(marks);
	return NULL;
}

/* The first of sixteen places where the needle stands. */
static inline const char *check_sixteen(const struct nb_needle *n,
					const char *p, nb_vector first,
					nb_vector second)
{
	return check(n, p,
		     nb_vector_marks(probes(p + n->probe, first, second)));
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
	const ptrdiff_t step = sizeof(nb_vector);
	const char *found = NULL, *last;
	nb_vector first, second;

	if ((size_t)(end - p) < n->len)
		return NULL;
	if (n->len == 1)
		return memchr(p, n->bytes[0], (size_t)(end - p));
	last = end - n->len;
	if (last - p < step - 1)
		return seek_few(n, p, last);
	first = (nb_vector){0} + (uint8_t)n->bytes[n->probe];
	second = (nb_vector){0} + (uint8_t)n->bytes[n->probe + 1];
	/* The last byte that is read is the second probe of the last place. */
	for (; !found && last - p >= 2 * step - 1; p += 2 * step) {
		nb_vector low = probes(p + n->probe, first, second);
		nb_vector high = probes(p + step + n->probe, first, second);

		if (nb_vector_any(low | high))
			found = check(n, p,
				      nb_vector_marks(low) |
					      nb_vector_marks(high) << step);
	}
	if (!found && last - p >= step - 1) {
		found = check_sixteen(n, p, first, second);
		p += step;
	}
	/* Some of the last sixteen places were looked at before, in vain. */
	if (!found && p <= last) {
		p = last - (step - 1);
		found = check_sixteen(n, p, first, second);
	}
	return found;
}

const char *nb_seek_back(char c, const char *start, const char *p)
{
	const nb_vector wanted = (nb_vector){0} + (uint8_t)c;
	const ptrdiff_t step = sizeof(wanted);
	uint32_t marks;

	for (; p - start >= step; p -= step) {
		marks = nb_vector_marks(
			(nb_vector)(nb_vector_at(p - step) == wanted));
		if (marks)
			return p - step + (31 - __builtin_clz(marks));
	}
	while (p > start)
		if (*--p == c)
			return p;
	return NULL;
}

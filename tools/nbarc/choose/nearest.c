/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The distance of words (nearest.h): the optimal string alignment distance,
 * counted in characters, since a name of two Han characters has six bytes.
 */
#include "choose/nearest.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* Characters of the longest word that is compared. */
#define WORD_MAX 40u

/* More slips than this are another word. */
#define SLIPS_MAX 2u

/* The smaller of two numbers. */
static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Decode a word of at most WORD_MAX characters; 0 if it is longer, or no text.
 */
static size_t decode(const char *s, size_t len, uint32_t out[WORD_MAX])
{
	size_t count = 0, at, n;

	for (at = 0; at < len; at += n) {
		if (count == WORD_MAX)
			return 0;
		n = nb_utf8_get(s + at, len - at, &out[count]);
		if (!n)
			return 0;
		count++;
	}
	return count;
}

/* Distances of beginnings of two words: cost[i][j] is that between the first i
 * characters of one and the first j of the other. */
struct distances {
	unsigned cost[WORD_MAX + 1][WORD_MAX + 1];
};

/* Is a cell too far from the diagonal to be the way to few slips? */
static bool is_far(size_t i, size_t j)
{
	return i > j + SLIPS_MAX || j > i + SLIPS_MAX;
}

/* The cost at a place, or more than SLIPS_MAX if it was not filled in. */
static unsigned cost_of(const struct distances *d, size_t i, size_t j)
{
	return is_far(i, j) ? SLIPS_MAX + 1 : d->cost[i][j];
}

/* The distance of the first i and j characters, both from 1, from those of
 * shorter beginnings. */
static unsigned step(const struct distances *d, const uint32_t *a, size_t i,
		     const uint32_t *b, size_t j)
{
	unsigned c = cost_of(d, i - 1, j - 1) + (a[i - 1] != b[j - 1]);

	c = least(c, cost_of(d, i - 1, j) + 1);
	c = least(c, cost_of(d, i, j - 1) + 1);
	if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
		c = least(c, cost_of(d, i - 2, j - 2) + 1);
	return c;
}

/* How many slips turn one word into the other; more than SLIPS_MAX if it is not
 * worth counting. Only cells near the diagonal are filled in. */
static unsigned count_slips(const uint32_t *a, size_t n, const uint32_t *b,
			    size_t m)
{
	struct distances d;
	size_t i, j;

	for (i = 0; i <= n; i++) {
		unsigned row = SLIPS_MAX + 1;

		for (j = 0; j <= m; j++) {
			if (is_far(i, j))
				continue;
			d.cost[i][j] = i && j ? step(&d, a, i, b, j)
					      : (unsigned)(i + j);
			row = least(row, d.cost[i][j]);
		}
		if (row > SLIPS_MAX)
			return row;
	}
	return cost_of(&d, n, m);
}

void nbarc_nearest_add(struct nbarc_nearest *nearest, const char *name,
		       size_t len)
{
	unsigned best = nearest->name[0] ? nearest->slips : SLIPS_MAX + 1;
	uint32_t a[WORD_MAX], b[WORD_MAX];
	size_t n = decode(nearest->word, strlen(nearest->word), a);
	size_t m = decode(name, len, b);
	unsigned slips;

	/* Every character more or less is a slip. */
	if (!n || !m || n > m + SLIPS_MAX || m > n + SLIPS_MAX ||
	    len >= sizeof(nearest->name))
		return;
	slips = count_slips(a, n, b, m);
	if (slips >= best || 2 * slips >= n)
		return;
	memcpy(nearest->name, name, len);
	nearest->name[len] = '\0';
	nearest->slips = slips;
}

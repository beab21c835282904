/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diff.h"
#include "base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define STEPS ((size_t)1 << 28)
#define COST_LEAST 64
#define COST_MOST 4096

/*
 * Places of the two sequences are long, diagonals (a place of a less one of b)
 * are too. ahead[k] is how far in a a path from the start comes on diagonal k
 * with the edits made so far, back[k] the same from the end.
 */
struct diff {
	const uint32_t *a, *b;
	long *ahead, *back;
	long cost_limit; /* edits from each end before a split is guessed */
	struct nb_matches *out;
};

/* A part of both sequences. */
struct part {
	long a, a_end, b, b_end;
};

/* Diagonals of a part that were reached, and those that there are. */
struct range {
	long low, high, least, most;
};

static enum nb_status emit(struct nb_matches *m, long a, long b, long len)
{
	struct nb_match *last = m->count ? &m->list[m->count - 1] : NULL;
	struct nb_match *grown;

	if (len == 0)
		return NB_OK;
	if (last && last->a + last->len == (size_t)a &&
	    last->b + last->len == (size_t)b) {
		last->len += (size_t)len;
		return NB_OK;
	}
	grown = nb_grow(m->list, &m->cap, m->count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	m->list = grown;
	grown[m->count++] =
		(struct nb_match){(size_t)a, (size_t)b, (size_t)len};
	return NB_OK;
}

/* One more edit on every diagonal; those beside the range are set to what no
 * path reaches. */
static void widen(struct range *r, long *reached, long nowhere)
{
	if (r->low > r->least)
		reached[--r->low - 1] = nowhere;
	else
		r->low++;
	if (r->high < r->most)
		reached[++r->high + 1] = nowhere;
	else
		r->high--;
}

/* Go one edit further from the start; true when a path from the end is met,
 * with the place in *split. */
static bool step_ahead(struct diff *d, const struct part *p, struct range *r,
		       const struct range *other, bool meet, struct part *split)
{
	long *ahead = d->ahead, k;

	widen(r, ahead, -1);
	for (k = r->high; k >= r->low; k -= 2) {
		long x = ahead[k - 1] >= ahead[k + 1] ? ahead[k - 1] + 1
						      : ahead[k + 1];

		while (x < p->a_end && x - k < p->b_end &&
		       d->a[x] == d->b[x - k])
			x++;
		ahead[k] = x;
		if (meet && k >= other->low && k <= other->high &&
		    d->back[k] <= x) {
			split->a_end = x;
			split->b_end = x - k;
			return true;
		}
	}
	return false;
}

static bool step_back(struct diff *d, const struct part *p, struct range *r,
		      const struct range *other, bool meet, struct part *split)
{
	long *back = d->back, k;

	widen(r, back, INT32_MAX);
	for (k = r->high; k >= r->low; k -= 2) {
		long x = back[k - 1] < back[k + 1] ? back[k - 1]
						   : back[k + 1] - 1;

		while (x > p->a && x - k > p->b &&
		       d->a[x - 1] == d->b[x - k - 1])
			x--;
		back[k] = x;
		if (meet && k >= other->low && k <= other->high &&
		    x <= d->ahead[k]) {
			split->a_end = x;
			split->b_end = x - k;
			return true;
		}
	}
	return false;
}

/* The place that a path from the start has come furthest to. */
static void guess(const struct diff *d, const struct part *p,
		  const struct range *r, struct part *split)
{
	long best = -1, k;

	for (k = r->high; k >= r->low; k -= 2) {
		long x = d->ahead[k] < p->a_end ? d->ahead[k] : p->a_end;

		if (x - k > p->b_end)
			x = p->b_end + k;
		if (2 * x - k > best) {
			best = 2 * x - k;
			split->a_end = x;
			split->b_end = x - k;
		}
	}
}

/* The first half of a part that has no common start or end: it ends where a
 * shortest path goes through the middle. */
static struct part halve(struct diff *d, const struct part *p)
{
	long first = p->a - p->b, last = p->a_end - p->b_end, cost;
	struct range f = {first, first, p->a - p->b_end, p->a_end - p->b};
	struct range b = {last, last, f.least, f.most};
	bool odd = ((first - last) & 1) != 0;
	struct part half = *p;

	d->ahead[first] = p->a;
	d->back[last] = p->a_end;
	for (cost = 1; cost <= d->cost_limit; cost++) {
		if (step_ahead(d, p, &f, &b, odd, &half) ||
		    step_back(d, p, &b, &f, !odd, &half))
			return half;
	}
	guess(d, p, &f, &half);
	return half;
}

/* Move the start, or the end, of a part over what both sequences have there;
 * returns how much that is. */
static long strip_start(const struct diff *d, struct part *p)
{
	long n = 0;

	for (; p->a < p->a_end && p->b < p->b_end && d->a[p->a] == d->b[p->b];
	     n++) {
		p->a++;
		p->b++;
	}
	return n;
}

static long strip_end(const struct diff *d, struct part *p)
{
	long n = 0;

	for (; p->a < p->a_end && p->b < p->b_end &&
	       d->a[p->a_end - 1] == d->b[p->b_end - 1];
	     n++) {
		p->a_end--;
		p->b_end--;
	}
	return n;
}

/* Recursion is for first halves alone, which have half the edits at most. */
static enum nb_status align(struct diff *d, struct part p)
{
	long start, end = strip_end(d, &p);
	enum nb_status st = NB_OK;

	while (!st) {
		struct part half;

		start = strip_start(d, &p);
		st = emit(d->out, p.a - start, p.b - start, start);
		if (st || p.a == p.a_end || p.b == p.b_end)
			break;
		half = halve(d, &p);
		st = align(d, half);
		p.a = half.a_end;
		p.b = half.b_end;
	}
	return st ? st : emit(d->out, p.a_end, p.b_end, end);
}

enum nb_status nb_diff(const uint32_t *a, size_t a_len, const uint32_t *b,
		       size_t b_len, struct nb_matches *matches)
{
	size_t both = a_len + b_len, limit = STEPS / (both + 1);
	struct diff d = {.a = a, .b = b, .out = matches};
	long *memory;
	enum nb_status st;

	memset(matches, 0, sizeof(*matches));
	if (a_len >= INT32_MAX / 4 || b_len >= INT32_MAX / 4)
		return NB_NOMEM;
	if (limit < COST_LEAST)
		limit = COST_LEAST;
	d.cost_limit = limit < COST_MOST ? (long)limit : COST_MOST;
	memory = nb_alloc(2 * (both + 3), sizeof(*memory));
	if (!memory)
		return NB_NOMEM;
	/* Diagonals go from -b_len to a_len, and one more at each end. */
	d.ahead = memory + b_len + 1;
	d.back = d.ahead + both + 3;
	st = align(&d, (struct part){0, (long)a_len, 0, (long)b_len});
	free(memory);
	return st;
}

void nb_matches_free(struct nb_matches *matches)
{
	free(matches->list);
	memset(matches, 0, sizeof(*matches));
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Longest common subsequence in linear space (E. Myers, "An O(ND) Difference
 * Algorithm and Its Variations", Algorithmica 1, 1986, section 4b).
 *
 * Two searches run towards each other, one from the start of both sequences and
 * one from their end, each extending the furthest path on every diagonal by one
 * edit a round. Where they meet, a shortest edit path goes through: the problem
 * is split there, and both halves are solved in the same way. Memory is two
 * arrays with an entry for each diagonal.
 *
 * A search that has used up its rounds is cut short, and the split is put at
 * the path that has come furthest. The result is then still a common
 * subsequence, if not the longest.
 */
#include "base/diff.h"
#include "base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Bound on the work of a whole comparison: about a second of one processor. */
#define STEPS ((size_t)1 << 28)
/*
 * Bounds on the rounds of one search: with fewer than 64, guesses get poor in
 * long texts; more than 4096 would be spent only on short texts that have
 * little in common.
 */
#define COST_LEAST 64
#define COST_MOST 4096

/*
 * The state of one comparison. Positions and diagonals are signed; a diagonal
 * is the position in a less the position in b. ahead[k] is the position in a of
 * the furthest path from the start that ends on diagonal k with the edits made
 * so far; back[k] is the same for paths from the end. Both pointers lie inside
 * one allocation, so that k may be negative.
 */
struct diff {
	const uint32_t *a, *b; /* borrowed */
	long *ahead, *back;
	long cost_limit; /* rounds of a search before a split is guessed */
	struct nb_matches *out;
};

/* A part of both sequences: a[a .. a_end - 1] and b[b .. b_end - 1]. */
struct part {
	long a, a_end, b, b_end;
};

/*
 * The diagonals low to high, of which every second one was reached in the last
 * round; and the bounds least to most of those that the part has at all.
 */
struct range {
	long low, high, least, most;
};

/*
 * Append len equal symbols at a and b; one match is made of two that follow
 * each other without a gap. Recursion splits the sequences anywhere, so this is
 * common.
 */
static enum nb_status add_match(struct nb_matches *m, long a, long b, long len)
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

/*
 * Extend the range by one diagonal at each end, or shrink it at the border of
 * the part. The entries just outside become `nowhere`, a value that loses every
 * comparison.
 */
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

/*
 * One more edit for the search from the start, on every diagonal of its range.
 * With `meet`, true if a path from the end was met; the place is then in
 * split->a_end and b_end. The searches meet in this direction only if the
 * difference of the lengths is odd.
 */
static bool step_ahead(struct diff *d, const struct part *p, struct range *r,
		       const struct range *other, bool meet, struct part *split)
{
	long *ahead = d->ahead, k;

	widen(r, ahead, -1);
	for (k = r->high; k >= r->low; k -= 2) {
		long x = ahead[k - 1] >= ahead[k + 1] ? ahead[k - 1] + 1
						      : ahead[k + 1];

		/*
		 * Follow equal symbols for as long as they last: they cost
		 * nothing.
		 */
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

/*
 * The mirror image of step_ahead(), for the search from the end; it can meet
 * the other one only if the difference of the lengths is even.
 */
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

/*
 * The place that the search from the start has come furthest to, counted in
 * symbols of both sequences. The path may have run past the end of a sequence
 * and is cut back to it.
 */
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

/*
 * The first half of a part whose first symbols differ, as do its last ones. Its
 * end is in the middle of a shortest edit path, or a guess when the search took
 * too long. It is never empty and never the whole part, so that align() ends.
 */
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

/*
 * Move the start of a part past the symbols that both sequences begin with, and
 * return their number.
 */
static long skip_start(const struct diff *d, struct part *p)
{
	long n = 0;

	for (; p->a < p->a_end && p->b < p->b_end && d->a[p->a] == d->b[p->b];
	     n++) {
		p->a++;
		p->b++;
	}
	return n;
}

/* Like skip_start(), at the end of the part. */
static long skip_end(const struct diff *d, struct part *p)
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

/*
 * Add the matches of a part in order. Recursion takes first halves only, which
 * have at most half of the edits of their part, so that its depth is
 * logarithmic; the loop goes on with second halves.
 */
static enum nb_status align(struct diff *d, struct part p)
{
	long start, end = skip_end(d, &p);
	enum nb_status st = NB_OK;

	while (!st) {
		struct part half;

		start = skip_start(d, &p);
		st = add_match(d->out, p.a - start, p.b - start, start);
		if (st || p.a == p.a_end || p.b == p.b_end)
			break;
		half = halve(d, &p);
		st = align(d, half);
		p.a = half.a_end;
		p.b = half.b_end;
	}
	return st ? st : add_match(d->out, p.a_end, p.b_end, end);
}

enum nb_status nb_diff(const uint32_t *a, size_t a_len, const uint32_t *b,
		       size_t b_len, struct nb_matches *matches)
{
	size_t both = a_len + b_len, limit = STEPS / (both + 1);
	struct diff d = {.a = a, .b = b, .out = matches};
	long *memory;
	enum nb_status st;

	memset(matches, 0, sizeof(*matches));
	/*
	 * `nowhere` in step_back() is INT32_MAX and must be beyond all
	 * positions; the product below cannot overflow either.
	 */
	if (a_len >= INT32_MAX / 4 || b_len >= INT32_MAX / 4)
		return NB_NOMEM;
	if (limit < COST_LEAST)
		limit = COST_LEAST;
	d.cost_limit = limit < COST_MOST ? (long)limit : COST_MOST;
	memory = nb_alloc(2 * (both + 3), sizeof(*memory));
	if (!memory)
		return NB_NOMEM;
	/* Diagonals -b_len to a_len, and one more at each end for widen(). */
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

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Following keys (follow.h).
 *
 * At each place of the page the characters before it and after it are compared
 * with those of the key. The distance is the number of characters that must be
 * changed, added or removed; beyond the key the text goes on, and that costs
 * nothing. A place is taken if at most a fifth of the key differs, and if no
 * other place is nearly as good: a decision at the wrong place is worse than
 * one that is reported. The old characters of a reading must stand there as
 * they are.
 *
 * If what stands before a block, or on one side of a reading, has become
 * something else, as when lines are put into another order, the characters of
 * the other side suffice, if there are enough of them and they stand there
 * alone and as they are. A break is between both sides, and needs both.
 */
#include "page/decide/follow.h"
#include "page/decide/decisions.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Characters of a key that are compared on each side. */
#define SIDE NB_KEY_CHARACTERS
/* With fewer on all sides together, a key says too little to be followed. */
#define LEAST 8u
/* One character of so many may differ. */
#define SHARE 5u
/* Another place must be worse by more than this. */
#define MARGIN 1u
/* Places that are no farther apart are next to each other. */
#define NEAR 2u
/* The cost of a place that is none of the decision. */
#define NOT_MEANT UINT8_MAX
/* Comparisons of a page in all: some seconds. A place costs one for each
 * decision that is followed. */
#define STEPS_MAX ((size_t)1 << 22)

enum nb_status nb_follow_make(const struct nb_essence *e, size_t lines,
			      struct nb_follow *f, struct nb_error *err)
{
	const char *text = (const char *)e->text.data;
	size_t at = 0;

	memset(f, 0, sizeof(*f));
	f->essence = e;
	f->lines = lines;
	f->steps = STEPS_MAX;
	f->chars = nb_alloc(e->text.len, sizeof(*f->chars));
	f->offsets = nb_alloc(e->text.len + 1, sizeof(*f->offsets));
	f->costs = nb_alloc(e->text.len + 1, sizeof(*f->costs));
	if (!f->chars || !f->offsets || !f->costs)
		return nb_fail_mem(err);
	while (at < e->text.len) {
		f->offsets[f->count] = at;
		at += nb_utf8_get(text + at, e->text.len - at,
				  &f->chars[f->count++]);
	}
	f->offsets[f->count] = at;
	return NB_OK;
}

void nb_follow_free(struct nb_follow *f)
{
	free(f->chars);
	free(f->offsets);
	free(f->costs);
	memset(f, 0, sizeof(*f));
}

/* One side of a key: its characters from the place outwards. */
struct side {
	uint32_t chars[SIDE];
	size_t count;
};

/* Read up to SIDE characters of a key, backwards from its end or forwards. */
static void read_side(struct side *s, const char *key, size_t len,
		      bool backwards)
{
	size_t at = backwards ? len : 0;

	s->count = 0;
	while (s->count < SIDE && (backwards ? at > 0 : at < len)) {
		uint32_t *c = &s->chars[s->count++];

		if (backwards)
			at -= nb_utf8_prev(key, at, c);
		else
			at += nb_utf8_get(key + at, len - at, c);
	}
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * How much the characters at `place` of the page, outwards in steps of -1 or 1,
 * differ from a side. It is enough to look a few characters further than the
 * side is long.
 */
static unsigned distance(const struct nb_follow *f, const struct side *s,
			 size_t place, bool backwards)
{
	unsigned row[SIDE + 1], before, now, best;
	size_t i, j, room = backwards ? place : f->count - place;

	if (room > s->count + s->count / 2)
		room = s->count + s->count / 2;
	for (i = 0; i <= s->count; i++)
		row[i] = (unsigned)i;
	best = row[s->count];
	for (j = 1; j <= room; j++) {
		uint32_t c = f->chars[backwards ? place - j : place + j - 1];

		before = row[0];
		row[0] = (unsigned)j;
		for (i = 1; i <= s->count; i++) {
			now = before + (s->chars[i - 1] != c);
			before = row[i];
			row[i] = least(now, least(row[i], row[i - 1]) + 1);
		}
		best = least(best, row[s->count]);
	}
	return best;
}

/* Does a line begin at this offset of the essence? */
static bool begins_line(const struct nb_follow *f, size_t offset)
{
	size_t low = 0, high = f->lines;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->essence->starts[middle] < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->lines && f->essence->starts[low] == offset;
}

/* No place is meant, until its cost says otherwise; returns false if there are
 * too few steps left to look at all of them. */
static bool begin_search(struct nb_follow *f)
{
	if (f->steps < f->count)
		return false;
	f->steps -= f->count;
	memset(f->costs, NOT_MEANT, f->count + 1);
	return true;
}

/* Is another place as good as the best one? Next to it, where the key stands
 * nearly as well of itself, one that costs more is not, and of two that cost
 * the same one where a line begins is meant. */
static bool rivals(const struct nb_follow *f, size_t best, size_t other)
{
	size_t apart = other > best ? other - best : best - other;

	if (apart > NEAR)
		return f->costs[other] <= f->costs[best] + MARGIN;
	return apart && f->costs[other] == f->costs[best] &&
	       begins_line(f, f->offsets[other]) ==
		       begins_line(f, f->offsets[best]);
}

/* The offset of the place that costs the least; NB_NOTHING if that is more than
 * is allowed, or if there are rivals. */
static size_t cheapest(const struct nb_follow *f, unsigned allowed)
{
	size_t place, best = 0;

	for (place = 1; place <= f->count; place++)
		if (f->costs[place] < f->costs[best] ||
		    (f->costs[place] == f->costs[best] &&
		     place - best <= NEAR && begins_line(f, f->offsets[place])))
			best = place;
	if (f->costs[best] > allowed)
		return NB_NOTHING;
	for (place = 0; place <= f->count; place++)
		if (f->costs[place] <= f->costs[best] + MARGIN &&
		    rivals(f, best, place))
			return NB_NOTHING;
	return f->offsets[best];
}

/* The characters after the old ones of a reading at a place; NB_NOTHING if they
 * do not stand there. */
static size_t after_old(const struct nb_follow *f,
			const struct nb_decision *one, size_t place)
{
	const struct nb_buf *text = &f->essence->text;
	size_t at = f->offsets[place];

	if (!one->old_len)
		return place;
	if (one->old_len > text->len - at ||
	    memcmp(text->data + at, one->old, one->old_len) != 0)
		return NB_NOTHING;
	while (f->offsets[place] < at + one->old_len)
		place++;
	return place;
}

/* The place of a decision with both sides, or NB_NOTHING. */
static size_t find_both(struct nb_follow *f, const struct nb_decision *one,
			const struct side *left, const struct side *right)
{
	size_t place, after;
	unsigned allowed = (unsigned)(left->count + right->count) / SHARE;
	unsigned cost;

	for (place = 0; place <= f->count; place++) {
		after = after_old(f, one, place);
		if (after == NB_NOTHING)
			continue;
		/* Only the first block has nothing on its left. */
		if (!one->left_len && place)
			break;
		cost = distance(f, left, place, true);
		if (cost <= allowed + MARGIN)
			f->costs[place] =
				(uint8_t)(cost +
					  distance(f, right, after, false));
	}
	return cheapest(f, allowed);
}

/* Do these characters stand at `at` of the essence? */
static bool stands(const struct nb_follow *f, size_t at, const char *s,
		   size_t len)
{
	const struct nb_buf *text = &f->essence->text;

	return len <= text->len - at && memcmp(text->data + at, s, len) == 0;
}

/* The only place at which one side of a decision stands as it is, with the old
 * reading; a block begins a line. NB_NOTHING if there are others. */
static size_t find_one_side(const struct nb_follow *f,
			    const struct nb_decision *one, bool before)
{
	size_t place, after, at, found = NB_NOTHING;

	for (place = 0; place <= f->count; place++) {
		at = f->offsets[place];
		after = at + one->old_len;
		if (one->what != NB_DECIDED_TEXT && !begins_line(f, at))
			continue;
		if (!stands(f, at, one->old, one->old_len))
			continue;
		if (before ? one->left_len > at ||
				     !stands(f, at - one->left_len, one->left,
					     one->left_len)
			   : !stands(f, after, one->right, one->right_len))
			continue;
		if (found != NB_NOTHING)
			return NB_NOTHING;
		found = at;
	}
	return found;
}

bool nb_follow_can(const struct nb_decision *one)
{
	struct side left, right, last;

	read_side(&left, one->left, one->left_len, true);
	read_side(&right, one->right, one->right_len, false);
	read_side(&last, one->last, one->last_len, true);
	return left.count + right.count + last.count >= LEAST;
}

size_t nb_follow_find(struct nb_follow *f, const struct nb_decision *one)
{
	struct side left, right;
	size_t found;

	read_side(&left, one->left, one->left_len, true);
	read_side(&right, one->right, one->right_len, false);
	/* Equal places cannot be told apart once one of them has changed. */
	if (!nb_follow_can(one) || one->occurrence > 1 || !begin_search(f))
		return NB_NOTHING;
	found = find_both(f, one, &left, &right);
	if (found != NB_NOTHING || nb_decided_is_break(one->what))
		return found;
	if (right.count >= LEAST)
		found = find_one_side(f, one, false);
	if (found == NB_NOTHING && left.count >= LEAST &&
	    one->what == NB_DECIDED_TEXT)
		found = find_one_side(f, one, true);
	return found;
}

size_t nb_follow_side(struct nb_follow *f, const char *key, size_t len,
		      bool before, size_t from)
{
	struct side s;
	size_t place;

	if (!begin_search(f))
		return NB_NOTHING;
	read_side(&s, key, len, before);
	for (place = 0; place <= f->count; place++) {
		size_t at = f->offsets[place];
		bool edge = place == f->count || begins_line(f, at);

		/* Inside of a line, the end of one is lacking. */
		if (at >= from)
			f->costs[place] =
				(uint8_t)(distance(f, &s, place, before) +
					  !edge);
	}
	return cheapest(f, (unsigned)s.count / SHARE);
}

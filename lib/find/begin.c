/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a match may begin (begin.h). An expression like ".国." would be tried
 * at each character of a text; the place of 国 and a step back are found many
 * times faster.
 */
#include "find/begin.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Of a sequence, the characters that follow each other without NB_ANY_CHAR:
 * those with the rarest one. Returns their number, and the index of the first
 * in *first. */
static size_t choose(const uint32_t *chars, size_t count, size_t *first)
{
	size_t rarest = 0, from, to, i;
	int least = 0, points;

	for (i = 0; i < count; i++) {
		if (chars[i] == NB_ANY_CHAR)
			continue;
		points = nb_points(chars[i]);
		if (i > 0 && points >= least)
			continue;
		least = points;
		rarest = i;
	}
	for (from = rarest; from && chars[from - 1] != NB_ANY_CHAR; from--)
		;
	for (to = rarest; to < count && chars[to] != NB_ANY_CHAR; to++)
		;
	*first = from;
	return to - from;
}

/* Add what is chosen of a sequence. */
static enum nb_status add(struct nb_begin *b, const uint32_t *chars,
			  size_t count, size_t before,
			  const struct nb_fold *fold)
{
	struct nb_contained *c = &b->list[b->count];
	size_t first, n = choose(chars, count, &first), len = 0, i;
	char *bytes = malloc(4 * n);

	if (!bytes)
		return NB_NOMEM;
	for (i = first; i < first + n; i++)
		len += nb_utf8_put(bytes + len, nb_fold_char(fold, chars[i]));
	c->needle = nb_needle_of(bytes, len);
	c->before = before == NB_ANY_FAR ? NB_ANY_FAR : before + first;
	b->count++;
	return NB_OK;
}

enum nb_status nb_begin_set(struct nb_begin *b, const struct nb_required *r,
			    const struct nb_fold *fold)
{
	const uint32_t *chars = (const uint32_t *)(void *)r->chars.data;
	enum nb_status st = NB_OK;
	size_t i;

	b->count = 0;
	for (i = 0; !st && i < r->count; i++) {
		st = add(b, chars, r->lens[i], r->before[i], fold);
		chars += r->lens[i];
	}
	return st;
}

void nb_begin_free(struct nb_begin *b)
{
	size_t i;

	for (i = 0; i < b->count; i++)
		free((char *)(uintptr_t)b->list[i].needle.bytes);
	b->count = 0;
}

/* The place `count` characters before p, or `from` if that comes first. */
static const char *step_back(const char *from, const char *p, size_t count)
{
	if (count > (size_t)(p - from))
		return from;
	for (; count && p > from; count--)
		do
			p--;
		while (p > from && ((uint8_t)*p & 0xc0) == 0x80);
	return p;
}

/* Where the search for characters can end, if it is known already that a match
 * may begin at `best`: what they would allow later does not matter. */
static const char *stop_of(const struct nb_contained *c, const char *best,
			   const char *end)
{
	size_t room = (size_t)(end - best);

	if (c->before > room / 4 || 4 * c->before + c->needle.len > room)
		return end;
	return best + 4 * c->before + c->needle.len;
}

const char *nb_begin_next(const struct nb_begin *b, const char *from,
			  const char *end)
{
	const char *best = b->count ? NULL : from, *p;
	size_t i;

	for (i = 0; i < b->count && best != from; i++) {
		const struct nb_contained *c = &b->list[i];

		p = nb_seek(&c->needle, from,
			    best ? stop_of(c, best, end) : end);
		if (!p)
			continue;
		p = step_back(from, p, c->before);
		if (!best || p < best)
			best = p;
	}
	return best;
}

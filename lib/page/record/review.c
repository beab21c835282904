/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The breaks of a page as a person sees them, those that are for review, and
 * the keys that name breaks in a file of decisions (nbnorm(1), REVIEW and
 * DECISIONS).
 *
 * The key of a break is NB_KEY_CHARACTERS characters on both sides of it,
 * without white space. If they stand on the page more than once, the key has
 * the number of the occurrence. To count occurrences, a window of the key's
 * length moves over the essence (essence.h), and a hash table counts how often
 * each wanted content was seen.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/page.h"
#include "page/text/essence.h"
#include "page/text/profile_look.h"
#include "page/weigh/decision.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

size_t nb_page_boundaries(const struct nb_page *page)
{
	return page->lines.count ? page->lines.count - 1 : 0;
}

void nb_page_boundary(const struct nb_page *page, size_t i,
		      struct nb_boundary *out)
{
	const struct nb_line *left = &page->lines.list[i];
	const struct nb_seam *seam = &page->seams[i + 1];

	*out = (struct nb_boundary){
		.offset = left->end,
		.len = left[1].start - left->end,
		.joined = seam->joined,
		.by = seam->by,
		.probability = seam->probability,
	};
}

const char *nb_page_source(const struct nb_page *page, size_t *len)
{
	*len = page->source_len;
	return page->source;
}

const uint8_t *nb_page_outcomes(const struct nb_page *page)
{
	return page->outcomes;
}

/* ---- which occurrence */

/*
 * How often the characters around a break have been seen so far. Contents are
 * told apart by their hash alone: 64 bits hardly ever meet among the places of
 * one page.
 */
struct count {
	uint64_t hash; /* 0: the slot is free */
	size_t seen;
};

/* A hash table with open addressing, at most half full. */
struct counts {
	struct count *slots;
	size_t mask; /* number of slots, a power of two, minus 1 */
};

/*
 * A place in the essence, with up to NB_KEY_CHARACTERS before and after it. All
 * are byte offsets in text.
 */
struct window {
	const char *text;
	size_t len;
	size_t low, at, high; /* beginning, place, end */
};

/* The offset of the character after the one at `at`; `at` itself at the end. */
static size_t next_character(const struct window *w, size_t at)
{
	uint32_t cp;

	return at < w->len ? at + nb_utf8_get(w->text + at, w->len - at, &cp)
			   : at;
}

/* Put the window at the beginning of the essence. */
static void first_window(struct window *w)
{
	int i;

	w->low = w->at = w->high = 0;
	for (i = 0; i < NB_KEY_CHARACTERS; i++)
		w->high = next_character(w, w->high);
}

/* Move the window by a character; `places` is how many stand before it. */
static void next_window(struct window *w, size_t places)
{
	w->at = next_character(w, w->at);
	w->high = next_character(w, w->high);
	if (places >= NB_KEY_CHARACTERS)
		w->low = next_character(w, w->low);
}

/* FNV-1a of the content and of the place in it; never 0. */
static uint64_t hash_window(const struct window *w)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = w->low; i < w->high; i++)
		h = (h ^ (uint8_t)w->text[i]) * 1099511628211u;
	h = (h ^ (w->at - w->low)) * 1099511628211u;
	return h ? h : 1;
}

/* The slot of a hash: the one that has it, or the free one where it belongs. */
static struct count *slot(const struct counts *c, uint64_t hash)
{
	size_t i = (size_t)(hash ^ hash >> 32) & c->mask;

	while (c->slots[i].hash && c->slots[i].hash != hash)
		i = (i + 1) & c->mask;
	return &c->slots[i];
}

/*
 * The number of places before this one with the same characters. This is for a
 * window that reaches the end of the page: it has fewer characters after its
 * place than a window elsewhere, so their hashes differ although the key is the
 * same.
 */
static size_t count_before(const struct window *w)
{
	size_t len = w->high - w->low, at, n = 0;

	for (at = 0; at < w->low; at++)
		n += memcmp(w->text + at, w->text + w->low, len) == 0;
	return n;
}

/*
 * Go over the essence. wanted[line] is the index of the key for the break
 * before the line, plus 1, or 0. The first time, without `counting`, the hashes
 * of the wanted places get their slots; the second time every place with one of
 * these hashes is counted, and the keys get their numbers.
 */
static void count_places(const struct nb_essence *e, size_t lines,
			 const size_t *wanted, struct counts *c,
			 struct nb_key *keys, bool counting)
{
	struct window w = {.text = (const char *)e->text.data,
			   .len = e->text.len};
	size_t places = 0, line = 1;

	first_window(&w);
	while (w.at < w.len && line < lines) {
		size_t key = 0;
		bool begins = e->starts[line] == w.at;
		struct count *s;

		if (begins)
			key = wanted[line++];
		if (counting || key) {
			uint64_t hash = hash_window(&w);

			s = slot(c, hash);
			if (!counting)
				s->hash = hash;
			else if (s->hash)
				s->seen++;
			if (counting && key)
				keys[key - 1].occurrence =
					w.high < w.len ? s->seen
						       : count_before(&w) + 1;
		}
		next_window(&w, places++);
	}
}

/* Set the occurrence of all keys. */
static enum nb_status number_places(const struct nb_page *page,
				    struct nb_keys *keys, struct nb_error *err)
{
	struct nb_essence e;
	struct counts c = {NULL, 16};
	size_t lines = page->lines.count, i;
	size_t *wanted = nb_alloc(lines, sizeof(*wanted));
	enum nb_status st =
		nb_essence_make(page->source, page->source_len, &page->lines,
				page->profile, &e, err);

	/* mask is the number of slots until they are allocated. */
	while (c.mask < 2 * keys->count)
		c.mask *= 2;
	c.slots = nb_alloc(c.mask--, sizeof(*c.slots));
	if (!st && (!wanted || !c.slots))
		st = nb_fail_mem(err);
	for (i = 0; !st && i < keys->count; i++)
		wanted[keys->list[i].boundary + 1] = i + 1;
	if (!st) {
		count_places(&e, lines, wanted, &c, keys->list, false);
		count_places(&e, lines, wanted, &c, keys->list, true);
	}
	nb_essence_free(&e);
	free(wanted);
	free(c.slots);
	return st;
}

/* ---- the characters of a key, as the source has them */

/*
 * Append the last characters of the lines up to `line` that are not white
 * space, as the source has them, at most NB_KEY_CHARACTERS. Returns how many
 * bytes they are; 0: no memory.
 */
static size_t characters_left(const struct nb_page *page, size_t line,
			      struct nb_buf *out)
{
	size_t places[NB_KEY_CHARACTERS], sizes[NB_KEY_CHARACTERS], n = 0;
	size_t start = out->len;
	uint32_t cp = 0;

	for (line++; line > 0 && n < NB_KEY_CHARACTERS; line--) {
		const struct nb_line *l = &page->lines.list[line - 1];
		size_t at = l->end;

		while (at > l->start && n < NB_KEY_CHARACTERS) {
			size_t size = nb_utf8_prev(page->source, at, &cp);

			at -= size;
			if (nb_is_space(cp))
				continue;
			places[n] = at;
			sizes[n++] = size;
		}
	}
	while (n-- > 0)
		if (nb_buf_add(out, page->source + places[n], sizes[n]))
			return 0;
	return out->len - start;
}

/* Likewise, the first characters of the lines from `line` on. */
static size_t characters_right(const struct nb_page *page, size_t line,
			       struct nb_buf *out)
{
	const char *s = page->source;
	size_t start = out->len;
	uint32_t cp = 0;
	int n = 0;

	for (; line < page->lines.count && n < NB_KEY_CHARACTERS; line++) {
		const struct nb_line *l = &page->lines.list[line];
		size_t at = l->start, size;

		for (; at < l->end && n < NB_KEY_CHARACTERS; at += size) {
			size = nb_utf8_get(s + at, l->end - at, &cp);
			if (nb_is_space(cp))
				continue;
			if (nb_buf_add(out, s + at, size))
				return 0;
			n++;
		}
	}
	return out->len - start;
}

/*
 * Set the characters of a key. A break has text on both sides, so that no bytes
 * at all mean that memory ran out.
 */
static enum nb_status spell(const struct nb_page *page, struct nb_keys *keys,
			    struct nb_key *key, struct nb_error *err)
{
	key->left = keys->text.len;
	key->left_len = characters_left(page, key->boundary, &keys->text);
	key->right = keys->text.len;
	key->right_len = characters_right(page, key->boundary + 1, &keys->text);
	return key->left_len && key->right_len ? NB_OK : nb_fail_mem(err);
}

/* Set characters and occurrences of keys whose boundaries are set. */
static enum nb_status complete(const struct nb_page *page, struct nb_keys *keys,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < keys->count; i++)
		st = spell(page, keys, &keys->list[i], err);
	if (!st && keys->count)
		st = number_places(page, keys, err);
	return st;
}

/* ---- which breaks */

/* A break for review. `certainty` is how far its probability is from .5. */
struct doubt {
	size_t boundary;
	double certainty;
};

/* For qsort(): the least certain first, then in order of the page. */
static int most_doubtful(const void *a, const void *b)
{
	const struct doubt *x = a, *y = b;

	if (x->certainty != y->certainty)
		return x->certainty < y->certainty ? -1 : 1;
	return x->boundary < y->boundary ? -1 : 1;
}

/*
 * Fill `list`, which has room for all lines, with the breaks for review in the
 * order in which to show them; returns their number.
 */
static size_t find_doubts(const struct nb_page *page, struct doubt *list)
{
	const struct nb_thresholds *t = &page->profile->thresholds;
	size_t i, n = 0;

	for (i = 0; i < nb_page_boundaries(page); i++) {
		struct nb_boundary b;
		double away;

		nb_page_boundary(page, i, &b);
		away = b.probability - .5;
		if (b.by != nb_by_person && b.probability >= t->low &&
		    b.probability <= t->high)
			list[n++] = (struct doubt){i, away < 0 ? -away : away};
	}
	qsort(list, n, sizeof(*list), most_doubtful);
	return n;
}

enum nb_status nb_page_doubts(const struct nb_page *page, struct nb_keys *keys,
			      struct nb_error *err)
{
	struct doubt *list = nb_alloc(page->lines.count, sizeof(*list));
	size_t i;

	memset(keys, 0, sizeof(*keys));
	if (!list)
		return nb_fail_mem(err);
	keys->count = find_doubts(page, list);
	keys->list = nb_alloc(keys->count, sizeof(*keys->list));
	for (i = 0; keys->list && i < keys->count; i++)
		keys->list[i].boundary = list[i].boundary;
	free(list);
	if (!keys->list)
		return nb_fail_mem(err);
	return complete(page, keys, err);
}

enum nb_status nb_page_keys(const struct nb_page *page, struct nb_keys *keys,
			    struct nb_error *err)
{
	size_t i;

	memset(keys, 0, sizeof(*keys));
	keys->count = nb_page_boundaries(page);
	keys->list = nb_alloc(keys->count, sizeof(*keys->list));
	if (!keys->list)
		return nb_fail_mem(err);
	for (i = 0; i < keys->count; i++)
		keys->list[i].boundary = i;
	return complete(page, keys, err);
}

void nb_keys_free(struct nb_keys *keys)
{
	if (!keys)
		return;
	free(keys->list);
	nb_buf_free(&keys->text);
	memset(keys, 0, sizeof(*keys));
}

enum nb_status nb_decision_write(enum nb_decided what,
				 const struct nb_keys *keys,
				 const struct nb_key *key, struct nb_buf *out)
{
	const uint8_t *text = keys->text.data;
	enum nb_status st = nb_buf_printf(out, "%s\t", nb_decided_name(what));

	if (!st)
		st = nb_buf_add(out, text + key->left, key->left_len);
	if (!st)
		st = nb_buf_puts(out, "\t");
	if (!st)
		st = nb_buf_add(out, text + key->right, key->right_len);
	if (!st && key->occurrence > 1)
		st = nb_buf_printf(out, "\t%zu", key->occurrence);
	return st ? st : nb_buf_puts(out, "\n");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The breaks of a page as a person sees them, and the keys of decisions. */
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

/* How often the characters around a break have been seen so far. */
struct count {
	uint64_t hash; /* 0: the slot is free */
	size_t seen;
};

struct counts {
	struct count *slots;
	size_t mask;
};

/* The essence with a place in it, and NB_KEY_CHARACTERS before and behind. */
struct window {
	const char *text;
	size_t len;
	size_t low, at, high;
};

static size_t step(const struct window *w, size_t at)
{
	uint32_t cp;

	return at < w->len ? at + nb_utf8_get(w->text + at, w->len - at, &cp)
			   : at;
}

static void first_window(struct window *w)
{
	int i;

	w->low = w->at = w->high = 0;
	for (i = 0; i < NB_KEY_CHARACTERS; i++)
		w->high = step(w, w->high);
}

static void next_window(struct window *w, size_t places)
{
	w->at = step(w, w->at);
	w->high = step(w, w->high);
	if (places >= NB_KEY_CHARACTERS)
		w->low = step(w, w->low);
}

static uint64_t hash_window(const struct window *w)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = w->low; i < w->high; i++)
		h = (h ^ (uint8_t)w->text[i]) * 1099511628211u;
	h = (h ^ (w->at - w->low)) * 1099511628211u;
	return h ? h : 1;
}

static struct count *slot(const struct counts *c, uint64_t hash)
{
	size_t i = (size_t)(hash ^ hash >> 32) & c->mask;

	while (c->slots[i].hash && c->slots[i].hash != hash)
		i = (i + 1) & c->mask;
	return &c->slots[i];
}

/* Places before this one with the same characters; the window is at the end of
 * the page, so that another place has more behind it. */
static size_t count_before(const struct window *w)
{
	size_t len = w->high - w->low, at, n = 0;

	for (at = 0; at < w->low; at++)
		n += memcmp(w->text + at, w->text + w->low, len) == 0;
	return n;
}

/* Go over the essence; `wanted` has for each line its key's index + 1, or 0.
 * Twice: the first time makes the slots, the second counts. */
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

static size_t characters_left(const char *s, size_t at, struct nb_buf *out)
{
	size_t places[NB_KEY_CHARACTERS], sizes[NB_KEY_CHARACTERS], n = 0;
	size_t start = out->len;
	uint32_t cp = 0;

	while (at > 0 && n < NB_KEY_CHARACTERS) {
		size_t size = nb_utf8_prev(s, at, &cp);

		at -= size;
		if (nb_is_space(cp))
			continue;
		places[n] = at;
		sizes[n++] = size;
	}
	while (n-- > 0)
		if (nb_buf_add(out, s + places[n], sizes[n]))
			return 0;
	return out->len - start;
}

static size_t characters_right(const char *s, size_t at, size_t len,
			       struct nb_buf *out)
{
	size_t start = out->len;
	uint32_t cp = 0;
	int n = 0;

	while (at < len && n < NB_KEY_CHARACTERS) {
		size_t size = nb_utf8_get(s + at, len - at, &cp);

		if (!nb_is_space(cp)) {
			if (nb_buf_add(out, s + at, size))
				return 0;
			n++;
		}
		at += size;
	}
	return out->len - start;
}

/* A key has text on both sides: none means that memory is out. */
static enum nb_status spell(const struct nb_page *page, struct nb_keys *keys,
			    struct nb_key *key, struct nb_error *err)
{
	struct nb_boundary b;

	nb_page_boundary(page, key->boundary, &b);
	key->left = keys->text.len;
	key->left_len = characters_left(page->source, b.offset, &keys->text);
	key->right = keys->text.len;
	key->right_len = characters_right(page->source, b.offset + b.len,
					  page->source_len, &keys->text);
	return key->left_len && key->right_len ? NB_OK : nb_fail_mem(err);
}

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

struct doubt {
	size_t boundary;
	double certainty;
};

static int most_doubtful(const void *a, const void *b)
{
	const struct doubt *x = a, *y = b;

	if (x->certainty != y->certainty)
		return x->certainty < y->certainty ? -1 : 1;
	return x->boundary < y->boundary ? -1 : 1;
}

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

enum nb_status nb_decision_write(bool join, const struct nb_keys *keys,
				 const struct nb_key *key, struct nb_buf *out)
{
	const uint8_t *text = keys->text.data;
	enum nb_status st = nb_buf_puts(out, join ? "join\t" : "keep\t");

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

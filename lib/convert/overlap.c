/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting what two divisions of a page have in common (overlap.h).
 *
 * Nearly all paragraphs of a page that comes again are unchanged. They are
 * found by sorting, wherever they moved to. Items that are unchanged as a whole
 * come first: a byline that is an item of its own may stand in others, too, and
 * one of those may be in front of it now. What remains on both sides is
 * compared character by character (base/diff.h), which finds changed paragraphs
 * as long as they stayed in order.
 */
#include "base/alloc.h"
#include "base/diff.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "convert/overlap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Shorter runs of equal characters are common by chance. */
#define RUN_LEAST 4u

enum nb_status nb_paras_add(struct nb_paras *p, unsigned item, const char *text,
			    size_t len)
{
	struct nb_para *grown;
	uint32_t *chars = nb_grow(p->chars, &p->char_cap,
				  p->char_count + len + 1, sizeof(*chars));
	size_t start = p->char_count, at = 0;

	if (!chars)
		return NB_NOMEM;
	p->chars = chars;
	while (at < len) {
		uint32_t c = NB_REPLACEMENT_CHARACTER;
		size_t n = nb_utf8_get(text + at, len - at, &c);

		at += n ? n : 1;
		if (!nb_is_space(c))
			chars[p->char_count++] = c;
	}
	if (p->char_count == start)
		return NB_OK;
	grown = nb_grow(p->list, &p->cap, p->count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	p->list = grown;
	grown[p->count++] =
		(struct nb_para){start, p->char_count - start, item};
	return NB_OK;
}

void nb_paras_free(struct nb_paras *p)
{
	free(p->chars);
	free(p->list);
	memset(p, 0, sizeof(*p));
}

/* ---- pairs of items */

/* Note that two items have so many characters in common. Pairs mostly come
 * several times one after the other, and are then one entry. */
static enum nb_status add_common(struct nb_overlap *o, unsigned old,
				 unsigned new, size_t chars)
{
	struct nb_common *last = o->count ? &o->list[o->count - 1] : NULL;

	if (last && last->old == old && last->new == new) {
		last->chars += (uint32_t)chars;
		return NB_OK;
	}
	last = nb_grow(o->list, &o->cap, o->count + 1, sizeof(*last));
	if (!last)
		return NB_NOMEM;
	o->list = last;
	o->list[o->count++] = (struct nb_common){old, new, (uint32_t)chars};
	return NB_OK;
}

/* For qsort(). */
static int by_items(const void *a, const void *b)
{
	const struct nb_common *x = a, *y = b;

	if (x->old != y->old)
		return x->old < y->old ? -1 : 1;
	return (x->new > y->new) - (x->new < y->new);
}

/* Sort the pairs, and make one of those that are equal. */
static void merge_common(struct nb_overlap *o)
{
	size_t i, kept = 0;

	if (o->count == 0)
		return;
	qsort(o->list, o->count, sizeof(*o->list), by_items);
	for (i = 1; i < o->count; i++) {
		if (by_items(&o->list[kept], &o->list[i]) == 0)
			o->list[kept].chars += o->list[i].chars;
		else
			o->list[++kept] = o->list[i];
	}
	o->count = kept + 1;
}

void nb_overlap_free(struct nb_overlap *o)
{
	free(o->list);
	memset(o, 0, sizeof(*o));
}

/* ---- items and paragraphs that are the same */

/*
 * A paragraph, or all of an item, while they are sorted. qsort() has no
 * context, so each one knows its page.
 */
struct part {
	const struct nb_paras *page;
	const struct nb_para *first;
	size_t count; /* of its paragraphs */
	size_t len;   /* characters */
};

/* The order of two parts by length and characters. Any order would do. */
static int by_text(const struct part *x, const struct part *y)
{
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->page->chars + x->first->at,
		      y->page->chars + y->first->at,
		      x->len * sizeof(*x->page->chars));
}

/* For qsort(): equal parts stay in the order of the page. */
static int by_text_and_place(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = by_text(x, y);

	return order ? order : (x->first > y->first) - (x->first < y->first);
}

/*
 * What of a page is not done, in order: its items as a whole, or its
 * paragraphs. NULL: no memory.
 */
static struct part *sort_parts(const struct nb_paras *p, bool whole,
			       const bool *done, size_t *count)
{
	struct part *list = nb_alloc(p->count + 1, sizeof(*list));
	size_t i, n = 0;

	for (i = 0; list && i < p->count; i++) {
		const struct nb_para *one = &p->list[i];

		if (done[i])
			continue;
		if (whole && n && list[n - 1].first->item == one->item) {
			list[n - 1].count++;
			list[n - 1].len += one->len;
		} else {
			list[n++] = (struct part){p, one, 1, one->len};
		}
	}
	if (n)
		qsort(list, n, sizeof(*list), by_text_and_place);
	*count = n;
	return list;
}

static void mark_done(const struct part *part, bool *done)
{
	size_t i, first = (size_t)(part->first - part->page->list);

	for (i = 0; i < part->count; i++)
		done[first + i] = true;
}

/*
 * Pair the n-th of equal parts on one side with the n-th on the other, count
 * their characters, and mark them as done.
 */
static enum nb_status pair_sorted(const struct part *old, size_t old_count,
				  const struct part *new, size_t new_count,
				  struct nb_overlap *common, bool *old_done,
				  bool *new_done)
{
	enum nb_status st = NB_OK;
	size_t i = 0, j = 0;

	while (!st && i < old_count && j < new_count) {
		int order = by_text(&old[i], &new[j]);

		if (order < 0) {
			i++;
		} else if (order > 0) {
			j++;
		} else {
			st = add_common(common, old[i].first->item,
					new[j].first->item, old[i].len);
			mark_done(&old[i++], old_done);
			mark_done(&new[j++], new_done);
		}
	}
	return st;
}

/* Pair what is equal and not done: whole items, or paragraphs. */
static enum nb_status pair_equal(const struct nb_paras *before,
				 const struct nb_paras *after, bool whole,
				 struct nb_overlap *common, bool *old_done,
				 bool *new_done)
{
	size_t old_count, new_count;
	struct part *old = sort_parts(before, whole, old_done, &old_count);
	struct part *new = sort_parts(after, whole, new_done, &new_count);
	enum nb_status st = NB_NOMEM;

	if (old && new)
		st = pair_sorted(old, old_count, new, new_count, common,
				 old_done, new_done);
	free(old);
	free(new);
	return st;
}

/* ---- the rest, character by character */

/* The characters of what is not paired, and the item of each. */
struct rest {
	uint32_t *chars;
	unsigned *items;
	size_t count;
};

/* Collect what is not done; false: no memory. */
static bool collect_rest(const struct nb_paras *p, const bool *done,
			 struct rest *rest)
{
	size_t i, k;

	rest->chars = nb_alloc(p->char_count + 1, sizeof(*rest->chars));
	rest->items = nb_alloc(p->char_count + 1, sizeof(*rest->items));
	if (!rest->chars || !rest->items)
		return false;
	for (i = 0; i < p->count; i++) {
		const struct nb_para *one = &p->list[i];

		for (k = 0; !done[i] && k < one->len; k++) {
			rest->chars[rest->count] = p->chars[one->at + k];
			rest->items[rest->count++] = one->item;
		}
	}
	return true;
}

/* Count the common runs of what is left. */
static enum nb_status compare_rest(const struct rest *old,
				   const struct rest *new,
				   struct nb_overlap *common)
{
	struct nb_matches m;
	enum nb_status st =
		nb_diff(old->chars, old->count, new->chars, new->count, &m);
	size_t i, k;

	for (i = 0; !st && i < m.count; i++) {
		const struct nb_match *run = &m.list[i];

		for (k = 0; !st && run->len >= RUN_LEAST && k < run->len; k++)
			st = add_common(common, old->items[run->a + k],
					new->items[run->b + k], 1);
	}
	nb_matches_free(&m);
	return st;
}

enum nb_status nb_overlap_find(const struct nb_paras *before,
			       const struct nb_paras *after,
			       struct nb_overlap *common)
{
	bool *old_done = nb_alloc(before->count + 1, sizeof(*old_done));
	bool *new_done = nb_alloc(after->count + 1, sizeof(*new_done));
	struct rest left = {NULL, NULL, 0}, right = {NULL, NULL, 0};
	enum nb_status st = NB_NOMEM;

	memset(common, 0, sizeof(*common));
	if (!old_done || !new_done)
		goto out;
	st = pair_equal(before, after, true, common, old_done, new_done);
	if (!st)
		st = pair_equal(before, after, false, common, old_done,
				new_done);
	if (!st && (!collect_rest(before, old_done, &left) ||
		    !collect_rest(after, new_done, &right)))
		st = NB_NOMEM;
	if (!st)
		st = compare_rest(&left, &right, common);
	merge_common(common);
out:
	free(old_done);
	free(new_done);
	free(left.chars);
	free(left.items);
	free(right.chars);
	free(right.items);
	return st;
}

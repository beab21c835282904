/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking for several words at once.
 *
 * Many words are sorted by their bytes. Of all words up to a text in this
 * order, the greatest begins with the longest word that the text begins with:
 * whatever stands between that word and the text begins with it, too. So one
 * binary search and a walk along the words that are prefixes of others find it.
 * A table of the first two bytes tells for nearly every place that no word
 * begins there, and where the search begins otherwise.
 */
#include "find/match/words.h"
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Pairs of bytes; a word of one byte has 0 as the second one. */
#define PAIRS ((size_t)1 << 16)

/* `list` is borrowed; the arrays are owned and NULL for a few words. */
struct nb_words {
	struct nb_needle *list; /* sorted */
	size_t count;
	/* Of each word the index of the longest other word that it begins
	 * with, plus 1; 0: none. */
	uint32_t *shorter;
	/* The words with a pair of first bytes are those from begins[pair] to
	 * begins[pair + 1]. */
	uint32_t *begins;
};

static int compare_words(const void *a, const void *b)
{
	const struct nb_needle *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->bytes, y->bytes, n);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* The bytes that a word and a text have in common at their beginnings. */
static size_t common(const struct nb_needle *w, const char *s, size_t len)
{
	size_t n = 0;

	while (n < w->len && n < len && w->bytes[n] == s[n])
		n++;
	return n;
}

static size_t pair_of(const char *s, size_t len)
{
	return (size_t)(uint8_t)s[0] << 8 | (len > 1 ? (uint8_t)s[1] : 0u);
}

/* Fill in w->shorter and w->begins of a sorted list. */
static void link_words(struct nb_words *w)
{
	size_t i, k, pair = 0;

	for (i = 0; i < w->count; i++) {
		const struct nb_needle *word = &w->list[i];

		/* As in nb_words_next(): from the word before it, go along
		 * those that it begins with. */
		for (k = i; k > 0; k = w->shorter[k - 1])
			if (common(&w->list[k - 1], word->bytes, word->len) ==
			    w->list[k - 1].len)
				break;
		w->shorter[i] = (uint32_t)k;
		while (pair <= pair_of(word->bytes, word->len))
			w->begins[pair++] = (uint32_t)i;
	}
	while (pair <= PAIRS)
		w->begins[pair++] = (uint32_t)w->count;
}

enum nb_status nb_words_create(struct nb_needle *list, size_t count,
			       struct nb_words **words)
{
	struct nb_words *w = nb_alloc(1, sizeof(*w));

	*words = w;
	if (!w)
		return NB_NOMEM;
	w->list = list;
	w->count = count;
	if (count <= NB_WORDS_FEW)
		return NB_OK;
	if (count < UINT32_MAX) {
		w->shorter = nb_alloc(count, sizeof(*w->shorter));
		w->begins = nb_alloc(PAIRS + 1, sizeof(*w->begins));
	}
	if (!w->shorter || !w->begins) {
		nb_words_free(w);
		*words = NULL;
		return NB_NOMEM;
	}
	qsort(list, count, sizeof(*list), compare_words);
	link_words(w);
	return NB_OK;
}

void nb_words_free(struct nb_words *w)
{
	if (!w)
		return;
	free(w->shorter);
	free(w->begins);
	free(w);
}

/* ---- a few words */

void nb_words_begin(const struct nb_words *w, const char *p, const char *end,
		    struct nb_words_place *place)
{
	size_t i;

	if (w->count > NB_WORDS_FEW)
		return;
	for (i = 0; i < w->count; i++)
		place->next[i] = nb_seek(&w->list[i], p, end);
}

/* The first place of a few words. */
static const char *next_of_few(const struct nb_words *w, const char *p,
			       const char *end, struct nb_words_place *place,
			       size_t *len)
{
	const char *best = NULL;
	size_t i;

	for (i = 0; i < w->count; i++) {
		const char **next = &place->next[i];

		if (*next && *next < p)
			*next = nb_seek(&w->list[i], p, end);
		if (!*next ||
		    (best && (*next > best ||
			      (*next == best && w->list[i].len <= *len))))
			continue;
		best = *next;
		*len = w->list[i].len;
	}
	return best;
}

/* ---- many words */

/* The length of the longest word that the text at p begins with; 0: none. */
static size_t longest_at(const struct nb_words *w, const char *p,
			 const char *end)
{
	size_t len = (size_t)(end - p), pair = pair_of(p, len), i;
	size_t low = w->begins[pair], high = w->begins[pair + 1];
	size_t one = w->begins[pair & 0xff00]; /* where a word of one byte is */
	const struct nb_needle text = {p, len, 0};

	if (low == high && (one == w->count || w->list[one].len > 1))
		return 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_words(&w->list[mid], &text) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (i = low; i > 0; i = w->shorter[i - 1])
		if (w->list[i - 1].len <= len &&
		    memcmp(w->list[i - 1].bytes, p, w->list[i - 1].len) == 0)
			return w->list[i - 1].len;
	return 0;
}

const char *nb_words_next(const struct nb_words *w, const char *p,
			  const char *end, struct nb_words_place *place,
			  size_t *len)
{
	if (w->count <= NB_WORDS_FEW)
		return next_of_few(w, p, end, place, len);
	for (; p < end; p++) {
		/* A character goes on: no word begins here. */
		if (((uint8_t)*p & 0xc0) == 0x80)
			continue;
		*len = longest_at(w, p, end);
		if (*len)
			return p;
	}
	return NULL;
}

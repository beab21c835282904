/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which words the units of a page share (links.h). Each word of a unit is
 * linked to the unit before it that has the word last. A link weighs the more
 * the fewer units of the page have the word: the logarithm of the inverse of
 * their share. Links show what belongs together: few of them go across the
 * start of an item.
 */
#include "article/links.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define WORD_COUNT (1u << NB_WORD_LOG)
/* Links that reach further than so many units say nothing of a boundary. */
#define REACH 8u
/* Boundaries on either side that one is compared with. */
#define VALLEY 5u
/* Units of the same text are counted by a hash of so many values. */
#define TWINS 4096u
#define TWIN_BYTES 126u /* of the longest */
/* Words that fewer units have are most of all. */
#define FEW 16u
/* Units that are linked: those of a page that the trees are asked about, and
 * many more. The others have no links. */
#define MOST_UNITS 65000u

/*
 * What is known of a word. The table is cleared for each page, and so it is
 * kept small.
 */
struct word {
	uint16_t last; /* 1 + the last unit that has it; 0: none so far */
	uint16_t units;
};

/* The links of one unit: their weights by distance, and what all its words
 * weigh. */
struct linked {
	uint32_t back[3], ahead[3];
	uint32_t all;
	int64_t cross; /* weight of the links across the boundary before it */
};

/* The words of a page and their links. */
struct page {
	const struct nb_views *views;
	struct word *words;
	struct linked *linked;
	size_t count;
	/* The weight of a word by the number of units that have it, for all but
	 * the most common words. */
	unsigned weights[FEW];
};

/* 16 times log2 of n / 16, for n >= 16, by integers: the same on every machine.
 */
static unsigned log_of(uint64_t n)
{
	unsigned log = 0;

	while (n >> log >= 32)
		log++;
	return log * 16 + (unsigned)(n >> log) - 16;
}

/* What a link by a word weighs that so many units have. */
static unsigned weight_of(const struct page *p, uint32_t units)
{
	return log_of((uint64_t)p->count * 16 / units);
}

/* Count the units that have each word. */
static void count_words(struct page *p)
{
	size_t units = p->count < MOST_UNITS ? p->count : MOST_UNITS;
	size_t n = units ? p->views->word_ends[units - 1] : 0, i;

	for (i = 0; i < n; i++)
		p->words[p->views->words[i]].units++;
}

/* Link a word of unit i to the unit that had it last. */
static void link_word(struct page *p, struct word *w, uint32_t i)
{
	uint32_t far = i + 1 - w->last;
	unsigned weight =
		w->units < FEW ? p->weights[w->units] : weight_of(p, w->units);
	unsigned step = far == 1 ? 0 : far < 4 ? 1 : 2;

	p->linked[i].all += weight;
	if (w->last && far <= REACH) {
		p->linked[i].back[step] += weight;
		p->linked[w->last - 1].ahead[step] += weight;
		p->linked[w->last].cross += weight;
		p->linked[i + 1].cross -= weight;
	}
	w->last = (uint16_t)(i + 1);
}

static void link_all(struct page *p)
{
	size_t i, k = 0;
	uint32_t units;

	for (units = 1; units < FEW && units <= p->count; units++)
		p->weights[units] = weight_of(p, units);
	for (i = 0; i < p->count && i < MOST_UNITS; i++)
		for (; k < p->views->word_ends[i]; k++)
			link_word(p, &p->words[p->views->words[k]],
				  (uint32_t)i);
	for (i = 1; i < p->count; i++)
		p->linked[i].cross += p->linked[i - 1].cross;
}

static uint8_t part(uint64_t n, uint64_t of)
{
	uint64_t x = of ? n * 255 / of : 0;

	return (uint8_t)(x > 255 ? 255 : x);
}

/* How many of the boundaries around that before unit i have fewer links. */
static uint8_t depth(const struct page *p, size_t i)
{
	size_t from = i > VALLEY ? i - VALLEY : 1;
	size_t to = i + VALLEY < p->count ? i + VALLEY : p->count - 1, k;
	unsigned n = 0;

	for (k = from; k <= to; k++)
		n += p->linked[k].cross < p->linked[i].cross;
	return (uint8_t)n;
}

static void set_traits(const struct page *p, uint8_t *traits)
{
	uint64_t mean = 0;
	size_t i;

	for (i = 0; i < p->count; i++)
		mean += (uint64_t)p->linked[i].cross;
	mean = mean / (p->count ? p->count : 1) * 4 + 1;
	for (i = 0; i < p->count; i++) {
		const struct linked *l = &p->linked[i];
		uint8_t *t = traits + i * NB_TRAITS;
		uint64_t own = 0u + l->back[0] + l->back[1] + l->back[2];

		t[NB_TRAIT_BACK_1] = part(l->back[0], l->all);
		t[NB_TRAIT_BACK_3] = part(l->back[1], l->all);
		t[NB_TRAIT_BACK_9] = part(l->back[2], l->all);
		t[NB_TRAIT_AHEAD_1] = part(l->ahead[0], l->all);
		t[NB_TRAIT_AHEAD_3] = part(l->ahead[1], l->all);
		t[NB_TRAIT_AHEAD_9] = part(l->ahead[2], l->all);
		t[NB_TRAIT_CROSS] = part((uint64_t)l->cross, mean);
		t[NB_TRAIT_ROUND] = part((uint64_t)l->cross - own, mean);
		t[NB_TRAIT_VALLEY] = i ? depth(p, i) : 0;
	}
}

/* ---- units with the same text */

static uint32_t text_hash(const char *s, size_t len)
{
	uint32_t h = 1;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (uint8_t)s[i]) * 0x01000193u;
	return h ^ h >> 15;
}

/* Count the other short units with the same text as each. */
static void count_twins(const char *text, const struct nb_unit *units,
			size_t count, uint8_t *traits)
{
	uint8_t of[TWINS] = {0}, *n;
	size_t i, round;

	for (round = 0; round < 2; round++)
		for (i = 0; i < count; i++) {
			if (units[i].len > TWIN_BYTES)
				continue;
			n = &of[text_hash(text + units[i].offset,
					  units[i].len) %
				TWINS];
			if (round == 0)
				*n = (uint8_t)(*n + (*n < 21));
			else
				traits[i * NB_TRAITS + NB_TRAIT_TWINS] =
					(uint8_t)(*n - 1);
		}
}

enum nb_status nb_links_find(const char *text, const struct nb_unit *units,
			     const struct nb_views *views, uint8_t *traits,
			     struct nb_error *err)
{
	struct page p = {.views = views, .count = views->count};
	enum nb_status st = NB_OK;

	p.words = nb_alloc(WORD_COUNT, sizeof(*p.words));
	p.linked = nb_alloc((uint64_t)p.count + 1, sizeof(*p.linked));
	if (!p.words || !p.linked) {
		st = nb_fail_mem(err);
	} else {
		count_words(&p);
		link_all(&p);
		set_traits(&p, traits);
		count_twins(text, units, p.count, traits);
	}
	free(p.words);
	free(p.linked);
	return st;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting units (units.h). Nearly all are of Han characters, which need no
 * memory but their place in the table; a word of other letters is kept once.
 */
#include "stat/units.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/unicode.h"
#include "base/utf8.h"

/* Places of the first table; a power of two. */
#define FIRST_PLACES ((size_t)1 << 12)

/* Longer words are cut into pieces of this size: nothing that a newspaper
 * prints comes near. */
#define WORD_MAX 256u

/* So many units are on their way from memory at a time. */
#define WAITING 16u

/* ---- the table */

/* Multiply, and let the upper bits, which all others have an effect on, decide
 * on the lower ones: Han characters that follow each other in a table of
 * characters would stand close together in this one, too. */
static uint64_t mix(uint64_t h)
{
	h *= 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

/* The hash of Han characters, or of the bytes of a word. */
static uint64_t hash_of(uint64_t key, const char *word, size_t len)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	if (!(key & NBARC_UNIT_WORD))
		return mix(key);
	for (i = 0; i < len; i++)
		h = (h ^ (uint8_t)word[i]) * 1099511628211u;
	return mix(h);
}

/* The bytes of a word that is in the table. */
static const char *word_at(const struct nbarc_units *u, uint64_t key)
{
	return (const char *)u->words.data + (key & ~NBARC_UNIT_WORD);
}

/* The hash of a unit that is in the table. */
static uint64_t hash_in(const struct nbarc_units *u, uint64_t key)
{
	const char *word = key & NBARC_UNIT_WORD ? word_at(u, key) : "";

	return hash_of(key, word, strlen(word));
}

/* Make the table four times as large: a large archive has a million units,
 * which takes five steps from the first table on. */
static enum nb_status widen(struct nbarc_units *u)
{
	size_t size = u->size ? 4 * u->size : FIRST_PLACES, i, at;
	struct nbarc_unit *places = nb_alloc(size, sizeof(*places));

	if (!places)
		return NB_NOMEM;
	for (i = 0; i < u->size; i++) {
		if (!u->places[i].key)
			continue;
		at = (size_t)hash_in(u, u->places[i].key) & (size - 1);
		while (places[at].key)
			at = (at + 1) & (size - 1);
		places[at] = u->places[i];
	}
	free(u->places);
	u->places = places;
	u->size = size;
	return NB_OK;
}

/* Is the unit in this place the one that is looked for? A word is compared with
 * its final NUL, so that no word is taken for one that begins with it. */
static bool is_it(const struct nbarc_units *u, uint64_t there, uint64_t key,
		  const char *word, size_t len)
{
	if (!(key & NBARC_UNIT_WORD))
		return there == key;
	return (there & NBARC_UNIT_WORD) &&
	       memcmp(word_at(u, there), word, len) == 0 &&
	       word_at(u, there)[len] == '\0';
}

/* Find the place of a unit, or take one: of Han characters, or of a word, whose
 * key is NBARC_UNIT_WORD. NULL without memory. */
static struct nbarc_unit *place_of(struct nbarc_units *u, uint64_t key,
				   const char *word, size_t len)
{
	size_t at;

	if (u->count >= u->size / 4 * 3 && widen(u))
		return NULL;
	at = (size_t)hash_of(key, word, len) & (u->size - 1);
	while (u->places[at].key) {
		if (is_it(u, u->places[at].key, key, word, len))
			return &u->places[at];
		at = (at + 1) & (u->size - 1);
	}
	if (key & NBARC_UNIT_WORD) {
		/* Words are compared up to WORD_MAX bytes wherever they begin,
		 * so that there have to be so many. */
		key |= u->words.len ? u->words.len : 1;
		if (nb_buf_reserve(&u->words, 1 + len + 1 + WORD_MAX))
			return NULL;
		if (!u->words.len)
			u->words.data[u->words.len++] = '\0';
		memcpy(u->words.data + u->words.len, word, len);
		memset(u->words.data + u->words.len + len, 0, 1 + WORD_MAX);
		u->words.len += len + 1;
	}
	u->places[at].key = key;
	u->count++;
	return &u->places[at];
}

/* ---- text */

/* What a character is to a unit. Kana, Cyrillic and the like are in none: where
 * their words begin and end is another question. */
enum sort { OTHER, HAN, LETTER };

static enum sort sort_of(uint32_t c)
{
	if (nb_is_han(c))
		return HAN;
	if ((c | 32) - 'a' < 26 || c - '0' < 10)
		return LETTER;
	return c >= NB_LATIN_FIRST && c <= NB_LATIN_LAST &&
			       c != NB_MULTIPLICATION_SIGN &&
			       c != NB_DIVISION_SIGN
		       ? LETTER
		       : OTHER;
}

/* Going through a text. */
struct reading {
	struct nbarc_units *units;
	const char *text;
	nbarc_unit_part *part;
	void *context;
	uint64_t key;  /* of the last Han characters that follow each other */
	uint64_t mask; /* of the bits of a key */
	size_t run;    /* how many follow each other */
	size_t begins[4]; /* where the last ones begin, by run modulo 4 */
	size_t word;	  /* where a word began that goes on; SIZE_MAX: none */
	/*
	 * Units of Han characters that were read and wait to be counted, by
	 * their number modulo WAITING. The table is too large for the caches
	 * of a processor, and most of the time would go by until a place has
	 * come from memory; so the place of a unit is asked for when it is
	 * read.
	 */
	struct {
		uint64_t key;
		enum nbarc_part part;
	} waiting[WAITING];
	size_t read, counted; /* the numbers of the next ones */
};

/* Count a unit, at once. */
static enum nb_status add(struct reading *r, uint64_t key, enum nbarc_part part,
			  const char *word, size_t len)
{
	struct nbarc_unit *unit = place_of(r->units, key, word, len);

	if (!unit)
		return NB_NOMEM;
	unit->counts[part]++;
	r->units->totals[part]++;
	return NB_OK;
}

/* Count the units that wait until no more than `most` are left. */
static enum nb_status settle(struct reading *r, size_t most)
{
	enum nb_status st = NB_OK;
	size_t i;

	while (!st && r->read - r->counted > most) {
		i = r->counted++ % WAITING;
		st = add(r, r->waiting[i].key, r->waiting[i].part, "", 0);
	}
	return st;
}

/* Count a unit of Han characters, or a word, at once or later. */
static enum nb_status count(struct reading *r, uint64_t key, size_t from,
			    size_t to)
{
	enum nbarc_part part;
	size_t i = r->read % WAITING;
	enum nb_status st;

	if (!r->part(r->context, from, to, &part))
		return NB_OK;
	if (key & NBARC_UNIT_WORD)
		return add(r, key, part, r->text + from, to - from);
	st = settle(r, WAITING - 1);
	if (r->units->size)
		__builtin_prefetch(
			&r->units->places[mix(key) & (r->units->size - 1)]);
	r->waiting[i].key = key;
	r->waiting[i].part = part;
	r->read++;
	return st;
}

/* A character that is no letter, or the end: a word ends before it. */
static enum nb_status end_word(struct reading *r, size_t at)
{
	size_t from = r->word;

	r->word = SIZE_MAX;
	return from == SIZE_MAX ? NB_OK : count(r, NBARC_UNIT_WORD, from, at);
}

/* Take a Han character, with which a unit ends if there are enough before it.
 */
static enum nb_status take_han(struct reading *r, uint32_t c, size_t at,
			       size_t len)
{
	unsigned han = r->units->han;

	r->key = (r->key << 21 | c) & r->mask;
	r->begins[++r->run % 4] = at;
	return r->run < han
		       ? NB_OK
		       : count(r, r->key, r->begins[(r->run - han + 1) % 4],
			       at + len);
}

/* Take one character, which stands at `at`. A letter goes on with a word or
 * begins one. */
static enum nb_status take(struct reading *r, uint32_t c, size_t at, size_t len)
{
	enum sort sort = sort_of(c);
	enum nb_status st = NB_OK;

	if (sort == LETTER && r->word != SIZE_MAX &&
	    at - r->word <= WORD_MAX - 4)
		return NB_OK;
	if (r->word != SIZE_MAX)
		st = end_word(r, at);
	if (!st && sort == HAN)
		return take_han(r, c, at, len);
	r->run = 0;
	if (sort == LETTER)
		r->word = at;
	return st;
}

enum nb_status nbarc_units_add(struct nbarc_units *units, const char *text,
			       size_t len, nbarc_unit_part *part, void *context)
{
	struct reading r = {.units = units,
			    .text = text,
			    .part = part,
			    .context = context,
			    .mask = ((uint64_t)1 << 21 * units->han) - 1,
			    .word = SIZE_MAX};
	enum nb_status st = NB_OK;
	size_t at, n;
	uint32_t c;

	for (at = 0; !st && at < len; at += n) {
		n = nb_utf8_next(text + at, len - at, &c);
		st = take(&r, c, at, n);
	}
	if (!st)
		st = settle(&r, 0);
	return st ? st : end_word(&r, len);
}

enum nb_status nbarc_units_merge(struct nbarc_units *units,
				 struct nbarc_units *others)
{
	enum nb_status st = NB_OK;
	size_t i;

	/* The first ones are taken as they are: with one thread, nothing is
	 * copied. */
	if (units->count == 0) {
		nbarc_units_free(units);
		*units = *others;
		memset(others, 0, sizeof(*others));
		return NB_OK;
	}
	for (i = 0; !st && i < others->size; i++) {
		const struct nbarc_unit *o = &others->places[i];
		const char *word =
			o->key & NBARC_UNIT_WORD ? word_at(others, o->key) : "";
		struct nbarc_unit *u;

		if (!o->key)
			continue;
		u = place_of(units, *word ? NBARC_UNIT_WORD : o->key, word,
			     strlen(word));
		if (!u) {
			st = NB_NOMEM;
			break;
		}
		u->counts[0] += o->counts[0];
		u->counts[1] += o->counts[1];
	}
	units->totals[0] += others->totals[0];
	units->totals[1] += others->totals[1];
	nbarc_units_free(others);
	return st;
}

enum nb_status nbarc_unit_text(const struct nbarc_units *units, uint64_t key,
			       struct nb_buf *out)
{
	unsigned bits = 21 * units->han;
	enum nb_status st = NB_OK;
	char c[4];

	if (key & NBARC_UNIT_WORD)
		return nb_buf_puts(out, word_at(units, key));
	while (!st && bits) {
		bits -= 21;
		st = nb_buf_add(
			out, c,
			nb_utf8_put(c, (uint32_t)(key >> bits & 0x1fffff)));
	}
	return st;
}

void nbarc_units_free(struct nbarc_units *u)
{
	free(u->places);
	nb_buf_free(&u->words);
	memset(u, 0, sizeof(*u));
}

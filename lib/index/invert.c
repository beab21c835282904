/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inverting texts.
 *
 * Characters and pairs get numbers in the order in which they are met. For each
 * document the numbers that are new in it are appended to one long array, so
 * that nothing grows but its end. When the texts are written, the array is
 * sorted by counting, and the numbers by what they stand for.
 */
#include "index/invert.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Numbers in the long array after which it is written: 128 MiB with the sorted
 * copy. */
#define FULL ((size_t)1 << 24)

/* Code points; a pair is the first one times this, plus the second. */
#define POINTS 0x110000u

/* Code points of a page of characters: a text has few of all pages. */
#define PAGE 256u

/* Values of enum nb_index_kind. */
#define KINDS 3u

/* A character or a pair. */
struct slot {
	uint64_t key;  /* of a pair; 0: the slot is free */
	uint32_t id;   /* its number, from 0 */
	uint32_t last; /* number of the document that had it last, from 1 */
};

/* What a number stands for. */
struct meaning {
	uint64_t key;
	uint32_t id;
};

/* Everything is owned. */
struct nb_inverter {
	/* Characters by code point, page by page; NULL: none of a page was met
	 * so far; last 0: this one was not. */
	struct slot *singles[POINTS / PAGE];
	struct slot *pairs; /* a hash table of `size` slots, a power of two */
	size_t size, pair_count;
	struct meaning *meanings; /* by number */
	uint32_t ids;
	size_t meanings_cap;
	uint32_t *numbers; /* the long array */
	size_t count, cap;
	size_t *ends; /* of each document in it */
	size_t ends_cap;
	uint32_t documents, chars;
	/* While it is written: the documents, sorted by number, and where each
	 * list begins. */
	uint32_t *lists;
	size_t *starts;
};

bool nb_index_has(uint32_t c)
{
	if (c < 0x80)
		return (c - '0' < 10) || ((c | 32) - 'a' < 26);
	return (c >= 0xc0 && c < 0x2000) || (c >= 0x2e80 && c < 0x2fe0) ||
	       (c >= 0x3005 && c < 0x3008) || (c >= 0x3040 && c < 0xd800) ||
	       (c >= 0xf900 && c < 0xfb00) || (c >= 0x20000 && c < 0x40000);
}

enum nb_status nb_inverter_create(struct nb_inverter **inverter)
{
	struct nb_inverter *v = nb_alloc(1, sizeof(*v));

	*inverter = v;
	if (!v)
		return NB_NOMEM;
	v->size = (size_t)1 << 16;
	v->pairs = nb_alloc(v->size, sizeof(*v->pairs));
	if (v->pairs)
		return NB_OK;
	nb_inverter_free(v);
	*inverter = NULL;
	return NB_NOMEM;
}

/* Free the pages of characters. */
static void free_singles(struct nb_inverter *v)
{
	size_t i;

	for (i = 0; i < POINTS / PAGE; i++) {
		free(v->singles[i]);
		v->singles[i] = NULL;
	}
}

void nb_inverter_free(struct nb_inverter *v)
{
	if (!v)
		return;
	free_singles(v);
	free(v->pairs);
	free(v->meanings);
	free(v->numbers);
	free(v->ends);
	free(v->lists);
	free(v->starts);
	free(v);
}

void nb_inverter_clear(struct nb_inverter *v)
{
	free_singles(v);
	memset(v->pairs, 0, v->size * sizeof(*v->pairs));
	v->pair_count = v->count = 0;
	v->ids = v->documents = v->chars = 0;
}

/* ---- adding */

enum nb_status nb_inverter_document(struct nb_inverter *v)
{
	size_t *grown = nb_grow(v->ends, &v->ends_cap, (size_t)v->documents + 1,
				sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	v->ends = grown;
	v->ends[v->documents++] = v->count;
	return NB_OK;
}

/* Give a new character or pair its number. */
static enum nb_status give_number(struct nb_inverter *v, struct slot *s,
				  uint64_t key)
{
	struct meaning *grown = nb_grow(v->meanings, &v->meanings_cap,
					(size_t)v->ids + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	v->meanings = grown;
	v->meanings[v->ids] = (struct meaning){key, v->ids};
	s->key = key;
	s->id = v->ids++;
	return NB_OK;
}

/* Note that the document has what the slot stands for. */
static inline enum nb_status note(struct nb_inverter *v, struct slot *s)
{
	uint32_t *grown;

	if (s->last == v->documents)
		return NB_OK;
	s->last = v->documents;
	if (v->count == v->cap) {
		grown = nb_grow(v->numbers, &v->cap, v->count + 1,
				sizeof(*grown));
		if (!grown)
			return NB_NOMEM;
		v->numbers = grown;
	}
	v->numbers[v->count++] = s->id;
	v->ends[v->documents - 1] = v->count;
	return NB_OK;
}

/* The slot of a key: its own, or a free one. */
static struct slot *find(struct slot *slots, size_t size, uint64_t key)
{
	/* The high bits of the product depend on all bits of the key. */
	size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (size - 1);

	while (slots[i].key && slots[i].key != key)
		i = (i + 1) & (size - 1);
	return &slots[i];
}

/* Double the hash table. */
static enum nb_status grow_pairs(struct nb_inverter *v)
{
	struct slot *larger = nb_alloc(2 * (uint64_t)v->size, sizeof(*larger));
	size_t i;

	if (!larger)
		return NB_NOMEM;
	for (i = 0; i < v->size; i++)
		if (v->pairs[i].key)
			*find(larger, 2 * v->size, v->pairs[i].key) =
				v->pairs[i];
	free(v->pairs);
	v->pairs = larger;
	v->size *= 2;
	return NB_OK;
}

/* The document has this pair. */
static enum nb_status add_pair(struct nb_inverter *v, uint32_t a, uint32_t b)
{
	uint64_t key = (uint64_t)a * POINTS + b;
	struct slot *s = find(v->pairs, v->size, key);
	enum nb_status st;

	if (s->key)
		return note(v, s);
	if (2 * ++v->pair_count > v->size) {
		if (grow_pairs(v))
			return NB_NOMEM;
		s = find(v->pairs, v->size, key);
	}
	st = give_number(v, s, key);
	return st ? st : note(v, s);
}

/* The document has this character. */
static enum nb_status add_char(struct nb_inverter *v, uint32_t c)
{
	struct slot **page = &v->singles[c / PAGE], *s;
	enum nb_status st = NB_OK;

	if (!*page)
		*page = nb_alloc(PAGE, sizeof(**page));
	if (!*page)
		return NB_NOMEM;
	s = &(*page)[c % PAGE];
	if (s->last == 0) {
		v->chars++;
		st = give_number(v, s, (uint64_t)c * POINTS);
	}
	return st ? st : note(v, s);
}

enum nb_status nb_inverter_text(struct nb_inverter *v, const char *text,
				size_t len)
{
	const char *end = text + len;
	enum nb_status st = NB_OK;
	uint32_t c, before = 0;

	while (!st && text < end) {
		text += nb_utf8_next(text, (size_t)(end - text), &c);
		if (!nb_index_has(c)) {
			before = 0;
			continue;
		}
		st = add_char(v, c);
		if (!st && before)
			st = add_pair(v, before, c);
		before = c;
	}
	return st;
}

enum nb_status nb_inverter_unread(struct nb_inverter *v)
{
	return add_char(v, NB_INDEX_UNREAD);
}

uint32_t nb_inverter_documents(const struct nb_inverter *v)
{
	return v->documents;
}

bool nb_inverter_full(const struct nb_inverter *v)
{
	return v->count >= FULL;
}

uint32_t nb_inverter_chars(const struct nb_inverter *v)
{
	return v->chars;
}

/* ---- writing */

/* Sort the documents by the numbers that they have. */
static enum nb_status sort_lists(struct nb_inverter *v)
{
	size_t i, from = 0, *next;
	uint32_t doc;

	free(v->lists);
	free(v->starts);
	v->lists = nb_alloc(v->count, sizeof(*v->lists));
	v->starts = nb_alloc((uint64_t)v->ids + 2, sizeof(*v->starts));
	if (!v->lists || !v->starts)
		return NB_NOMEM;
	/* Each list is filled from the place that the one after it will have
	 * noted in the end. */
	next = v->starts + 1;
	for (i = 0; i < v->count; i++)
		v->starts[v->numbers[i] + 2]++;
	for (i = 1; i < (size_t)v->ids + 2; i++)
		v->starts[i] += v->starts[i - 1];
	for (doc = 0; doc < v->documents; doc++) {
		for (i = from; i < v->ends[doc]; i++)
			v->lists[next[v->numbers[i]]++] = doc;
		from = v->ends[doc];
	}
	return NB_OK;
}

/* Set the keys to what the lists are sorted by: the character whose chunk has
 * the list, the kind, and the other character. */
static void set_owners(struct nb_inverter *v)
{
	uint32_t i;

	for (i = 0; i < v->ids; i++) {
		uint64_t key = v->meanings[i].key, a = key / POINTS,
			 b = key % POINTS;
		enum nb_index_kind kind = NB_INDEX_BEGINS;

		if (b == 0)
			kind = NB_INDEX_OWN;
		else if (nb_index_ends_pair((uint32_t)a, (uint32_t)b))
			kind = NB_INDEX_ENDS;
		if (kind == NB_INDEX_ENDS) {
			uint64_t was = a;

			a = b;
			b = was;
		}
		v->meanings[i].key =
			a * KINDS * POINTS + (uint64_t)kind * POINTS + b;
	}
}

/* For qsort(). */
static int by_key(const void *a, const void *b)
{
	const struct meaning *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* Give the characters their ranks, in place of their keys. */
static void rank_chars(struct nb_inverter *v)
{
	uint64_t rank = 0;
	size_t i, k;

	for (i = 0; i < POINTS / PAGE; i++)
		for (k = 0; v->singles[i] && k < PAGE; k++)
			if (v->singles[i][k].last)
				v->singles[i][k].key = rank++;
}

/* The rank of a character that was met. */
static uint32_t rank_of(const struct nb_inverter *v, uint64_t c)
{
	return (uint32_t)v->singles[c / PAGE][c % PAGE].key;
}

/* Write the lists from the i-th meaning on that have its first character; *i
 * becomes the next one. */
static enum nb_status write_char(struct nb_inverter *v,
				 struct nb_index_writer *w, size_t *i,
				 struct nb_error *err)
{
	uint32_t c = (uint32_t)(v->meanings[*i].key / POINTS / KINDS);
	enum nb_status st = nb_index_writer_char(w, c, err);

	for (; !st && *i < v->ids; ++*i) {
		const struct meaning *m = &v->meanings[*i];
		enum nb_index_kind kind =
			(enum nb_index_kind)(m->key / POINTS % KINDS);
		size_t from = v->starts[m->id];

		if (m->key / POINTS / KINDS != c)
			break;
		st = nb_index_writer_list(
			w, kind,
			kind == NB_INDEX_OWN ? 0 : rank_of(v, m->key % POINTS),
			v->lists + from, v->starts[m->id + 1] - from, err);
	}
	return st ? st : nb_index_writer_char_end(w, err);
}

enum nb_status nb_inverter_write(struct nb_inverter *v,
				 struct nb_index_writer *w,
				 struct nb_error *err)
{
	enum nb_status st = sort_lists(v);
	size_t i;

	if (st)
		return nb_fail_mem(err);
	rank_chars(v);
	set_owners(v);
	if (v->ids)
		qsort(v->meanings, v->ids, sizeof(*v->meanings), by_key);
	for (i = 0; !st && i < v->ids;)
		st = write_char(v, w, &i, err);
	return st;
}

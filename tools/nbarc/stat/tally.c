/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting items (tally.h). Rows are found by a hash of their keys, since there
 * may be as many authors as items.
 */
#include "stat/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* A part of the value of a field: its first `len` bytes, 0: all. */
static const struct {
	const char *name;
	enum nb_field field;
	size_t len;
} kinds[] = {
	[NBARC_BY_YEARS] = {"year", NB_FIELD_DATE, 4},
	[NBARC_BY_MONTHS] = {"month", NB_FIELD_DATE, 7},
	[NBARC_BY_TITLES] = {"title", NB_FIELD_TITLE_CODE, 0},
	[NBARC_BY_PAGES] = {"page", NB_FIELD_PAGE, 0},
	[NBARC_BY_KINDS] = {"kind", NB_FIELD_KIND, 0},
	[NBARC_BY_AUTHORS] = {"author", NB_FIELD_AUTHORS, 0},
	[NBARC_BY_PLACES] = {"place", NB_FIELD_PLACE, 0},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Buckets of a table that is empty; a power of two. */
#define FIRST_BUCKETS 64u

bool nbarc_by_find(const char *name, size_t len, enum nbarc_by *by)
{
	size_t i;

	for (i = 0; i < KINDS; i++) {
		if (strlen(kinds[i].name) == len &&
		    memcmp(kinds[i].name, name, len) == 0) {
			*by = (enum nbarc_by)i;
			return true;
		}
	}
	return false;
}

const char *nbarc_by_name(enum nbarc_by by)
{
	return kinds[by].name;
}

enum nb_field nbarc_by_field(enum nbarc_by by)
{
	return kinds[by].field;
}

uint64_t nbarc_tally_fields(const struct nbarc_tally *t)
{
	uint64_t fields = NB_FIELD_BIT(NB_FIELD_CHARACTERS);
	unsigned i;

	for (i = 0; i < t->by_count; i++)
		fields |= NB_FIELD_BIT(kinds[t->by[i]].field);
	return fields;
}

/* ---- rows by their keys */

/* FNV-1a over the keys and what ends each. Nobody gains by keys that collide:
 * they would have to be authors of articles that were archived. */
static uint64_t hash_of(const struct nbarc_tally *t,
			const struct nbarc_tally_row *row)
{
	uint64_t h = 14695981039346656037u;
	const char *s;
	unsigned i;

	for (i = 0; i < t->by_count; i++) {
		for (s = row->keys[i]; *s; s++)
			h = (h ^ (uint8_t)*s) * 1099511628211u;
		h = (h ^ 0xff) * 1099511628211u;
	}
	return h;
}

/* Are the keys of two rows the same? */
static bool same_keys(const struct nbarc_tally *t,
		      const struct nbarc_tally_row *a,
		      const struct nbarc_tally_row *b)
{
	unsigned i;

	for (i = 0; i < t->by_count; i++)
		if (strcmp(a->keys[i], b->keys[i]) != 0)
			return false;
	return true;
}

/* Put a row that is there into its bucket. */
static void chain(struct nbarc_tally *t, size_t row)
{
	size_t bucket = hash_of(t, &t->rows[row]) & (t->buckets - 1);

	t->next[row] = t->heads[bucket];
	t->heads[bucket] = row + 1;
}

/* Make twice as many buckets, when there are as many rows. */
static enum nb_status widen(struct nbarc_tally *t)
{
	size_t buckets = t->buckets ? 2 * t->buckets : FIRST_BUCKETS, i;
	size_t *heads = nb_alloc(buckets, sizeof(*heads));

	if (!heads)
		return NB_NOMEM;
	free(t->heads);
	t->heads = heads;
	t->buckets = buckets;
	for (i = 0; i < t->count; i++)
		chain(t, i);
	return NB_OK;
}

/* Free copies of keys. */
static void free_keys(struct nbarc_tally_row *row)
{
	unsigned i;

	for (i = 0; i < NBARC_BY_MOST; i++)
		free((char *)(uintptr_t)row->keys[i]);
}

/* Append a row with copies of the keys. */
static enum nb_status append(struct nbarc_tally *t,
			     const struct nbarc_tally_row *like)
{
	struct nbarc_tally_row row = {.items = 0};
	void *grown;
	unsigned i;

	grown = nb_grow(t->rows, &t->cap, t->count + 1, sizeof(*t->rows));
	if (!grown)
		return NB_NOMEM;
	t->rows = grown;
	grown = nb_grow(t->next, &t->next_cap, t->count + 1, sizeof(*t->next));
	if (!grown)
		return NB_NOMEM;
	t->next = grown;
	for (i = 0; i < t->by_count; i++) {
		row.keys[i] = nb_strndup(like->keys[i], strlen(like->keys[i]));
		if (!row.keys[i]) {
			free_keys(&row);
			return NB_NOMEM;
		}
	}
	t->rows[t->count] = row;
	chain(t, t->count++);
	return NB_OK;
}

/* Find the row with these keys, or make it; NULL without memory. */
static struct nbarc_tally_row *row_of(struct nbarc_tally *t,
				      const struct nbarc_tally_row *keys)
{
	size_t i;

	if (t->count == t->buckets && widen(t))
		return NULL;
	i = t->heads[hash_of(t, keys) & (t->buckets - 1)];
	while (i && !same_keys(t, &t->rows[i - 1], keys))
		i = t->next[i - 1];
	if (i)
		return &t->rows[i - 1];
	return append(t, keys) ? NULL : &t->rows[t->count - 1];
}

/* ---- counting */

/* Write the index-th key of an item of one kind into `out`, cut to what is
 * counted by; "" if it has none. */
static void key_of(enum nbarc_by by, const struct nb_item_record *item,
		   size_t index, char out[256])
{
	const char *text = nb_item_record_text(item, kinds[by].field, index);
	size_t len = text ? strlen(text) : 0;

	/* A year that is not known is none. */
	if (kinds[by].field == NB_FIELD_DATE && len >= 4 &&
	    memcmp(text, "0000", 4) == 0)
		len = 0;
	if (kinds[by].len && len > kinds[by].len)
		len = kinds[by].len;
	/* Longer names are none; cut, they only have to be told apart. */
	if (len > 255)
		len = 255;
	memcpy(out, text ? text : "", len);
	out[len] = '\0';
}

/* An item without authors counts once, for nobody. */
enum nb_status nbarc_tally_add(struct nbarc_tally *t,
			       const struct nb_item_record *item)
{
	char keys[NBARC_BY_MOST][256];
	struct nbarc_tally_row like = {{keys[0], keys[1]}, 0, 0}, *row;
	enum nbarc_by last = t->by[t->by_count - 1];
	size_t count = nb_item_record_count(item, kinds[last].field), i = 0;
	unsigned k;

	for (k = 0; k + 1 < t->by_count; k++)
		key_of(t->by[k], item, 0, keys[k]);
	do {
		key_of(last, item, i, keys[t->by_count - 1]);
		row = row_of(t, &like);
		if (!row)
			return NB_NOMEM;
		row->items++;
		row->characters +=
			nb_item_record_number(item, NB_FIELD_CHARACTERS);
	} while (++i < count);
	return NB_OK;
}

/* ---- order
 *
 * For qsort(3). No two rows have the same keys, so that the order is the same
 * on every machine.
 */

static int by_keys(const void *a, const void *b)
{
	const struct nbarc_tally_row *x = a, *y = b;
	int order = strcmp(x->keys[0], y->keys[0]);

	return order || !x->keys[1] ? order : strcmp(x->keys[1], y->keys[1]);
}

static int by_items(const void *a, const void *b)
{
	const struct nbarc_tally_row *x = a, *y = b;

	if (x->items != y->items)
		return x->items < y->items ? 1 : -1;
	return by_keys(a, b);
}

static int by_characters(const void *a, const void *b)
{
	const struct nbarc_tally_row *x = a, *y = b;

	if (x->characters != y->characters)
		return x->characters < y->characters ? 1 : -1;
	return by_keys(a, b);
}

void nbarc_tally_sort(struct nbarc_tally *t, enum nbarc_tally_order order,
		      bool reverse)
{
	static int (*const compare[])(const void *, const void *) = {
		by_keys, by_items, by_characters};
	size_t i;

	if (t->count)
		qsort(t->rows, t->count, sizeof(*t->rows), compare[order]);
	for (i = 0; reverse && i < t->count / 2; i++) {
		struct nbarc_tally_row row = t->rows[i];

		t->rows[i] = t->rows[t->count - 1 - i];
		t->rows[t->count - 1 - i] = row;
	}
}

void nbarc_tally_free(struct nbarc_tally *t)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		free_keys(&t->rows[i]);
	free(t->rows);
	free(t->heads);
	free(t->next);
	memset(t, 0, sizeof(*t));
}

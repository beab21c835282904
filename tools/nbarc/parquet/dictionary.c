/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Different values (dictionary.h), found by a hash table with open places. The
 * numbers are in the order in which the values come, and so do not depend on
 * the table.
 */
#include "parquet/dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/le.h"

/* The longest dictionary, in bytes. */
#define LONGEST ((size_t)1 << 20)

/* A place of the table: where a value is in the dictionary. */
struct place {
	uint32_t number; /* from 1; 0: the place is free */
	uint32_t at;	 /* in d->values */
	uint32_t hash;
};

size_t nbarc_plain_size(const uint8_t *p, size_t fixed)
{
	return fixed ? fixed : 4 + (size_t)nb_le32(p);
}

/* FNV-1a. Who knows how to make values collide makes an export slow, and it
 * ends nevertheless: a dictionary is short. */
static uint32_t hash_of(const uint8_t *p, size_t len)
{
	uint32_t hash = 2166136261u;

	for (; len; len--)
		hash = (hash ^ *p++) * 16777619u;
	return hash ^ hash >> 15;
}

/* Find the value, or the free place for it. */
static struct place *look_up(struct place *table, size_t mask,
			     const struct nbarc_dictionary *d, const uint8_t *p,
			     size_t len, uint32_t hash)
{
	size_t i = hash & mask;

	for (;; i = (i + 1) & mask) {
		struct place *at = &table[i];
		const uint8_t *known = d->values.data + at->at;

		/* A text begins with its length, so that none is compared
		 * beyond its end. */
		if (!at->number ||
		    (at->hash == hash && d->values.len - at->at >= len &&
		     memcmp(known, p, len) == 0))
			return at;
	}
}

/* Number all values; the table has more places than a dictionary that pays has
 * values. */
static enum nb_status number_all(struct nbarc_dictionary *d,
				 struct place *table, size_t mask,
				 const struct nb_buf *values, size_t count,
				 size_t fixed, bool *pays)
{
	size_t most = values->len / 2 < LONGEST ? values->len / 2 : LONGEST;
	const uint8_t *p = values->data;
	size_t i, len;

	for (i = 0; i < count; i++, p += len) {
		uint32_t hash;
		struct place *at;

		len = nbarc_plain_size(p, fixed);
		hash = hash_of(p, len);
		at = look_up(table, mask, d, p, len, hash);
		if (!at->number) {
			if (d->values.len + len > most)
				return NB_OK;
			at->number = (uint32_t)++d->count;
			at->at = (uint32_t)d->values.len;
			at->hash = hash;
			if (nb_buf_add(&d->values, p, len))
				return NB_NOMEM;
		}
		d->numbers[i] = at->number - 1;
	}
	*pays = count > 0;
	return NB_OK;
}

/* A value takes at least four bytes. The table is made for as many as there can
 * be, so that it never grows: half of its places stay free. */
enum nb_status nbarc_dictionary_make(struct nbarc_dictionary *d,
				     const struct nb_buf *values, size_t count,
				     size_t fixed, bool *pays)
{
	size_t places = 2 * (LONGEST / 4);
	struct place *table;
	enum nb_status st;

	memset(d, 0, sizeof(*d));
	*pays = false;
	while (places / 4 > count)
		places /= 2;
	table = nb_alloc(places, sizeof(*table));
	d->numbers = nb_alloc(count, sizeof(*d->numbers));
	st = table && d->numbers ? number_all(d, table, places - 1, values,
					      count, fixed, pays)
				 : NB_NOMEM;
	free(table);
	return st;
}

void nbarc_dictionary_free(struct nbarc_dictionary *d)
{
	nb_buf_free(&d->values);
	free(d->numbers);
}

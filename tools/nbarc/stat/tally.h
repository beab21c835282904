/* SPDX-License-Identifier: Apache-2.0 */
/* Items and characters, counted by what the items have in common. */
#ifndef NB_TOOLS_NBARC_TALLY_H
#define NB_TOOLS_NBARC_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/item.h>
#include <nbarc/status.h>

/* What can be counted by. */
enum nbarc_by {
	NBARC_BY_YEARS,
	NBARC_BY_MONTHS,
	NBARC_BY_TITLES, /* codes of newspapers */
	NBARC_BY_PAGES,	 /* of issues: "a01" */
	NBARC_BY_KINDS,
	NBARC_BY_AUTHORS, /* an item counts for each of its authors */
	NBARC_BY_PLACES,  /* of datelines */
};

/* The most that can be counted by at once. */
#define NBARC_BY_MOST 2u

/* Find one by its name ("year"); false if there is none. And its name, and the
 * field of a record that it is taken from. */
bool nbarc_by_find(const char *name, size_t len, enum nbarc_by *by);
const char *nbarc_by_name(enum nbarc_by by);
enum nb_field nbarc_by_field(enum nbarc_by by);

/* What was counted of one key or pair of keys. */
struct nbarc_tally_row {
	const char *keys[NBARC_BY_MOST]; /* "": the item has none */
	uint64_t items, characters;
};

/*
 * A tally. `by` and `by_count` are set before the first item; of two, only the
 * last may be authors. Everything else is private, and owned, until
 * nbarc_tally_sort().
 */
struct nbarc_tally {
	enum nbarc_by by[NBARC_BY_MOST];
	unsigned by_count;

	struct nbarc_tally_row *rows; /* in the order of nbarc_tally_sort() */
	size_t count, cap;
	size_t *heads, buckets; /* of a hash table: 1 + the index of a row */
	size_t *next;		/* in the same bucket, likewise; by row */
	size_t next_cap;
};

/* The fields that records must have. */
uint64_t nbarc_tally_fields(const struct nbarc_tally *tally);

/* Count an item. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_tally_add(struct nbarc_tally *tally,
					const struct nb_item_record *item);

/* What rows can be sorted by. */
enum nbarc_tally_order {
	NBARC_ORDER_KEYS,
	NBARC_ORDER_ITEMS,
	NBARC_ORDER_CHARACTERS, /* these two with the most first */
};

/* Sort the rows; nothing can be added then. Equal ones are in the order of
 * their keys. */
void nbarc_tally_sort(struct nbarc_tally *tally, enum nbarc_tally_order order,
		      bool reverse);

/* Free what the tally owns. */
void nbarc_tally_free(struct nbarc_tally *tally);

#endif

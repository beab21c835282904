/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting hits.
 *
 * There are few keys: a century has 1,200 months. Hits come in the order of
 * identifiers, so that the key is mostly the one of the hit before; otherwise
 * it is looked up in the sorted list. Nothing else of a hit is kept, whatever
 * their number.
 */
#include "hits/counts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/newspaper.h>

#include "base/alloc.h"

/* The names of the options, which are those of the fields, too. */
static const char *const names[] = {
	[NBARC_BY_NONE] = "",	    [NBARC_BY_YEAR] = "year",
	[NBARC_BY_MONTH] = "month", [NBARC_BY_TITLE] = "title",
	[NBARC_BY_PAGE] = "page",
};

bool nbarc_count_by_find(const char *name, enum nbarc_count_by *by)
{
	size_t i;

	for (i = NBARC_BY_YEAR; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0) {
			*by = (enum nbarc_count_by)i;
			return true;
		}
	return false;
}

/* Write the key of a hit; "" if its identifier is not that of a newspaper. */
static void key_of(enum nbarc_count_by by, const struct nb_hit *hit,
		   char key[16])
{
	struct nb_newspaper_id parts;

	*key = '\0';
	if (!nb_newspaper_parse(hit->page.text, hit->page.len, &parts))
		return;
	switch (by) {
	case NBARC_BY_NONE:
		break;
	case NBARC_BY_YEAR:
		(void)snprintf(key, 16, "%.4s", parts.date);
		break;
	case NBARC_BY_MONTH:
		(void)snprintf(key, 16, "%.4s-%.2s", parts.date,
			       parts.date + 4);
		break;
	case NBARC_BY_TITLE:
		(void)snprintf(key, 16, "%s", parts.title);
		break;
	case NBARC_BY_PAGE:
		(void)snprintf(key, 16, "%s", parts.page);
		break;
	}
}

/* The index of the first count whose key is not below this one. */
static size_t place_of(const struct nbarc_counts *c, const char *key)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(c->list[mid].key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Put a key into the list at this index, with nothing counted yet. What follows
 * moves up; that is rare, since keys mostly come in order. */
static enum nb_status insert(struct nbarc_counts *c, size_t at, const char *key)
{
	struct nbarc_count *grown =
		nb_grow(c->list, &c->cap, c->count + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	c->list = grown;
	memmove(grown + at + 1, grown + at, (c->count - at) * sizeof(*grown));
	memset(grown + at, 0, sizeof(*grown));
	(void)snprintf(grown[at].key, sizeof(grown[at].key), "%s", key);
	c->count++;
	return NB_OK;
}

enum nb_status nbarc_counts_add(struct nbarc_counts *c,
				const struct nb_hit *hit, bool new_item)
{
	char key[16];
	size_t at = c->last;

	key_of(c->by, hit, key);
	/* The list is empty at first. */
	if (at >= c->count || strcmp(c->list[at].key, key) != 0) {
		at = place_of(c, key);
		if ((at == c->count || strcmp(c->list[at].key, key) != 0) &&
		    insert(c, at, key))
			return NB_NOMEM;
		c->last = at;
	}
	c->list[at].hits++;
	c->list[at].items += new_item;
	return NB_OK;
}

/* Columns of the table line up for years, months and pages, and for all codes
 * of newspapers, which have twelve characters at most. */
enum nb_status nbarc_counts_put(const struct nbarc_counts *c,
				enum nbarc_hit_form form, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (form == NBARC_HIT_TSV)
		st = nb_buf_printf(out, "%s\thits\titems\n", names[c->by]);
	for (i = 0; !st && i < c->count; i++) {
		const struct nbarc_count *n = &c->list[i];

		switch (form) {
		case NBARC_HIT_KWIC:
			st = nb_buf_printf(
				out, "%-12s %9" PRIu64 " %9" PRIu64 "\n",
				n->key[0] ? n->key : "-", n->hits, n->items);
			break;
		case NBARC_HIT_TSV:
			st = nb_buf_printf(out,
					   "%s\t%" PRIu64 "\t%" PRIu64 "\n",
					   n->key, n->hits, n->items);
			break;
		case NBARC_HIT_JSONL:
			st = nb_buf_printf(out,
					   "{\"%s\":\"%s\",\"hits\":%" PRIu64
					   ",\"items\":%" PRIu64 "}\n",
					   names[c->by], n->key, n->hits,
					   n->items);
			break;
		}
	}
	return st;
}

void nbarc_counts_free(struct nbarc_counts *c)
{
	free(c->list);
}

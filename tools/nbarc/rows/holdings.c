/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting by newspaper and year (holdings.h). The catalogue is sorted by title
 * and date, so that the pages of a year follow each other, and what is counted
 * last is nearly always what the next page belongs to.
 */
#include "rows/holdings.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/query.h>

#include "base/alloc.h"
#include "base/error.h"

/* A count that goes on; all is borrowed but `other`. */
struct count {
	struct nbarc_holdings *holdings;
	struct nbarc_holding other; /* than newspapers */
	enum nb_status status;
	struct nb_error *err;
};

/* The year is that of the last date. True if a date is of the year of what is
 * counted, and the title, too. */
static bool belongs(const struct nbarc_holding *h,
		    const struct nb_newspaper_id *parts)
{
	return strcmp(h->title, parts->title) == 0 &&
	       memcmp(h->last, parts->date, 4) == 0;
}

/* Where a page of a newspaper is counted; NULL if memory is lacking. */
static struct nbarc_holding *place_of(struct nbarc_holdings *all,
				      const struct nb_newspaper_id *parts)
{
	struct nbarc_holding *h = all->list;

	if (all->count && belongs(&h[all->count - 1], parts))
		return &h[all->count - 1];
	h = nb_grow(all->list, &all->cap, all->count + 1, sizeof(*h));
	if (!h)
		return NULL;
	all->list = h;
	h += all->count++;
	memset(h, 0, sizeof(*h));
	memcpy(h->title, parts->title, sizeof(h->title));
	memcpy(h->first, parts->date, sizeof(h->first));
	return h;
}

/*
 * For nb_query_pages(): count a page, unless it is hidden as a whole. Of a page
 * that is shown, items that were withdrawn or moved are not counted: so the
 * sums are those of the commit record.
 */
static bool count_page(void *context, const struct nb_entry *e)
{
	struct count *c = context;
	struct nbarc_holding *h = &c->other;
	struct nb_newspaper_id parts;
	size_t i;

	if (nb_entry_is_hidden(e) || e->state == NB_STATE_PURGED)
		return true;
	if (nb_newspaper_parse(e->id.text, e->id.len, &parts)) {
		h = place_of(c->holdings, &parts);
		if (!h) {
			c->status = nb_fail_mem(c->err);
			return false;
		}
		memcpy(h->last, parts.date, sizeof(h->last));
	}
	h->pages++;
	for (i = 0; i < e->item_count; i++) {
		if (!nb_entry_item_is_present(e, &e->items[i]))
			continue;
		h->items++;
		h->characters += e->items[i].characters;
	}
	return true;
}

/*
 * Add what is not of newspapers at the end, if there is any. Identifiers of
 * other pages stand anywhere between those of newspapers, so that they are
 * counted apart.
 */
static enum nb_status add_other(struct count *c)
{
	const struct nb_newspaper_id none = {.title = ""};
	struct nbarc_holding *h;

	if (!c->other.pages)
		return NB_OK;
	h = place_of(c->holdings, &none);
	if (!h)
		return nb_fail_mem(c->err);
	*h = c->other;
	return NB_OK;
}

/* Only the places of items are decoded, which say whether they are present and
 * how many characters they have. */
enum nb_status nbarc_holdings_count(struct nb_archive *archive,
				    struct nbarc_holdings *holdings,
				    struct nb_error *err)
{
	struct count c = {.holdings = holdings, .err = err};
	struct nb_query all;
	enum nb_status st = nb_query_parse("", &all, err);

	memset(holdings, 0, sizeof(*holdings));
	all.detail = NB_DETAIL_PLACES;
	if (!st)
		st = nb_query_pages(archive, &all, 1, count_page, &c, err);
	/* An archive without pages has nothing to count. */
	if (st == NB_ABSENT)
		st = NB_OK;
	if (!st)
		st = c.status;
	return st ? st : add_other(&c);
}

/* By title and year; other pages come last. */
static int by_year(const void *a, const void *b)
{
	const struct nbarc_holding *x = a, *y = b;
	int order = !*x->title - !*y->title;

	if (!order)
		order = strcmp(x->title, y->title);
	return order ? order : strncmp(x->last, y->last, 4);
}

/* Add one to another of the same year. */
static void add_holding(struct nbarc_holding *to,
			const struct nbarc_holding *more)
{
	if (strcmp(more->first, to->first) < 0)
		memcpy(to->first, more->first, sizeof(to->first));
	if (strcmp(more->last, to->last) > 0)
		memcpy(to->last, more->last, sizeof(to->last));
	to->pages += more->pages;
	to->items += more->items;
	to->characters += more->characters;
}

enum nb_status nbarc_holdings_merge(struct nbarc_holdings *all,
				    const struct nbarc_holdings *more)
{
	struct nbarc_holding *h = nb_grow(
		all->list, &all->cap, all->count + more->count + 1, sizeof(*h));
	size_t i, n = 0;

	if (!h)
		return NB_NOMEM;
	all->list = h;
	if (more->count)
		memcpy(h + all->count, more->list, more->count * sizeof(*h));
	all->count += more->count;
	if (all->count)
		qsort(h, all->count, sizeof(*h), by_year);
	for (i = 0; i < all->count; i++) {
		if (n && by_year(&h[n - 1], &h[i]) == 0)
			add_holding(&h[n - 1], &h[i]);
		else
			h[n++] = h[i];
	}
	all->count = n;
	return NB_OK;
}

size_t nbarc_holdings_title(const struct nbarc_holdings *holdings, size_t i,
			    struct nbarc_holding *sum)
{
	const struct nbarc_holding *h = holdings->list;

	*sum = h[i];
	while (++i < holdings->count && strcmp(h[i].title, sum->title) == 0) {
		/* A year that is not known is before all others, but not the
		 * first of those that are. */
		if (memcmp(sum->first, "0000", 4) == 0)
			memcpy(sum->first, h[i].first, sizeof(sum->first));
		memcpy(sum->last, h[i].last, sizeof(sum->last));
		sum->pages += h[i].pages;
		sum->items += h[i].items;
		sum->characters += h[i].characters;
	}
	return i;
}

void nbarc_holdings_free(struct nbarc_holdings *holdings)
{
	free(holdings->list);
}

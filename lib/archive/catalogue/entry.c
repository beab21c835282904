/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing and checking page entries (format-spec/nbarc-format.md, sections
 * 7.1 and 9).
 *
 * nb_entry_order() is declared in <nbarc/archive.h>.
 */
#include "archive/catalogue/entry.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/article.h>

#include <stdlib.h>
#include <string.h>

int nb_string_compare(const struct nb_string *a, const struct nb_string *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int order = n ? memcmp(a->text, b->text, n) : 0;

	if (order)
		return order;
	return (a->len > b->len) - (a->len < b->len);
}

int nb_key_compare(const struct nb_entry_key *a, const struct nb_entry_key *b)
{
	int order = nb_string_compare(&a->id, &b->id);

	if (order)
		return order;
	return (a->revision < b->revision) - (a->revision > b->revision);
}

uint8_t nb_entry_state(const struct nb_entry *e)
{
	return e->unpurged ? e->formerly : e->state;
}

bool nb_entry_as_of(struct nb_entry *e, uint64_t upto)
{
	if (upto == 0)
		return true;
	e->unpurged = e->state == NB_STATE_PURGED && e->purged > upto;
	return e->commit <= upto;
}

/* ---- checking */

/* NB_INVALID for an entry, with what is wrong. */
static enum nb_status bad(struct nb_error *err, const char *what)
{
	return nb_fail(err, NB_INVALID, "page entry: %s", what);
}

/* True if the item lies between head and tail, or rightly has no place. */
static bool item_in_place(const struct nb_entry *e,
			  const struct nb_entry_item *item)
{
	if (e->state == NB_STATE_PURGED || item->state == NB_STATE_MOVED)
		return item->len == 0;
	/* The text of a withdrawn item may have been purged. */
	if (item->state == NB_STATE_WITHDRAWN && item->len == 0)
		return true;
	return item->offset >= e->head_len && item->offset <= e->tail_offset &&
	       item->len <= e->tail_offset - item->offset;
}

/* For qsort(3) over pointers to items. */
static int by_offset(const void *a, const void *b)
{
	const struct nb_entry_item *x = *(struct nb_entry_item *const *)a;
	const struct nb_entry_item *y = *(struct nb_entry_item *const *)b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

enum nb_status nb_entry_order(const struct nb_entry *e,
			      const struct nb_entry_item ***items,
			      size_t *count, struct nb_error *err)
{
	const struct nb_entry_item **list =
		nb_alloc(e->item_count, sizeof(struct nb_entry_item *));
	size_t i;

	*items = list;
	*count = 0;
	if (!list)
		return nb_fail_mem(err);
	for (i = 0; i < e->item_count; i++)
		if (e->items[i].len)
			list[(*count)++] = &e->items[i];
	qsort(list, *count, sizeof(struct nb_entry_item *), by_offset);
	return NB_OK;
}

/*
 * Check that no two items overlap, by sorting them. Items are listed by number,
 * and those that kept their numbers when a page was divided anew may stand in
 * another order in the document.
 */
static enum nb_status check_overlap(const struct nb_entry *e,
				    struct nb_error *err)
{
	const struct nb_entry_item **list;
	uint32_t end = e->head_len;
	size_t i, n;
	enum nb_status st = nb_entry_order(e, &list, &n, err);

	for (i = 0; !st && i < n; i++) {
		if (list[i]->offset < end)
			st = bad(err, "its items overlap");
		end = list[i]->offset + list[i]->len;
	}
	free(list);
	return st;
}

/*
 * Check the items. Usually they stand in the document in the order of their
 * numbers, which shows that they do not overlap; only otherwise they are
 * sorted.
 */
static enum nb_status check_items(const struct nb_entry *e,
				  struct nb_error *err)
{
	uint64_t end = e->head_len;
	bool rising = true;
	size_t i;

	for (i = 0; i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		if (item->number == 0 || item->kind >= NB_KINDS ||
		    item->state > NB_STATE_MOVED)
			return bad(err, "an item's number, kind or state is "
					"invalid");
		if (!item_in_place(e, item))
			return bad(err, "an item lies outside its document");
		if (i && item->number <= item[-1].number)
			return bad(err, "its items are not in order");
		if (!item->len)
			continue;
		rising = rising && item->offset >= end;
		end = (uint64_t)item->offset + item->len;
	}
	return rising ? NB_OK : check_overlap(e, err);
}

enum nb_status nb_entry_check(const struct nb_entry *e, struct nb_error *err)
{
	if (e->revision == 0)
		return bad(err, "revision is 0");
	if (e->state == NB_STATE_PURGED) {
		if (e->purged == 0 || e->directory || e->has_source ||
		    e->has_decisions)
			return bad(err, "a purged entry has a place");
		return check_items(e, err);
	}
	if (e->content_size > NB_CONTENT_MAX || e->offset > e->content_size ||
	    e->len > e->content_size - e->offset)
		return bad(err, "its document lies outside the frame");
	if (e->head_len > e->tail_offset || e->tail_offset > e->len)
		return bad(err, "its head or tail lies outside the document");
	if (e->page_index >= NB_FRAME_PAGES_MAX)
		return bad(err, "its page index is out of range");
	return check_items(e, err);
}

void nb_entry_slot_free(struct nb_entry_slot *slot)
{
	free(slot->entry.items);
	slot->entry.items = NULL;
	slot->item_cap = 0;
}

bool nb_entry_has_hashes(const struct nb_entry *e)
{
	static const uint8_t none[NB_SHA256_SIZE];

	return memcmp(e->sha256, none, sizeof(none)) != 0;
}

const struct nb_entry_item *nb_entry_item_of(const struct nb_entry *e,
					     unsigned number)
{
	size_t low = 0, high = e->item_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (e->items[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < e->item_count && e->items[low].number == number
		       ? &e->items[low]
		       : NULL;
}

void nb_entry_strip_item(struct nb_entry_item *item)
{
	static const struct nb_string none = {"", 0};

	item->title = item->kicker = item->byline = item->authors = none;
	item->offset = item->len = 0;
}

void nb_entry_purge(struct nb_entry *e, uint64_t purged)
{
	size_t i;

	e->formerly = e->state;
	e->state = NB_STATE_PURGED;
	e->purged = purged;
	e->has_source = e->has_decisions = false;
	e->directory = e->frame_size = e->sources = 0;
	e->directory_size = e->page_index = e->content_size = e->offset = 0;
	e->head_len = e->tail_offset = e->sources_size = 0;
	for (i = 0; i < e->item_count; i++) {
		nb_entry_strip_item(&e->items[i]);
		/* Withdrawn and moved items keep theirs. */
		if (e->items[i].state == NB_STATE_PRESENT)
			e->items[i].reason = (struct nb_string){"", 0};
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbering the items of a page (numbering.h).
 *
 * nb_overlap_find() counts how many characters each old item and each new item
 * have in common. A new item that has more than half of an old one's text goes
 * on from it and gets its number; at most one new item can. The others get
 * numbers that were never used. An old item from which none goes on is gone,
 * and says which items hold parts of its text now.
 *
 * Withdrawn text must not come back by a new division, so an item that holds
 * part of a withdrawn one is withdrawn as well.
 */
#include "convert/numbering.h"
#include "convert/former.h"
#include "convert/overlap.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A new item holds text of an old one if it has at least one part in PART of
 * it. Less may be a phrase that both have by chance.
 */
#define PART 10u

/* ---- which item is which */

/*
 * The comparison of a page with what the archive has of it. What is owned is
 * freed by follow(); `former` is NULL for a new page.
 *
 * What former item i has in common with new items is common.list from index
 * from[i] to, not including, from[i + 1].
 */
struct matching {
	const struct nb_former *former;
	const char *page_id;
	struct nb_numbering *out;
	struct nb_overlap common; /* owned */
	size_t *from;		  /* owned */
	uint32_t *old_chars; /* for each former item, the length of its text;
				owned */
};

/* True if a new item has more than half of a former one's text. */
static bool has_most(const struct matching *m, const struct nb_common *c)
{
	return 2 * (uint64_t)c->chars > m->old_chars[c->old];
}

/*
 * Find for each new item the former one from which it goes on: of those whose
 * text it has most of, the one with which it has most in common. At most one
 * new item can have more than half of the text of a former one. NULL: none.
 */
static void find_origins(const struct matching *m,
			 const struct nb_common **origins)
{
	size_t i;

	for (i = 0; i < m->common.count; i++) {
		const struct nb_common *c = &m->common.list[i];
		const struct nb_common *best = origins[c->new];

		if (has_most(m, c) && (!best || c->chars > best->chars))
			origins[c->new] = c;
	}
}

/*
 * Give the numbers of former items to the new ones that go on from them, and
 * mark those in kept[].
 */
static enum nb_status keep_numbers(struct matching *m, bool *kept)
{
	struct nb_numbering *out = m->out;
	const struct nb_common **origins =
		nb_alloc(out->item_count, sizeof(*origins));
	enum nb_status st = origins ? NB_OK : NB_NOMEM;
	size_t i;

	if (!st)
		find_origins(m, origins);
	for (i = 0; !st && i < out->item_count; i++) {
		if (!origins[i])
			continue;
		kept[origins[i]->old] = true;
		st = nb_item_copy(&out->items[i],
				  &m->former->items[origins[i]->old]);
	}
	free(origins);
	return st;
}

/*
 * Give the other items numbers that were never used: those after the highest.
 */
static enum nb_status new_numbers(struct matching *m, struct nb_error *err)
{
	struct nb_numbering *out = m->out;
	const struct nb_former *f = m->former;
	unsigned next = f && f->count ? f->items[f->count - 1].number + 1u : 1;
	size_t i;

	for (i = 0; i < out->item_count; i++) {
		if (out->items[i].number)
			continue;
		if (next > NB_PAGE_ITEMS_MAX)
			return nb_fail(
				err, NB_LIMIT,
				"%s: all %u numbers of items are used up",
				m->page_id, NB_PAGE_ITEMS_MAX);
		out->items[i].number = (uint16_t)next++;
	}
	return NB_OK;
}

/* True if a new item holds part of a former one. */
static bool holds_part(const struct matching *m, const struct nb_common *c)
{
	return PART * (uint64_t)c->chars >= m->old_chars[c->old];
}

/*
 * Let the reason of an item that is gone name the items that hold its text now.
 */
static enum nb_status say_where(struct matching *m, size_t old,
				struct nb_entry_item *gone)
{
	struct nb_buf text = {0};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = m->from[old]; !st && i < m->from[old + 1]; i++) {
		const struct nb_common *c = &m->common.list[i];

		if (holds_part(m, c))
			st = nb_buf_printf(&text, "%s%s-%02u",
					   text.len ? " " : "", m->page_id,
					   m->out->items[c->new].number);
	}
	free((char *)gone->reason.text);
	gone->reason.text = NULL;
	if (!st)
		st = nb_item_set_reason(
			gone, text.data ? (char *)text.data : "", text.len);
	nb_buf_free(&text);
	return st;
}

/* Withdraw the items that hold part of a withdrawn one, for its reason. */
static enum nb_status withdraw_parts(struct matching *m, size_t old)
{
	const struct nb_entry_item *from = &m->former->items[old];
	enum nb_status st = NB_OK;
	size_t i;

	for (i = m->from[old]; !st && i < m->from[old + 1]; i++) {
		const struct nb_common *c = &m->common.list[i];
		struct nb_entry_item *item = &m->out->items[c->new];

		if (!holds_part(m, c) || item->state == NB_STATE_WITHDRAWN)
			continue;
		free((char *)item->reason.text);
		item->state = NB_STATE_WITHDRAWN;
		st = nb_item_set_reason(item, from->reason.text,
					from->reason.len);
	}
	return st;
}

/*
 * Let all text that is withdrawn stay so, wherever it is now. An item that goes
 * on from a withdrawn one may have left part of its text to another.
 */
static enum nb_status keep_withdrawn(struct matching *m)
{
	enum nb_status st = NB_OK;
	size_t old;

	for (old = 0; !st && old < m->former->count; old++)
		if (m->former->items[old].state == NB_STATE_WITHDRAWN)
			st = withdraw_parts(m, old);
	return st;
}

/* Record the former items from which no new one goes on. */
static enum nb_status note_gone(struct matching *m, const bool *kept)
{
	struct nb_numbering *out = m->out;
	enum nb_status st = NB_OK;
	size_t old;

	for (old = 0; !st && old < m->former->count; old++) {
		struct nb_entry_item *gone = &out->gone[out->gone_count];

		if (kept[old])
			continue;
		st = nb_item_copy(gone, &m->former->items[old]);
		out->gone_count++;
		/* Nobody can say where the text of a purged page went. */
		if (gone->state == NB_STATE_PRESENT &&
		    m->former->state == NB_STATE_PURGED)
			gone->state = NB_STATE_MOVED;
		/* An item without text was gone before. */
		if (st || m->old_chars[old] == 0)
			continue;
		gone->state = NB_STATE_MOVED;
		st = say_where(m, old, gone);
	}
	return st;
}

/* The paragraphs of the new items; a unit is one. */
static enum nb_status new_paras(const char *text, const struct nb_division *d,
				struct nb_paras *paras)
{
	enum nb_status st = NB_OK;
	size_t i, k;

	for (i = 0; i < d->item_count; i++)
		for (k = 0; !st && k < d->items[i].count; k++) {
			const struct nb_unit *u =
				&d->units[d->items[i].first + k];

			st = nb_paras_add(paras, (unsigned)i, text + u->offset,
					  u->len);
		}
	return st;
}

/*
 * The document uses the number of a former item, for the item with index `new`:
 * take over what the archive knows of it.
 */
static enum nb_status take_over(struct matching *m, size_t old, size_t new,
				struct nb_error *err)
{
	const struct nb_entry_item *from = &m->former->items[old];
	struct nb_entry_item *item = &m->out->items[new];

	if (from->state == NB_STATE_MOVED)
		return nb_fail(err, NB_INVALID,
			       "%s-%02u is gone from the page in the "
			       "archive, and its number cannot be used "
			       "again",
			       m->page_id, from->number);
	if (from->state != NB_STATE_WITHDRAWN)
		return NB_OK;
	free((char *)item->reason.text);
	return nb_item_copy(item, from) ? nb_fail_mem(err) : NB_OK;
}

/*
 * The document has its own numbers: check them, and take over what the archive
 * knows of them. Both lists are sorted by number.
 */
static enum nb_status given_numbers(struct matching *m, bool *kept,
				    struct nb_error *err)
{
	const struct nb_numbering *out = m->out;
	enum nb_status st = NB_OK;
	size_t old, new = 0;

	for (old = 0; !st && old < m->former->count; old++) {
		unsigned number = m->former->items[old].number;

		while (new < out->item_count && out->items[new].number < number)
			new ++;
		if (new == out->item_count || out->items[new].number != number)
			continue;
		kept[old] = true;
		st = take_over(m, old, new, err);
	}
	return st;
}

/* Set m->from, whose elements are zeros before. */
static void index_common(struct matching *m)
{
	size_t old, i;

	for (i = 0; i < m->common.count; i++)
		m->from[m->common.list[i].old + 1]++;
	for (old = 0; old < m->former->count; old++)
		m->from[old + 1] += m->from[old];
}

/*
 * Compare with the former page. *kept becomes an array with an element for each
 * former item, of zeros.
 */
static enum nb_status compare(struct matching *m, const struct nb_paras *after,
			      bool **kept, struct nb_error *err)
{
	const struct nb_former *f = m->former;
	size_t i;

	*kept = nb_alloc(f->count, sizeof(**kept));
	m->from = nb_alloc(f->count + 1, sizeof(*m->from));
	m->old_chars = nb_alloc(f->count + 1, sizeof(*m->old_chars));
	m->out->gone = nb_alloc(f->count, sizeof(*m->out->gone));
	if (!*kept || !m->from || !m->old_chars || !m->out->gone ||
	    nb_overlap_find(&f->paras, after, &m->common))
		return nb_fail_mem(err);
	for (i = 0; i < f->paras.count; i++)
		m->old_chars[f->paras.list[i].item] +=
			(uint32_t)f->paras.list[i].len;
	index_common(m);
	return NB_OK;
}

/*
 * Number the items of a page that the archive has, or check the numbers that
 * are `given`; then record what is gone.
 */
static enum nb_status follow(struct matching *m, const struct nb_paras *after,
			     bool given, struct nb_error *err)
{
	bool *kept = NULL;
	enum nb_status st = compare(m, after, &kept, err);

	if (!st && given)
		st = given_numbers(m, kept, err);
	else if (!st)
		st = keep_numbers(m, kept) ? nb_fail_mem(err)
					   : new_numbers(m, err);
	if (!st && (keep_withdrawn(m) || note_gone(m, kept)))
		st = nb_fail_mem(err);
	free(kept);
	nb_overlap_free(&m->common);
	free(m->from);
	free(m->old_chars);
	return st;
}

enum nb_status nb_number_items(const struct nb_former *former,
			       const char *page_id, const char *text,
			       const struct nb_division *division,
			       struct nb_numbering *n, struct nb_error *err)
{
	struct matching m = {.former = former, .page_id = page_id, .out = n};
	struct nb_paras after = {0};
	enum nb_status st;
	size_t i;

	memset(n, 0, sizeof(*n));
	n->items = nb_alloc(division->item_count, sizeof(*n->items));
	if (!n->items)
		return nb_fail_mem(err);
	n->item_count = division->item_count;
	for (i = 0; !former && division->numbered && i < n->item_count; i++)
		n->items[i].number = (uint16_t)division->items[i].said;
	if (!former)
		return new_numbers(&m, err);
	st = new_paras(text, division, &after) ? nb_fail_mem(err)
					       : follow(&m, &after, false, err);
	nb_paras_free(&after);
	return st;
}

enum nb_status nb_number_given(const struct nb_former *former,
			       const struct nb_entry *e,
			       const uint8_t *document, struct nb_numbering *n,
			       struct nb_error *err)
{
	char id[NB_ID_MAX];
	struct matching m = {.former = former, .page_id = id, .out = n};
	struct nb_paras after = {0};
	enum nb_status st = NB_OK;
	size_t i;

	(void)snprintf(id, sizeof(id), "%.*s", (int)e->id.len, e->id.text);
	memset(n, 0, sizeof(*n));
	n->items = nb_alloc(e->item_count, sizeof(*n->items));
	if (!n->items)
		return nb_fail_mem(err);
	n->item_count = e->item_count;
	for (i = 0; i < n->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		n->items[i].number = item->number;
		n->items[i].state = item->state;
	}
	if (former)
		st = nb_paras_add_items(&after, e->items, e->item_count,
					document, err);
	if (!st && former)
		st = follow(&m, &after, true, err);
	nb_paras_free(&after);
	return st;
}

void nb_numbering_free(struct nb_numbering *n)
{
	nb_items_free(n->items, n->item_count);
	nb_items_free(n->gone, n->gone_count);
	memset(n, 0, sizeof(*n));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/numbering.h"
#include "ingest/overlap.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A new item holds text of an old one when it has a tenth of it at least. */
#define PART 10u

struct nb_former {
	uint8_t state;		     /* of the page */
	struct nb_entry_item *items; /* only number, kind, state, reason */
	size_t count;
	struct nb_paras paras;
};

static void free_items(struct nb_entry_item *items, size_t count)
{
	size_t i;

	for (i = 0; items && i < count; i++)
		free((char *)items[i].reason.text);
	free(items);
}

/* Give an item a reason of its own. */
static enum nb_status set_reason(struct nb_entry_item *item, const char *text,
				 size_t len)
{
	item->reason.text = nb_strndup(text, len);
	item->reason.len = len;
	return item->reason.text ? NB_OK : NB_NOMEM;
}

/* What is kept of an item: number, kind, state, reason. */
static enum nb_status copy_item(struct nb_entry_item *to,
				const struct nb_entry_item *from)
{
	memset(to, 0, sizeof(*to));
	to->number = from->number;
	to->kind = from->kind;
	to->state = from->state;
	return set_reason(to, from->reason.text, from->reason.len);
}

/* ---- what the page was */

void nb_former_free(struct nb_former *f)
{
	if (!f)
		return;
	free_items(f->items, f->count);
	nb_paras_free(&f->paras);
	free(f);
}

/* Add the lines of an item's text, a slice of a document, as paragraphs. */
static enum nb_status add_text(struct nb_paras *paras, unsigned index,
			       const uint8_t *slice, size_t slice_len,
			       struct nb_error *err)
{
	struct nb_buf text = {0};
	enum nb_status st = nb_tei_text(slice, slice_len, &text, err);
	size_t at = 0;

	while (!st && at < text.len) {
		const char *p = (const char *)text.data + at;
		const char *end = memchr(p, '\n', text.len - at);
		size_t n = end ? (size_t)(end - p) : text.len - at;

		if (nb_paras_add(paras, index, p, n))
			st = nb_fail_mem(err);
		at += n + 1;
	}
	nb_buf_free(&text);
	return st;
}

/* Numbers that revisions of a page have had. */
struct numbers {
	uint8_t used[NB_PAGE_ITEMS_MAX + 1]; /* kind of the item, plus 1 */
};

/*
 * A newer revision has all numbers of an older one, be it as those of items
 * that are gone. Only where archives were merged that numbered a page each for
 * itself it may lack some: they are gone as well, and are not used again.
 */
static enum nb_status read_numbers(struct nb_archive *archive,
				   const char *page_id, uint32_t newest,
				   struct numbers *n, struct nb_error *err)
{
	const struct nb_entry *e;
	uint32_t revision;
	size_t i;

	for (revision = 1; revision < newest; revision++) {
		struct nb_error own;
		enum nb_status st = nb_archive_find_detail(
			archive, page_id, strlen(page_id), revision,
			NB_DETAIL_HASHES, &e, &own);

		for (i = 0; !st && i < e->item_count; i++)
			n->used[e->items[i].number] =
				(uint8_t)(e->items[i].kind + 1);
		if (st && st != NB_ABSENT) {
			*err = own;
			return st;
		}
	}
	return NB_OK;
}

static bool has_number(const struct nb_entry *e, unsigned number)
{
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (e->items[i].number == number)
			return true;
	return false;
}

/* Add the items whose number only older revisions have, below `end`. */
static enum nb_status add_gone(struct nb_former *f, const struct nb_entry *e,
			       const struct numbers *n, unsigned *next,
			       unsigned end, struct nb_error *err)
{
	for (; *next < end; ++*next) {
		struct nb_entry_item *gone = &f->items[f->count];

		if (!n->used[*next] || has_number(e, *next))
			continue;
		gone->number = (uint16_t)*next;
		gone->kind = (uint8_t)(n->used[*next] - 1);
		gone->state = NB_STATE_MOVED;
		if (set_reason(gone, "", 0))
			return nb_fail_mem(err);
		f->count++;
	}
	return NB_OK;
}

static enum nb_status read_items(struct nb_former *f, const struct nb_entry *e,
				 const struct numbers *n, const uint8_t *doc,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned next = 1;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		st = add_gone(f, e, n, &next, item->number, err);
		if (st)
			break;
		if (copy_item(&f->items[f->count], item))
			return nb_fail_mem(err);
		if (doc && item->len)
			st = add_text(&f->paras, (unsigned)f->count,
				      doc + item->offset, item->len, err);
		f->count++;
	}
	return st ? st : add_gone(f, e, n, &next, NB_PAGE_ITEMS_MAX + 1, err);
}

static enum nb_status read_former(struct nb_archive *archive,
				  const struct nb_entry *e,
				  const struct numbers *n, struct nb_former *f,
				  struct nb_error *err)
{
	const uint8_t *doc = NULL;
	enum nb_status st = NB_OK;

	f->state = e->state;
	f->items = nb_alloc(NB_PAGE_ITEMS_MAX + 1, sizeof(*f->items));
	if (!f->items)
		return nb_fail_mem(err);
	/* Of a purged page the numbers are known, and not the texts. */
	if (e->state != NB_STATE_PURGED)
		st = nb_archive_kept_document(archive, e, &doc, err);
	return st ? st : read_items(f, e, n, doc, err);
}

enum nb_status nb_former_read(struct nb_archive *archive, const char *page_id,
			      struct nb_former **former, struct nb_error *err)
{
	size_t len = strlen(page_id);
	const struct nb_entry *e;
	struct numbers n = {{0}};
	struct nb_former *f;
	enum nb_status st;

	*former = NULL;
	if (!archive)
		return NB_OK;
	st = nb_archive_find_detail(archive, page_id, len, 0, NB_DETAIL_HASHES,
				    &e, err);
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	if (e->revision > 1) {
		st = read_numbers(archive, page_id, e->revision, &n, err);
		if (!st)
			st = nb_archive_find_detail(archive, page_id, len, 0,
						    NB_DETAIL_HASHES, &e, err);
		if (st)
			return st;
	}
	f = nb_alloc(1, sizeof(*f));
	if (!f)
		return nb_fail_mem(err);
	st = read_former(archive, e, &n, f, err);
	if (st) {
		nb_former_free(f);
		return st;
	}
	*former = f;
	return NB_OK;
}

bool nb_former_present(const struct nb_former *f)
{
	return f->state == NB_STATE_PRESENT;
}

/* ---- which item is which */

struct matching {
	const struct nb_former *former;
	const char *page_id;
	struct nb_numbering *out;
	uint32_t *table;     /* nb_overlap()'s */
	uint32_t *old_chars; /* of each former item */
};

static uint32_t overlap(const struct matching *m, size_t old, size_t new)
{
	return m->table[old * m->out->item_count + new];
}

/* The former item that a new one goes on from; SIZE_MAX: none. No other new
 * item can hold more than half of it as well. */
static size_t origin(const struct matching *m, size_t new)
{
	size_t old, best = SIZE_MAX;

	for (old = 0; old < m->former->count; old++) {
		uint32_t n = overlap(m, old, new);

		if (2 * (uint64_t)n > m->old_chars[old] &&
		    (best == SIZE_MAX || n > overlap(m, best, new)))
			best = old;
	}
	return best;
}

static enum nb_status keep_numbers(struct matching *m, bool *kept)
{
	struct nb_numbering *out = m->out;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < out->item_count; i++) {
		size_t old = origin(m, i);

		if (old == SIZE_MAX)
			continue;
		kept[old] = true;
		st = copy_item(&out->items[i], &m->former->items[old]);
	}
	return st;
}

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
			return nb_fail(err, NB_LIMIT,
				       "%s: all %u numbers of items were used",
				       m->page_id, NB_PAGE_ITEMS_MAX);
		out->items[i].number = (uint16_t)next++;
	}
	return NB_OK;
}

static bool holds_part(const struct matching *m, size_t old, size_t new)
{
	return overlap(m, old, new) &&
	       PART * (uint64_t)overlap(m, old, new) >= m->old_chars[old];
}

/* Identifiers of the items that hold the text of one that is gone. */
static enum nb_status say_where(struct matching *m, size_t old,
				struct nb_entry_item *gone)
{
	struct nb_buf text = {0};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < m->out->item_count; i++)
		if (holds_part(m, old, i))
			st = nb_buf_printf(&text, "%s%s-%02u",
					   text.len ? " " : "", m->page_id,
					   m->out->items[i].number);
	free((char *)gone->reason.text);
	gone->reason.text = NULL;
	if (!st)
		st = set_reason(gone, text.data ? (char *)text.data : "",
				text.len);
	nb_buf_free(&text);
	return st;
}

/* Text that was withdrawn stays so, also where it is in another item now. */
static enum nb_status withdraw_parts(struct matching *m, size_t old)
{
	const struct nb_entry_item *from = &m->former->items[old];
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < m->out->item_count; i++) {
		struct nb_entry_item *item = &m->out->items[i];

		if (!holds_part(m, old, i) || item->state == NB_STATE_WITHDRAWN)
			continue;
		free((char *)item->reason.text);
		item->state = NB_STATE_WITHDRAWN;
		st = set_reason(item, from->reason.text, from->reason.len);
	}
	return st;
}

/* Record the former items that no new one goes on from. */
static enum nb_status note_gone(struct matching *m, const bool *kept)
{
	struct nb_numbering *out = m->out;
	enum nb_status st = NB_OK;
	size_t old;

	for (old = 0; !st && old < m->former->count; old++) {
		struct nb_entry_item *gone = &out->gone[out->gone_count];

		if (kept[old])
			continue;
		st = copy_item(gone, &m->former->items[old]);
		out->gone_count++;
		/* Of a page that was purged no text is known. */
		if (gone->state == NB_STATE_PRESENT &&
		    m->former->state == NB_STATE_PURGED)
			gone->state = NB_STATE_MOVED;
		/* Without text, it was gone before: nothing is new. */
		if (st || m->old_chars[old] == 0)
			continue;
		if (gone->state == NB_STATE_WITHDRAWN)
			st = withdraw_parts(m, old);
		gone->state = NB_STATE_MOVED;
		if (!st)
			st = say_where(m, old, gone);
	}
	return st;
}

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

/* A former item that has the number of a new one; their index, or SIZE_MAX. */
static size_t with_number(const struct nb_numbering *n, unsigned number)
{
	size_t i;

	for (i = 0; i < n->item_count; i++)
		if (n->items[i].number == number)
			return i;
	return SIZE_MAX;
}

/* The numbers are those of the document: take over what is known of them. */
static enum nb_status given_numbers(struct matching *m, bool *kept,
				    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t old;

	for (old = 0; !st && old < m->former->count; old++) {
		const struct nb_entry_item *from = &m->former->items[old];
		size_t new = with_number(m->out, from->number);

		if (new == SIZE_MAX)
			continue;
		if (from->state == NB_STATE_MOVED)
			return nb_fail(err, NB_INVALID,
				       "%s-%02u is gone from the archive's "
				       "page, and its number is not used again",
				       m->page_id, from->number);
		kept[old] = true;
		if (from->state != NB_STATE_WITHDRAWN)
			continue;
		free((char *)m->out->items[new].reason.text);
		if (copy_item(&m->out->items[new], from))
			return nb_fail_mem(err);
		/* Its text may be in other items now. */
		if (m->old_chars[old] &&
		    2 * (uint64_t)overlap(m, old, new) <= m->old_chars[old] &&
		    withdraw_parts(m, old))
			st = nb_fail_mem(err);
	}
	return st;
}

/* Compare with the former page, whose items are `kept` where one of `after`
 * goes on from them. */
static enum nb_status compare(struct matching *m, const struct nb_paras *after,
			      bool **kept, struct nb_error *err)
{
	const struct nb_former *f = m->former;
	size_t items = m->out->item_count, i;

	*kept = nb_alloc(f->count, sizeof(**kept));
	m->table = nb_alloc(f->count * items + 1, sizeof(*m->table));
	m->old_chars = nb_alloc(f->count + 1, sizeof(*m->old_chars));
	m->out->gone = nb_alloc(f->count, sizeof(*m->out->gone));
	if (!*kept || !m->table || !m->old_chars || !m->out->gone)
		return nb_fail_mem(err);
	for (i = 0; i < f->paras.count; i++)
		m->old_chars[f->paras.list[i].item] +=
			(uint32_t)f->paras.list[i].len;
	return nb_overlap(&f->paras, after, items, m->table) ? nb_fail_mem(err)
							     : NB_OK;
}

/* Number what goes on from the former page, and the rest; or take the numbers
 * that are given. */
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
	if (!st && note_gone(m, kept))
		st = nb_fail_mem(err);
	free(kept);
	free(m->table);
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

	memset(n, 0, sizeof(*n));
	n->items = nb_alloc(division->item_count, sizeof(*n->items));
	if (!n->items)
		return nb_fail_mem(err);
	n->item_count = division->item_count;
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
	for (i = 0; !st && i < n->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		n->items[i].number = item->number;
		n->items[i].state = item->state;
		if (former && item->len)
			st = add_text(&after, (unsigned)i,
				      document + item->offset, item->len, err);
	}
	if (!st && former)
		st = follow(&m, &after, true, err);
	nb_paras_free(&after);
	return st;
}

void nb_numbering_free(struct nb_numbering *n)
{
	free_items(n->items, n->item_count);
	free_items(n->gone, n->gone_count);
	memset(n, 0, sizeof(*n));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Withdrawing pages and items, and what is shown of a page that has withdrawn
 * items (sections 7, 9 and 10). */
#include "archive/write/writer.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* ---- reading */

static void set_bit(struct nb_hidden *h, unsigned number)
{
	h->items[number / 8] |= (uint8_t)(1u << number % 8);
	h->any_item = true;
}

bool nb_hidden_item(const struct nb_hidden *h, unsigned number)
{
	return h->page || (number <= NB_PAGE_ITEMS_MAX &&
			   (h->items[number / 8] >> number % 8 & 1) != 0);
}

static void copy_reason(struct nb_hidden *h, const struct nb_string *reason)
{
	size_t len = reason->len;

	if (len >= sizeof(h->reason)) {
		len = sizeof(h->reason) - 1;
		/* Not in the middle of a character. */
		while (len && (reason->text[len] & 0xc0) == 0x80)
			len--;
	}
	if (len)
		memcpy(h->reason, reason->text, len);
	h->reason[len] = '\0';
}

void nb_hidden_of(const struct nb_entry *e, unsigned item, struct nb_hidden *h)
{
	size_t i;

	/* A list asks for each page: of the reason the end is enough. */
	h->page = e->state != NB_STATE_PRESENT;
	h->any_item = false;
	memset(h->items, 0, sizeof(h->items));
	h->reason[0] = '\0';
	if (h->page)
		copy_reason(h, &e->reason);
	for (i = 0; i < e->item_count; i++) {
		if (e->items[i].state != NB_STATE_WITHDRAWN)
			continue;
		set_bit(h, e->items[i].number);
		if (!h->page && item && e->items[i].number == item)
			copy_reason(h, &e->items[i].reason);
	}
}

enum nb_status nb_archive_hidden(struct nb_archive *a, const char *id,
				 size_t id_len, unsigned item,
				 struct nb_hidden *hidden, struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st = nb_archive_find_detail(a, id, id_len, 0,
						   NB_DETAIL_PLACES, &e, err);

	memset(hidden, 0, sizeof(*hidden));
	if (!st)
		nb_hidden_of(e, item, hidden);
	return st;
}

/* What stands for a withdrawn item (nbtei.rnc). */
static enum nb_status put_gap(const struct nb_entry *e,
			      const struct nb_entry_item *item,
			      struct nb_buf *out)
{
	return nb_buf_printf(out,
			     "<div type=\"%s\" subtype=\"withdrawn\" "
			     "xml:id=\"%.*s-%02u\" n=\"%u\">"
			     "<p><gap reason=\"withdrawn\"/></p></div>\n",
			     nb_kind_name((enum nb_kind)item->kind),
			     (int)e->id.len, e->id.text, item->number,
			     item->number);
}

enum nb_status nb_document_shown(const struct nb_entry *e,
				 const uint8_t *document,
				 const struct nb_hidden *hidden,
				 struct nb_buf *out, struct nb_error *err)
{
	const struct nb_entry_item **list;
	size_t i, n, at = 0;
	enum nb_status st = nb_entry_order(e, &list, &n, err);

	if (st)
		return st;
	for (i = 0; !st && i < n; i++) {
		if (!nb_hidden_item(hidden, list[i]->number))
			continue;
		st = nb_buf_add(out, document + at, list[i]->offset - at);
		if (!st)
			st = put_gap(e, list[i], out);
		at = list[i]->offset + list[i]->len;
	}
	if (!st)
		st = nb_buf_add(out, document + at, e->len - at);
	free(list);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- writing */

/* A withdrawal on its way: an entry that differs from the newest one in state
 * and reason alone. */
struct change {
	struct nb_entry entry;
	const char *id;
	size_t page_len;
	unsigned number; /* of the item; 0: the page */
	bool withdraw;
	struct nb_string reason;
};

/* Is there nothing to do, or nothing that can be done? */
static enum nb_status check_page(const struct change *c, bool *changed,
				 struct nb_error *err)
{
	const struct nb_entry *e = &c->entry;
	bool withdrawn = e->state != NB_STATE_PRESENT;

	*changed = false;
	if (e->state == NB_STATE_PURGED && !c->withdraw)
		return nb_fail(err, NB_ABSENT,
			       "%s: its text was purged; it can only be "
			       "ingested again",
			       c->id);
	if (e->state == NB_STATE_PURGED)
		return NB_OK;
	if (c->number && withdrawn)
		return nb_fail(err, NB_ABSENT, "%s: its page is withdrawn",
			       c->id);
	*changed = c->number || c->withdraw != withdrawn ||
		   (withdrawn && nb_string_compare(&e->reason, &c->reason));
	return NB_OK;
}

static enum nb_status change_item(struct change *c, bool *changed,
				  struct nb_error *err)
{
	uint8_t state = c->withdraw ? NB_STATE_WITHDRAWN : NB_STATE_PRESENT;
	struct nb_entry_item *item = NULL;
	size_t i;

	for (i = 0; i < c->entry.item_count; i++)
		if (c->entry.items[i].number == c->number)
			item = &c->entry.items[i];
	if (!item)
		return nb_fail(err, NB_ABSENT, "%s: not in the archive", c->id);
	if (item->state == NB_STATE_MOVED)
		return nb_fail(err, NB_ABSENT, "%s: its text is now in: %.*s",
			       c->id, (int)item->reason.len, item->reason.text);
	if (!c->withdraw && item->len == 0)
		return nb_fail(err, NB_ABSENT,
			       "%s: its text was purged; it can only be "
			       "ingested again",
			       c->id);
	*changed = item->state != state ||
		   nb_string_compare(&item->reason, &c->reason) != 0;
	item->state = state;
	item->reason = c->reason;
	return NB_OK;
}

static enum nb_status change(struct nb_writer *w, struct change *c,
			     bool *changed, struct nb_error *err)
{
	struct nb_string page = {c->id, c->page_len};
	const struct nb_entry *newest = NULL;
	struct nb_entry_item *items;
	enum nb_status st = nb_writer_newest(w, &page, &newest, err);

	if (!st && !newest)
		st = nb_fail(err, NB_ABSENT, "%s: not in the archive", c->id);
	if (st)
		return st;
	c->entry = *newest;
	st = check_page(c, changed, err);
	if (st || !*changed)
		return st;
	items = nb_alloc(newest->item_count, sizeof(*items));
	if (!items)
		return nb_fail_mem(err);
	if (newest->item_count)
		memcpy(items, newest->items,
		       newest->item_count * sizeof(*items));
	c->entry.items = items;
	if (c->number) {
		st = change_item(c, changed, err);
	} else {
		c->entry.state =
			c->withdraw ? NB_STATE_WITHDRAWN : NB_STATE_PRESENT;
		c->entry.reason = c->reason;
	}
	if (!st && *changed)
		st = nb_writer_add_entry(w, &c->entry, err);
	free(items);
	return st;
}

enum nb_status nb_writer_withdraw(struct nb_writer *w, const char *id,
				  const char *reason, bool *changed,
				  struct nb_error *err)
{
	struct change c = {.id = id, .withdraw = reason != NULL};
	enum nb_id_level level = nb_id_level(id, strlen(id));
	enum nb_status st;

	*changed = false;
	c.page_len = strlen(id);
	if (reason)
		c.reason = (struct nb_string){reason, strlen(reason)};
	if (level == NB_ID_ITEM) {
		const char *hyphen = strrchr(id, '-');

		c.page_len = (size_t)(hyphen - id);
		c.number = (unsigned)strtoul(hyphen + 1, NULL, 10);
	}
	if ((level != NB_ID_PAGE && level != NB_ID_ITEM) ||
	    (level == NB_ID_ITEM && c.number == 0))
		st = nb_fail(err, NB_USAGE,
			     "%.80s: not the id of a page or an item", id);
	else if (reason &&
		 nb_utf8_invalid(reason, c.reason.len) != c.reason.len)
		st = nb_fail(err, NB_USAGE, "the reason is not UTF-8");
	else if (c.reason.len > UINT16_MAX)
		st = nb_fail(err, NB_LIMIT, "a reason of %zu bytes",
			     c.reason.len);
	else
		st = nb_writer_flush(w, err);
	if (!st)
		st = change(w, &c, changed, err);
	if (st)
		nb_error_file(err, w->path);
	return st;
}

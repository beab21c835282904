/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Withdrawing pages and items, and putting them back
 * (format-spec/nbarc-format.md, section 7.1, the paragraph on states, and
 * section 10).
 *
 * A withdrawal is a revision of its own: a copy of the newest entry with
 * another state and reason, whose document is the same bytes at the same place.
 * So nothing is compressed, and hashes and proofs stay good.
 */
#include "archive/catalogue/entry.h"
#include "archive/show/renamed.h"
#include "archive/write/frames.h"
#include "archive/write/writer.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/id.h>
#include <nbarc/write.h>

#include <stdlib.h>
#include <string.h>

/* A withdrawal, or its opposite, that is being carried out. Strings and `id`
 * are the caller's. */
struct change {
	struct nb_entry entry;	 /* the newest one, then the new one */
	const char *id;		 /* as given: of the page or the item */
	unsigned number;	 /* of the item; 0: the page as a whole */
	bool withdraw;		 /* false: put back */
	struct nb_string reason; /* empty when it is put back */
};

/*
 * See what the state of the page as a whole says about the change. *changed is
 * false if there is nothing to do; for an item change_item() goes on. NB_ABSENT
 * if it cannot be done: the text was purged, or an item's page is withdrawn.
 */
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

/* Change the item of c->entry, whose items are a copy; *changed is false if it
 * has this state and reason already. */
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

/*
 * Find what c->id names: a page or, if there is none, an item of one (section
 * 9, "Naming pages and items"). *newest is the entry of the page.
 */
static enum nb_status find_named(struct nb_writer *w, struct change *c,
				 const struct nb_entry **newest,
				 struct nb_error *err)
{
	struct nb_string page = {c->id, strlen(c->id)};
	enum nb_status st = nb_writer_newest(w, &page, newest, err);

	if (!st && !*newest)
		c->number = nb_id_item(page.text, page.len, &page.len);
	if (c->number)
		st = nb_writer_newest(w, &page, newest, err);
	if (!st && !*newest)
		st = nb_fail(err, NB_ABSENT, "%s: not in the archive", c->id);
	return st;
}

/*
 * Refuse to change a page that was renamed: another reason would break the way
 * from its old identifier to the new one, and put back it would be there twice.
 */
static enum nb_status refuse_renamed(struct nb_writer *w, const char *id,
				     struct nb_error *err)
{
	char now[NB_ITEM_ID_MAX] = "";
	enum nb_status st =
		w->old ? nb_archive_renamed(w->old, id, now, err) : NB_OK;

	if (!st && now[0])
		st = nb_fail(err, NB_ABSENT, "%s: " NB_RENAMED "%s", id, now);
	return st;
}

/* Add the new revision, unless nothing changes. */
static enum nb_status apply_change(struct nb_writer *w, struct change *c,
				   bool *changed, struct nb_error *err)
{
	const struct nb_entry *newest = NULL;
	struct nb_entry_item *items;
	enum nb_status st = refuse_renamed(w, c->id, err);

	if (!st)
		st = find_named(w, c, &newest, err);
	if (st)
		return st;
	c->entry = *newest;
	st = check_page(c, changed, err);
	if (st || !*changed)
		return st;
	/* The items of `newest` belong to the archive or to the writer. */
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
		st = nb_writer_add_entry(w, newest, &c->entry, err);
	free(items);
	return st;
}

enum nb_status nb_writer_withdraw(struct nb_writer *w, const char *id,
				  const char *reason, bool *changed,
				  struct nb_error *err)
{
	struct change c = {.id = id, .withdraw = reason != NULL};
	size_t len = strlen(id), page_len;
	enum nb_status st;

	*changed = false;
	if (reason)
		c.reason = (struct nb_string){reason, strlen(reason)};
	if (!nb_id_is_page(id, len) && !nb_id_item(id, len, &page_len))
		st = nb_fail(err, NB_USAGE,
			     "%.80s: not the identifier of a page or an item",
			     id);
	else if (reason &&
		 nb_utf8_invalid(reason, c.reason.len) != c.reason.len)
		st = nb_fail(err, NB_USAGE, "the reason is not UTF-8");
	else if (c.reason.len > UINT16_MAX)
		st = nb_fail(err, NB_LIMIT,
			     "the reason has %zu bytes; at most %u are allowed",
			     c.reason.len, (unsigned)UINT16_MAX);
	else
		/* A page that was added before must have its place. */
		st = nb_writer_flush(w, err);
	if (!st)
		st = apply_change(w, &c, changed, err);
	if (st)
		nb_error_file(err, w->path);
	return st;
}

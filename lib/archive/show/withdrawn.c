/* SPDX-License-Identifier: Apache-2.0 */
/* Leaving withdrawn items out of documents, and refusing what may not be shown
 * (format-spec/nbarc-format.md, sections 7.1 and 9, "What is withdrawn"). */
#include "archive/show/withdrawn.h"
#include "archive/catalogue/entry.h"
#include "archive/read/find.h"
#include "archive/read/hidden.h"
#include "archive/show/renamed.h"
#include "archive/show/slice.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* The most bytes of a reason in a message, so that struct nb_error.text has
 * room for the identifier before it. */
#define ITEM_REASON_SHOWN 400
#define PAGE_REASON_SHOWN 300

/* Append the empty item that stands for a withdrawn one (nbtei.rnc). The bytes
 * are those of section 9. */
static enum nb_status add_gap(const struct nb_entry *e,
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
	/* The list is in the order of the document. */
	for (i = 0; !st && i < n; i++) {
		if (!nb_hidden_item(hidden, list[i]->number))
			continue;
		st = nb_item_slice(e, list[i], document, NB_SLICE_ALL, err);
		if (!st &&
		    (nb_buf_add(out, document + at, list[i]->offset - at) ||
		     add_gap(e, list[i], out)))
			st = nb_fail_mem(err);
		at = list[i]->offset + list[i]->len;
	}
	if (!st && nb_buf_add(out, document + at, e->len - at))
		st = nb_fail_mem(err);
	free(list);
	return st;
}

/* ---- refusing */

/* Find the new identifier of a page that was renamed, or of its item with this
 * number; "" if it was not renamed, or if damage hides whether it was. */
static enum nb_status find_new_name(struct nb_archive *a,
				    const struct nb_string *page,
				    unsigned number, char now[NB_ITEM_ID_MAX],
				    struct nb_error *err)
{
	char renamed[NB_ID_MAX];
	enum nb_status st =
		nb_page_renamed(a, page->text, page->len, renamed, err);

	now[0] = '\0';
	if (st || !renamed[0])
		return st == NB_NOMEM || st == NB_IO ? st : NB_OK;
	if (number)
		(void)nb_item_id(renamed, strlen(renamed), number, now);
	else
		memcpy(now, renamed, strlen(renamed) + 1);
	return NB_OK;
}

/*
 * NB_ABSENT for a page that is hidden as a whole, or an item of it: its new
 * identifier if it was renamed, and else the reason. Looking for the former may
 * overwrite the entry.
 */
static enum nb_status refuse_whole(struct nb_archive *a,
				   const struct nb_entry *e, unsigned number,
				   struct nb_error *err)
{
	char id[UINT8_MAX], item[NB_ITEM_ID_MAX], now[NB_ITEM_ID_MAX];
	struct nb_string page = {id, e->id.len};
	char reason[sizeof(e->hidden->reason)];
	bool purged = e->hidden->purged;
	enum nb_status st;

	memcpy(id, e->id.text, page.len);
	memcpy(reason, e->hidden->reason, sizeof(reason));
	st = find_new_name(a, &page, number, now, err);
	if (st)
		return st;
	if (now[0] && number) {
		(void)nb_item_id(id, page.len, number, item);
		return nb_fail(err, NB_ABSENT, "%s: " NB_RENAMED "%s", item,
			       now);
	}
	if (now[0])
		return nb_fail(err, NB_ABSENT, "%.*s: " NB_RENAMED "%s",
			       (int)page.len, id, now);
	return nb_fail(err, NB_ABSENT, "%.*s: %s: %s", (int)page.len, id,
		       purged ? "purged" : "withdrawn", reason);
}

/*
 * NB_ABSENT with the reason for which a page, an item of it or a revision is
 * not shown. What the newest revision says of the whole page comes first; of a
 * page that is shown, a single revision may have been purged.
 */
static enum nb_status refuse_page(struct nb_archive *a,
				  const struct nb_entry *e, unsigned number,
				  struct nb_error *err)
{
	if (nb_entry_is_hidden(e))
		return refuse_whole(a, e, number, err);
	return nb_fail(err, NB_ABSENT, "%.*s@%u: purged: %.*s", (int)e->id.len,
		       e->id.text, e->revision,
		       (int)(e->reason.len < PAGE_REASON_SHOWN
				     ? e->reason.len
				     : PAGE_REASON_SHOWN),
		       e->reason.text);
}

/* Fail for an item, or for the source of its page, by the reason of the item.
 */
static enum nb_status refuse_by(const struct nb_string *page, unsigned number,
				const struct nb_string *reason, bool source,
				struct nb_error *err)
{
	int len = (int)(reason->len < ITEM_REASON_SHOWN ? reason->len
							: ITEM_REASON_SHOWN);

	if (source)
		return nb_fail(err, NB_ABSENT,
			       "%.*s: its source contains the text of -%02u, "
			       "withdrawn: %.*s",
			       (int)page->len, page->text, number, len,
			       reason->text);
	return nb_fail(err, NB_ABSENT, "%.*s-%02u: withdrawn: %.*s",
		       (int)page->len, page->text, number, len, reason->text);
}

/*
 * NB_ABSENT with the reason for which an item was withdrawn. The newest
 * revision of the page has it, which may not be the one at hand. It is found by
 * a cursor, which leaves the entry to the caller: other items of the page are
 * shown. With `source` it is the page's source that is asked for.
 */
static enum nb_status refuse_withdrawn(struct nb_archive *a,
				       const struct nb_entry *e,
				       unsigned number, bool source,
				       struct nb_error *err)
{
	const struct nb_string none = {"", 0};
	const struct nb_entry_item *item = NULL;
	const struct nb_entry *newest = NULL;
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create_detail(
		a, e->id.text, e->id.len, false, NB_DETAIL_PLACES, &c, err);

	if (st)
		return st;
	st = nb_cursor_next(c, &newest, err);
	/* Pages whose identifiers are longer come after this one. */
	if (!st && newest && newest->id.len == e->id.len)
		item = nb_entry_item_of(newest, number);
	if (!st)
		st = refuse_by(&e->id, number, item ? &item->reason : &none,
			       source, err);
	nb_cursor_free(c);
	return st;
}

enum nb_status nb_refuse_hidden(struct nb_archive *a, const struct nb_entry *e,
				unsigned number, struct nb_error *err)
{
	if (nb_entry_is_hidden(e) || e->state == NB_STATE_PURGED)
		return refuse_page(a, e, number, err);
	return number && nb_entry_item_is_hidden(e, number)
		       ? refuse_withdrawn(a, e, number, false, err)
		       : NB_OK;
}

/* NB_ABSENT for an item whose text stands in other items since the page was
 * divided anew; its reason has their identifiers (section 7.1). */
static enum nb_status refuse_moved(const struct nb_entry *e,
				   const struct nb_entry_item *item,
				   struct nb_error *err)
{
	if (item->reason.len == 0)
		return nb_fail(err, NB_ABSENT,
			       "%.*s-%02u: its text is no longer on the page",
			       (int)e->id.len, e->id.text, item->number);
	return nb_fail(err, NB_ABSENT, "%.*s-%02u: its text is now in: %.*s",
		       (int)e->id.len, e->id.text, item->number,
		       (int)item->reason.len, item->reason.text);
}

enum nb_status nb_refuse_item(struct nb_archive *a, const struct nb_entry *e,
			      const struct nb_entry_item *item, unsigned number,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;

	/* Of a page that was renamed, the answer names the item. */
	if (nb_entry_is_hidden(e) || e->state == NB_STATE_PURGED)
		st = refuse_page(a, e, item ? number : 0, err);
	if (st)
		return st;
	if (!item)
		return nb_fail(err, NB_ABSENT, "%.*s-%02u: not in the archive",
			       (int)e->id.len, e->id.text, number);
	if (item->state == NB_STATE_MOVED)
		return refuse_moved(e, item, err);
	st = nb_refuse_hidden(a, e, number, err);
	if (!st && item->len == 0)
		st = nb_fail(err, NB_ABSENT, "%.*s-%02u@%u: purged: %.*s",
			     (int)e->id.len, e->id.text, number, e->revision,
			     (int)(item->reason.len < ITEM_REASON_SHOWN
					   ? item->reason.len
					   : ITEM_REASON_SHOWN),
			     item->reason.text);
	return st;
}

enum nb_status nb_refuse_source(struct nb_archive *a, const struct nb_entry *e,
				struct nb_error *err)
{
	enum nb_status st = nb_refuse_hidden(a, e, 0, err);
	unsigned number = 1;

	if (st || !nb_entry_hides_items(e))
		return st;
	while (number < NB_PAGE_ITEMS_MAX &&
	       !nb_entry_item_is_hidden(e, number))
		number++;
	return refuse_withdrawn(a, e, number, true, err);
}

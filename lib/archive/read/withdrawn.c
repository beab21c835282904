/* SPDX-License-Identifier: Apache-2.0 */
/* What is withdrawn of a page, and what is shown of it (sections 7 and 9). */
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/archive.h>
#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

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

/* SPDX-License-Identifier: Apache-2.0 */
/* Noting what of a page is hidden, and answering questions about it
 * (format-spec/nbarc-format.md, section 9, "What is withdrawn"). */
#include "archive/read/hidden.h"
#include "archive/record/record.h"

#include <nbarc/archive.h>

#include <string.h>

static void set_bit(struct nb_hidden *h, unsigned number)
{
	if (!h->any_item)
		memset(h->items, 0, sizeof(h->items));
	h->items[number / 8] |= (uint8_t)(1u << number % 8);
	h->any_item = true;
}

bool nb_hidden_item(const struct nb_hidden *h, unsigned number)
{
	return h->page || (h->any_item && number <= NB_PAGE_ITEMS_MAX &&
			   (h->items[number / 8] >> number % 8 & 1) != 0);
}

/* Copy as much of the reason as there is room for. */
static void copy_reason(struct nb_hidden *h, const struct nb_string *reason)
{
	size_t len = reason->len;

	if (len >= sizeof(h->reason)) {
		len = sizeof(h->reason) - 1;
		/* A byte 10xxxxxx continues a character of UTF-8: go back to
		 * where that begins. */
		while (len && (reason->text[len] & 0xc0) == 0x80)
			len--;
	}
	if (len)
		memcpy(h->reason, reason->text, len);
	h->reason[len] = '\0';
}

/* Lists call this for each page of an archive, so that nothing is cleared that
 * does not have to be: of the reason, the first byte is enough. */
void nb_hidden_of(const struct nb_entry *e, struct nb_hidden *h)
{
	size_t i;

	h->page = e->state != NB_STATE_PRESENT;
	h->purged = e->state == NB_STATE_PURGED;
	h->any_item = false;
	h->reason[0] = '\0';
	if (h->page)
		copy_reason(h, &e->reason);
	for (i = 0; i < e->item_count; i++) {
		if (e->items[i].state == NB_STATE_WITHDRAWN)
			set_bit(h, e->items[i].number);
	}
	h->id_len = e->id.len;
	memcpy(h->id, e->id.text, e->id.len);
	h->item_count = e->item_count;
	h->revision = e->revision;
}

bool nb_hidden_is_of(const struct nb_hidden *h, const struct nb_entry *e)
{
	return h->revision == e->revision && h->item_count == e->item_count &&
	       h->id_len == e->id.len &&
	       memcmp(h->id, e->id.text, e->id.len) == 0;
}

bool nb_entry_is_hidden(const struct nb_entry *e)
{
	return e->hidden && e->hidden->page;
}

const char *nb_entry_hidden_reason(const struct nb_entry *e)
{
	return nb_entry_is_hidden(e) ? e->hidden->reason : "";
}

bool nb_entry_hides_items(const struct nb_entry *e)
{
	return e->hidden && e->hidden->any_item;
}

bool nb_entry_item_is_hidden(const struct nb_entry *e, unsigned number)
{
	return e->hidden && nb_hidden_item(e->hidden, number);
}

bool nb_entry_item_is_present(const struct nb_entry *e,
			      const struct nb_entry_item *item)
{
	return item->state != NB_STATE_MOVED && item->len &&
	       !nb_entry_item_is_hidden(e, item->number);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a page may not be shown. Its newest revision decides for all
 * revisions (format-spec/nbarc-format.md, section 9, "What is withdrawn"), so
 * this is made once a page and the entries of older revisions point to it.
 */
#ifndef NB_ARCHIVE_HIDDEN_H
#define NB_ARCHIVE_HIDDEN_H

#include "archive/record/record.h"

#include <nbarc/entry.h>
#include <nbarc/id.h>

#include <stdbool.h>

/* Owns nothing. nb_hidden_of() sets all of it, but `items` only if it has a bit
 * to set there: they are not defined without any_item. */
struct nb_hidden {
	bool page;     /* the page as a whole was withdrawn or purged */
	bool purged;   /* it was purged */
	bool any_item; /* at least one item was withdrawn */
	/* Items that were withdrawn: bit number % 8 of byte number / 8. */
	uint8_t items[NB_PAGE_ITEMS_MAX / 8 + 1];
	/* Why the page was withdrawn, NUL-terminated; a longer reason, which
	 * may have 65,535 bytes, is cut off at the end of a character. */
	char reason[512];
	/* The entry that this was made of; revision 0: of none. */
	char id[NB_ID_MAX];
	size_t id_len, item_count;
	uint32_t revision;
};

/* Set `hidden` to what the newest revision of a page hides. The entry need not
 * live on. Of an entry with NB_DETAIL_KEYS only `page` is known. */
void nb_hidden_of(const struct nb_entry *newest, struct nb_hidden *hidden);

/* True if this was made of this entry, of the same archive. Whoever asks for
 * one item of a page after the other need not make it again for each. */
bool nb_hidden_is_of(const struct nb_hidden *hidden,
		     const struct nb_entry *newest);

/* True if the item with this number, or its page as a whole, may not be shown.
 * Any number may be asked for. */
bool nb_hidden_item(const struct nb_hidden *hidden, unsigned number);

#endif

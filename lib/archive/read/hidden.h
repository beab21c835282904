/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a page is hidden, by its newest revision, which decides for all of
 * them (format-spec/nbarc-format.md, section 9).
 */
#ifndef NB_ARCHIVE_HIDDEN_H
#define NB_ARCHIVE_HIDDEN_H

#include "archive/record/record.h"

#include <nbarc/article.h>
#include <nbarc/entry.h>

#include <stdbool.h>

struct nb_hidden {
	bool page;     /* the page as a whole was withdrawn or purged */
	bool any_item; /* at least one item was withdrawn */
	/* A bit for each number of an item, the lowest bit first. */
	uint8_t items[NB_PAGE_ITEMS_MAX / 8 + 1];
	/* Why the page was withdrawn, cut off at the end of a character if it
	 * is longer; NUL-terminated. */
	char reason[512];
};

/* Fill in `hidden` from the newest revision of a page. */
void nb_hidden_of(const struct nb_entry *newest, struct nb_hidden *hidden);

/* True if the item with this number may not be shown. */
bool nb_hidden_item(const struct nb_hidden *hidden, unsigned number);

#endif

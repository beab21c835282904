/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages that wait for a commit, by their identifiers.
 *
 * A page is looked up by its own identifier and, if an item could be called as
 * it is, by that of the page which the item would have: an archive must not
 * have both (format-spec/nbarc-format.md, section 7.1).
 */
#ifndef NB_ARCHIVE_PENDING_H
#define NB_ARCHIVE_PENDING_H

#include "archive/write/batch.h"

/*
 * Both tables hold heads of lists of pages with the same hash, linked by
 * page->next and page->next_called, the newest page first. The tables are
 * owned, the pages are not.
 */
struct nb_pending {
	struct nb_batch_page **by_id;	  /* hash of the identifier */
	struct nb_batch_page **by_parent; /* without the number at its end */
};

/* Make empty tables. Fails only with NB_NOMEM; nb_pending_free() may follow. */
NB_CHECK enum nb_status nb_pending_create(struct nb_pending *pending);
void nb_pending_free(struct nb_pending *pending);

/* Add a page, which must outlive its place in the tables. */
void nb_pending_add(struct nb_pending *pending, struct nb_batch_page *page);

/* Forget all pages. */
void nb_pending_clear(struct nb_pending *pending);

/* The newest revision of a page, or NULL. */
const struct nb_entry *nb_pending_find(const struct nb_pending *pending,
				       const struct nb_string *id);

/* A page that is called as an item of the page `id` would be, or NULL. */
const struct nb_entry *nb_pending_called_item(const struct nb_pending *pending,
					      const struct nb_string *id);

#endif

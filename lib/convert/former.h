/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page as an archive has it before it comes again: its items and their texts,
 * and what persons decided about it.
 * nbarc/ingest.h declares what reads and frees it.
 */
#ifndef NB_CONVERT_FORMER_H
#define NB_CONVERT_FORMER_H

#include "convert/overlap.h"

#include <nbarc/ingest.h>

/*
 * The newest revision of a page that an archive has, with all numbers that the
 * page ever used. Everything is owned.
 */
struct nb_former {
	uint8_t state;		     /* enum nb_state of the page */
	struct nb_entry_item *items; /* by number; of each only number, kind,
					state, reason, offset and len are set */
	size_t count;
	/* What persons decided about the page, as it is stored (section 6.4 of
	 * the format). */
	struct nb_buf decisions;
	struct nb_tei_about about; /* what the header of its document says */
	/* Their texts in the order of the page; para.item is an index into
	 * items. Empty if the page was purged. */
	struct nb_paras paras;
};

/* True if the newest revision is present: neither withdrawn nor purged. */
bool nb_former_present(const struct nb_former *former);

/*
 * Free items whose reasons are their own, as those of the next two functions.
 */
void nb_items_free(struct nb_entry_item *items, size_t count);

/*
 * Give an item, which has no reason, a copy of the text as its reason. Fails
 * only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_item_set_reason(struct nb_entry_item *item,
					   const char *text, size_t len);

/*
 * Copy number, kind, state and reason of an item; all else becomes 0. Fails
 * only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_item_copy(struct nb_entry_item *to,
				     const struct nb_entry_item *from);

/*
 * Append the texts of a page's items, each line as a paragraph, in the order in
 * which the items stand in their document, as those of a division do: which of
 * equal paragraphs is which is told by it. An item without text is passed over.
 * para.item is an index into items. NB_INVALID if a text cannot be read.
 */
NB_CHECK enum nb_status nb_paras_add_items(struct nb_paras *paras,
					   const struct nb_entry_item *items,
					   size_t count,
					   const uint8_t *document,
					   struct nb_error *err);

#endif

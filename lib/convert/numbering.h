/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of items that stay with their texts (nbarc(5), Identifiers).
 *
 * A page that an archive has may come again with another division: repaired by
 * a later version, or from a better source. Its items keep their numbers as far
 * as they keep their texts, since an identifier that was cited must not lead to
 * something else.
 */
#ifndef NB_CONVERT_NUMBERING_H
#define NB_CONVERT_NUMBERING_H

#include <nbarc/ingest.h>

/*
 * Number the items of a division of `text`. `former` is what the archive has of
 * the page; NULL: it is new, and the items are numbered from 1. NB_LIMIT if no
 * number is left. Freed by nb_numbering_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_number_items(const struct nb_former *former,
					const char *page_id, const char *text,
					const struct nb_division *division,
					struct nb_numbering *numbering,
					struct nb_error *err);

/*
 * Like nb_number_items(), for a document that has its numbers already; `entry`
 * is its entry. Items that are withdrawn stay so, and items of the former page
 * that the document does not have are gone. NB_INVALID if the document uses the
 * number of an item that was gone before.
 */
NB_CHECK enum nb_status nb_number_given(const struct nb_former *former,
					const struct nb_entry *entry,
					const uint8_t *document,
					struct nb_numbering *numbering,
					struct nb_error *err);
/* Free the items and their reasons. */
void nb_numbering_free(struct nb_numbering *numbering);

#endif

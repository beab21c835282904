/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of items that stay with their texts (design of identifiers: nbarc(5),
 * "Identifiers"). */
#ifndef NB_INGEST_NUMBERING_H
#define NB_INGEST_NUMBERING_H

#include <nbarc/ingest.h>

/*
 * Number the items of a division of `text`, whose page was `former` before;
 * NULL: it is new. NB_LIMIT when no number is left. Freed by
 * nb_numbering_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_number_items(const struct nb_former *former,
					const char *page_id, const char *text,
					const struct nb_division *division,
					struct nb_numbering *numbering,
					struct nb_error *err);

/*
 * The same for the items of a document that has its numbers already, and whose
 * entry is `entry`: what is withdrawn stays so, and items of the former page
 * that it does not have are gone. NB_INVALID when it has the number of one that
 * was gone before.
 */
NB_CHECK enum nb_status nb_number_given(const struct nb_former *former,
					const struct nb_entry *entry,
					const uint8_t *document,
					struct nb_numbering *numbering,
					struct nb_error *err);
void nb_numbering_free(struct nb_numbering *numbering);

/* Is the newest revision of the page present: not withdrawn, not purged? */
bool nb_former_present(const struct nb_former *former);

#endif

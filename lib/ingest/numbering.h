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

/* ---- shared by numbering.c and overlap.c */

/* A paragraph of an item; white space is left out of its characters. */
struct nb_para {
	size_t at, len; /* in nb_paras.chars */
	unsigned item;	/* index of the item */
};

/* The paragraphs of a page, in order. */
struct nb_paras {
	uint32_t *chars;
	size_t char_count, char_cap;
	struct nb_para *list;
	size_t count, cap;
};

/* Append a paragraph; one of white space alone is left out. */
NB_CHECK enum nb_status nb_paras_add(struct nb_paras *paras, unsigned item,
				     const char *text, size_t len);
void nb_paras_free(struct nb_paras *paras);

/*
 * table[old * new_items + new] becomes the number of characters that item `old`
 * of one page and item `new` of another have in common, wherever they stand.
 */
NB_CHECK enum nb_status nb_overlap(const struct nb_paras *before,
				   const struct nb_paras *after,
				   size_t new_items, uint32_t *table);

#endif

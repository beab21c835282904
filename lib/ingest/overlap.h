/* SPDX-License-Identifier: Apache-2.0 */
/* How much text the items of two divisions of a page have in common. */
#ifndef NB_INGEST_OVERLAP_H
#define NB_INGEST_OVERLAP_H

#include <nbarc/status.h>

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

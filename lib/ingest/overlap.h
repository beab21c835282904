/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much text the items of two divisions of a page have in common. The text
 * may have been divided anew, and also changed by another repair, or moved.
 */
#ifndef NB_INGEST_OVERLAP_H
#define NB_INGEST_OVERLAP_H

#include <nbarc/status.h>

/* A paragraph of an item. */
struct nb_para {
	size_t at, len; /* in nb_paras.chars; white space is left out */
	unsigned item;	/* index of its item */
};

/*
 * The paragraphs of a page, in order. Zeros are an empty list; the arrays are
 * owned.
 */
struct nb_paras {
	uint32_t *chars; /* code points of all paragraphs */
	size_t char_count, char_cap;
	struct nb_para *list;
	size_t count, cap;
};

/*
 * Append a paragraph; one of white space alone is left out. Bytes that are not
 * UTF-8 count as U+FFFD. Fails only with NB_NOMEM, and has no error to fill.
 */
NB_CHECK enum nb_status nb_paras_add(struct nb_paras *paras, unsigned item,
				     const char *text, size_t len);
void nb_paras_free(struct nb_paras *paras);

/*
 * Count the characters that item `old` of one page and item `new` of another
 * have in common, wherever they stand, into table[old * new_items + new]. The
 * table is all zeros before. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_overlap(const struct nb_paras *before,
				   const struct nb_paras *after,
				   size_t new_items, uint32_t *table);

#endif

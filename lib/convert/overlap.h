/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much text the items of two divisions of a page have in common. The text
 * may have been divided anew, and also changed by another repair, or moved.
 */
#ifndef NB_CONVERT_OVERLAP_H
#define NB_CONVERT_OVERLAP_H

#include <nbarc/status.h>

/* A paragraph of an item. */
struct nb_para {
	size_t at, len; /* in nb_paras.chars; white space is left out */
	unsigned item;	/* index of its item */
};

/*
 * The paragraphs of a page, in order; those of an item follow one another.
 * Zeros are an empty list; the arrays are owned.
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

/* That an item of one page and an item of another have text in common. */
struct nb_common {
	uint32_t old, new; /* indices of the items */
	uint32_t chars;	   /* characters, at least 1 */
};

/*
 * All such pairs of two pages. Invariant: sorted by old, then new, and no pair
 * twice. There are at most as many as the pages have paragraphs and runs of
 * equal characters, however many items they have. The array is owned.
 */
struct nb_overlap {
	struct nb_common *list;
	size_t count, cap;
};

/*
 * Count the characters that items of one page and items of another have in
 * common, wherever they stand. Of texts that occur more than once, that of a
 * whole item counts for an item of the same text, if there is one. Fails only
 * with NB_NOMEM. *overlap is freed by nb_overlap_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_overlap_find(const struct nb_paras *before,
					const struct nb_paras *after,
					struct nb_overlap *overlap);
void nb_overlap_free(struct nb_overlap *overlap);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A page of which nothing is decided yet: its text, split into lines. */
#ifndef NB_PAGE_START_H
#define NB_PAGE_START_H

#include "page/decide/page.h"

/*
 * Make a page with a copy of its source, split into lines at `ends`, of which
 * nothing is decided. NB_LIMIT if the text is longer than NB_PAGE_MAX;
 * NB_INVALID, with the offset of the first bad byte, if it is not UTF-8. Freed
 * by nb_page_free(); *page is NULL on failure.
 */
NB_CHECK enum nb_status nb_page_start(const char *utf8, size_t len,
				      enum nb_line_ends ends,
				      const struct nb_profile *profile,
				      struct nb_page **page,
				      struct nb_error *err);

/*
 * Put the lines of a page, of which nothing is decided yet, into another order.
 * The page takes *moved over, which becomes empty. NB_INVALID if it is no order
 * of these lines, or if they cannot stand so; NB_LIMIT.
 */
NB_CHECK enum nb_status nb_page_move(struct nb_page *page,
				     struct nb_moved *moved,
				     struct nb_error *err);

#endif

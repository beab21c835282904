/* SPDX-License-Identifier: Apache-2.0 */
/* Putting the lines of a page into the order that a person decided. */
#ifndef NB_PAGE_ARRANGE_H
#define NB_PAGE_ARRANGE_H

#include "page/decide/page.h"

/*
 * Put the lines of a page, of which nothing is decided yet, into the order that
 * the decisions of `options` give. page->outcomes, which is there, gets the
 * outcomes of decisions about the order. Errors as for nb_after_find().
 */
NB_CHECK enum nb_status nb_page_arrange(struct nb_page *page,
					const struct nb_page_options *options,
					struct nb_error *err);

#endif

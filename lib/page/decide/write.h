/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The normalised text of a page, and its repairs (format-spec/nbarc-format.md,
 * section 6.1, "What is replaced").
 */
#ifndef NB_PAGE_WRITE_H
#define NB_PAGE_WRITE_H

#include "page/decide/page.h"

/*
 * Make the normalised text and the list of repairs of a page whose seams are
 * decided. The result follows from source, joins and profile alone, so that a
 * journal need not store more than the joins. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_page_write(struct nb_page *page,
				      struct nb_error *err);

#endif

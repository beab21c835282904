/* SPDX-License-Identifier: Apache-2.0 */
/* The normalised text of a page, and its repairs. */
#ifndef NB_PAGE_WRITE_H
#define NB_PAGE_WRITE_H

#include "page/decide/page.h"

/* Write the normalised text and the repairs of a page, whose seams are
 * decided. */
NB_CHECK enum nb_status nb_page_write(struct nb_page *page,
				      struct nb_error *err);

#endif

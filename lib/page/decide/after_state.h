/* SPDX-License-Identifier: Apache-2.0 */
/* Stating decisions about the order of reading (after.h). */
#ifndef NB_PAGE_AFTER_STATE_H
#define NB_PAGE_AFTER_STATE_H

#include "page/decide/after.h"

/* That lines are moved: from `first` to `last`, to after the line `after`; with
 * NB_NOTHING they become the first of the page. All are lines of the text as
 * received. */
struct nb_after_said {
	size_t first, last, after;
};

/*
 * Append the decision as a line of a file, for `page`. The keys are as long as
 * it takes to tell the places from others. NB_INVALID if that is not possible,
 * as on a page of equal lines; NB_NOMEM.
 */
NB_CHECK enum nb_status nb_after_state(const struct nb_after_text *text,
				       const struct nb_after_said *said,
				       const char *page, const char *who,
				       const char *when, struct nb_buf *out,
				       struct nb_error *err);

#endif

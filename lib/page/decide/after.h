/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of reading that a person decided (nbnorm(1), DECISIONS, "after").
 *
 * A decision names three places of the text as received: where the moved lines
 * begin, by the characters there; where they end, by the characters before
 * that; and the end of the line that they come after, likewise. So it does not
 * depend on other decisions of its kind.
 */
#ifndef NB_PAGE_AFTER_H
#define NB_PAGE_AFTER_H

#include "page/text/essence.h"
#include "page/text/moved.h"

#include <nbarc/review.h>

/* A text as it was received, in which decisions are looked for; borrowed. */
struct nb_after_text {
	const struct nb_essence *essence;
	size_t lines;
};

/* Is any of the decisions about the order? */
bool nb_after_any(const struct nb_decisions *decisions);

/*
 * Find the order that the decisions give to a page. page_id is as in struct
 * nb_page_options. *moved is to be freed, also after a failure; it is empty if
 * the lines stay where they are. Of the decisions about the order, outcomes[i]
 * becomes the enum nb_outcome.
 *
 * If two lines are in the lines of several decisions, the last one in the file
 * holds. If all decisions of a circle hold, none of its blocks comes anywhere:
 * then the first of them in the file is left out. NB_INVALID if the decisions
 * cannot be followed within the limits of time; NB_NOMEM.
 */
NB_CHECK enum nb_status nb_after_find(const struct nb_decisions *decisions,
				      const char *page_id,
				      const struct nb_after_text *text,
				      struct nb_moved *moved, uint8_t *outcomes,
				      struct nb_error *err);

/* Does the page have all characters that a decision about the order names? */
bool nb_after_stands(const struct nb_decision *one,
		     const struct nb_essence *essence);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a person decided about the breaks of a page. */
#ifndef NB_PAGE_DECISIONS_H
#define NB_PAGE_DECISIONS_H

#include "page/text/essence.h"

#include <nbarc/review.h>

/*
 * What the decisions say of each line: how the break before it is to be.
 * `outcomes` has an element a decision.
 */
enum nb_verdict { NB_VERDICT_NONE, NB_VERDICT_KEEP, NB_VERDICT_JOIN };
NB_CHECK enum nb_status nb_decisions_match(const struct nb_decisions *decisions,
					   const char *page_id,
					   const struct nb_essence *essence,
					   size_t lines, uint8_t *verdicts,
					   uint8_t *outcomes,
					   struct nb_error *err);

#endif

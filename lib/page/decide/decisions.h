/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions of a person about the breaks of a page (nbnorm(1), DECISIONS):
 * finding the breaks that they are about. nbarc/review.h declares what reads
 * them.
 */
#ifndef NB_PAGE_DECISIONS_H
#define NB_PAGE_DECISIONS_H

#include "page/text/essence.h"

#include <nbarc/review.h>

/* What a person decided about the break before a line. */
enum nb_verdict { NB_VERDICT_NONE, NB_VERDICT_KEEP, NB_VERDICT_JOIN };
/*
 * Find the places of the decisions in the essence of a page. page_id may be
 * NULL: then decisions for any page are about this one.
 *
 * verdicts[i] becomes the enum nb_verdict of the break before line i; the array
 * has an element for each of `lines` lines and is all NB_VERDICT_NONE before.
 * outcomes[i] becomes the enum nb_outcome of decision i. Fails only with
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nb_decisions_match(const struct nb_decisions *decisions,
					   const char *page_id,
					   const struct nb_essence *essence,
					   size_t lines, uint8_t *verdicts,
					   uint8_t *outcomes,
					   struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the breaks and blocks of a page that decisions are about (nbnorm(1),
 * DECISIONS).
 */
#ifndef NB_PAGE_MATCH_H
#define NB_PAGE_MATCH_H

#include "page/text/essence.h"

#include <nbarc/review.h>

/*
 * What can be decided at the start of a line, independently of each other: the
 * break before it, whether an item begins there, and what the block is.
 */
enum nb_aspect { NB_ASPECT_BREAK, NB_ASPECT_ITEM, NB_ASPECT_ROLE, NB_ASPECTS };

/* The aspect that a decision is about. */
enum nb_aspect nb_decided_aspect(enum nb_decided what);

/* What a person decided there: of each aspect, 1 + the enum nb_decided, or 0.
 */
struct nb_verdict {
	uint8_t of[NB_ASPECTS];
};

/*
 * Find the places of the decisions in the essence of a page. page_id may be
 * NULL: then decisions for any page are about this one.
 *
 * verdicts[i] becomes what is decided at the start of line i; the array has an
 * element for each of `lines` lines and is all zero before.
 * outcomes[i] becomes the enum nb_outcome of decision i. Fails only with
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nb_decisions_match(
	const struct nb_decisions *decisions, const char *page_id,
	const struct nb_essence *essence, size_t lines,
	struct nb_verdict *verdicts, uint8_t *outcomes, struct nb_error *err);

#endif

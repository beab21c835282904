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
 * break before it, whether an item begins there, what the block is, and with
 * which items the item of the block goes on. A reading and the order are no
 * aspects of a line.
 */
enum nb_aspect {
	NB_ASPECT_BREAK,
	NB_ASPECT_ITEM,
	NB_ASPECT_ROLE,
	NB_ASPECT_NEXT,
	NB_ASPECT_PREV,
	NB_ASPECTS,
	NB_ASPECT_TEXT = NB_ASPECTS,
	NB_ASPECT_ORDER /* of the lines; after.h finds the places */
};

/* The aspect that a decision is about. */
enum nb_aspect nb_decided_aspect(enum nb_decided what);

/*
 * What a person decided there: of each aspect, 1 + the enum nb_decided, or 0.
 * The identifiers belong to the decisions.
 */
struct nb_verdict {
	uint8_t of[NB_ASPECTS];
	const char *next, *prev; /* NULL if nothing was decided */
};

/*
 * Find the places of the decisions in the essence of a page. page_id may be
 * NULL: then decisions for any page are about this one.
 *
 * verdicts[i] becomes what is decided at the start of line i; the array has an
 * element for each of `lines` lines and is all zero before.
 * outcomes[i] becomes the enum nb_outcome of decision i. Unless `places` is
 * NULL, places[i] becomes the offset of its place in the essence, if it was
 * found; at that of a reading its old characters begin. Decisions about the
 * order are passed over, and their outcomes left as they are. Fails only with
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nb_decisions_match(const struct nb_decisions *decisions,
					   const char *page_id,
					   const struct nb_essence *essence,
					   size_t lines,
					   struct nb_verdict *verdicts,
					   uint8_t *outcomes, size_t *places,
					   struct nb_error *err);

#endif

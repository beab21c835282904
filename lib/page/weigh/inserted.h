/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paragraphs that something was set into. On a printed page a caption or a
 * crosshead may stand inside the area of a paragraph, and the order of the text
 * then puts it between the halves of the paragraph, often inside a word.
 *
 * Neither half is joined with what stands between them; the text keeps its
 * order, and lib/article marks the parts.
 */
#ifndef NB_PAGE_INSERTED_H
#define NB_PAGE_INSERTED_H

#include "page/weigh/shapes.h"

/* What a block is to the paragraph around it. */
enum nb_place {
	NB_PLACE_USUAL,	  /* nothing: an ordinary block */
	NB_PLACE_CAPTION, /* a caption set into the paragraph before it */
	NB_PLACE_CREDIT,  /* the credit of such a caption, directly after it */
	NB_PLACE_CROSSHEAD, /* a crosshead set into the paragraph before it */
	NB_PLACE_RESUMES,   /* the second half of the paragraph */
};

/*
 * Set places[i], an enum nb_place, for each block of `shapes`. After the blocks
 * that were set into a paragraph there is always one that resumes it. The odds
 * that the halves are one paragraph decide, against the odds that either half
 * belongs to what stands between them.
 */
void nb_inserted_find(const struct nb_shapes *shapes, const uint8_t *model,
		      uint8_t *places);

#endif

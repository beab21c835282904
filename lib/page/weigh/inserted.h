/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paragraphs that something was set into: a caption, or a crosshead, that the
 * order of the page's text puts between the halves of a paragraph, often of a
 * word.
 */
#ifndef NB_PAGE_INSERTED_H
#define NB_PAGE_INSERTED_H

#include "page/weigh/shapes.h"

/* What a block is to the paragraph around it. */
enum nb_place {
	NB_PLACE_USUAL,	  /* nothing */
	NB_PLACE_CAPTION, /* it was set into the paragraph before it */
	NB_PLACE_CREDIT,
	NB_PLACE_CROSSHEAD,
	NB_PLACE_RESUMES, /* with it the paragraph goes on */
};

/*
 * Find them: places[i] is that of block i, of as many as there are shapes. The
 * first block behind those that were set into a paragraph resumes it. Decided
 * by the text of the two halves, against that of what stands between them.
 */
void nb_inserted_find(const struct nb_shapes *shapes, const uint8_t *model,
		      uint8_t *places);

#endif

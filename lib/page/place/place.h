/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decision about breaks if a layout is known: what the text says of a break
 * is weighed with where its lines stand.
 *
 * The model is a logistic regression over NB_PLACE_FACTS facts. Its weights are
 * in place_weights.h, made by training/page/places.c, which calls the functions
 * below to compute the same facts.
 */
#ifndef NB_PAGE_PLACE_H
#define NB_PAGE_PLACE_H

#include "page/place/geometry.h"

#include <nbarc/review.h>

/* What the facts of every break of a page depend on, each from 0 to 1. */
struct nb_place_habits {
	/*
	 * How often the text alone, whose decisions are in the seams, agrees
	 * with a rule of thumb about the boxes. It is low if OCR has spoilt the
	 * text or a photograph has bent the boxes.
	 */
	double agreement;
	/* How many of the lines are set in from a neighbour. */
	double set_in;
	/* 1 if the lines are ragged (ragged.h), else 0. */
	double ragged;
};
void nb_place_habits(const struct nb_geometry *geometry,
		     const struct nb_seam *seams, size_t count,
		     struct nb_place_habits *habits);

/*
 * Compute the facts of one break: numbers of about -1 to 1; a change of type
 * has up to 4. nb_place_names has the name of each, for explanations.
 */
#define NB_PLACE_FACTS 27
extern const char *const nb_place_names[NB_PLACE_FACTS];
void nb_place_facts(const struct nb_geometry *g, const struct nb_seam *seam,
		    const struct nb_place_habits *habits,
		    double facts[NB_PLACE_FACTS]);

/* Write the identity of the model together with this layout, NUL-terminated. */
void nb_place_id(const struct nb_layout *layout, char id[NB_LAYOUT_ID_MAX]);

/*
 * Decide again about the breaks before all blocks. seam[i].probability is that
 * of the text for the break before block i, and is replaced. NB_INVALID if the
 * layout does not belong to this text.
 */
NB_CHECK enum nb_status nb_seams_place(const struct nb_blocks *blocks,
				       const struct nb_layout *layout,
				       struct nb_seam *seam,
				       struct nb_error *err);

/*
 * Add the reasons for the break before block i to *why, and set its layout_
 * members. Unlike nb_seams_place() this leaves the seams alone, whose
 * probabilities are those of the text.
 */
NB_CHECK enum nb_status nb_seams_place_explain(const struct nb_blocks *blocks,
					       const struct nb_layout *layout,
					       size_t i,
					       const struct nb_seam *seam,
					       struct nb_explanation *why,
					       struct nb_error *err);

#endif

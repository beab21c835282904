/* SPDX-License-Identifier: Apache-2.0 */
/* The decision where a layout is known: what the text says of a break, weighed
 * with where its lines stand. */
#ifndef NB_PAGE_PLACE_H
#define NB_PAGE_PLACE_H

#include "page/place/geometry.h"

#include <nbarc/review.h>

/*
 * How often the text alone (its decisions are in the seams) and a rule of thumb
 * on the boxes agree, 0 to 1: low where OCR has spoilt the one or a photograph
 * the other.
 */
double nb_place_agreement(const struct nb_geometry *geometry,
			  const struct nb_seam *seams, size_t count);

/* What the model sees of a break: numbers of about -1 to 1. */
#define NB_PLACE_FACTS 20
extern const char *const nb_place_names[NB_PLACE_FACTS];
void nb_place_facts(const struct nb_geometry *g, const struct nb_seam *seam,
		    double agreement, double facts[NB_PLACE_FACTS]);

/* The identity of the model with this layout. */
void nb_place_id(const struct nb_layout *layout, char id[NB_LAYOUT_ID_MAX]);

/*
 * Decide again on the breaks before the blocks, seam[i] that before block i,
 * of which the text alone says how likely they are.
 */
NB_CHECK enum nb_status nb_seams_place(const struct nb_blocks *blocks,
				       const struct nb_layout *layout,
				       struct nb_seam *seam,
				       struct nb_error *err);

/* Why it would decide so on the break before block i. */
NB_CHECK enum nb_status nb_seams_place_explain(const struct nb_blocks *blocks,
					       const struct nb_layout *layout,
					       size_t i,
					       const struct nb_seam *seam,
					       struct nb_explanation *why,
					       struct nb_error *err);

#endif

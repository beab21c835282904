/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decision about each break from the text of the page and how it is set:
 * the last step of this folder, which uses all the others. place/place.h
 * revises it if the positions of the lines are known.
 */
#ifndef NB_PAGE_SEAM_H
#define NB_PAGE_SEAM_H

#include "page/text/blocks.h"

#include <nbarc/review.h>

/*
 * Set how likely each break is to be false: seam[i] for the break before block
 * i, from 1 on. Everything is set except joined, pass and since, which belong
 * to the repair. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_seams_decide(const struct nb_blocks *blocks,
					const uint8_t *model,
					struct nb_seam *seam,
					struct nb_error *err);

/*
 * Like nb_seams_decide(), and adds the reasons for the break before block i to
 * *why: one for each feature of the text and of the setting.
 * nb_seams_place_explain() adds those of a layout. `seam` is room for all
 * breaks.
 */
NB_CHECK enum nb_status nb_seams_explain(const struct nb_blocks *blocks,
					 const uint8_t *model, size_t i,
					 struct nb_seam *seam,
					 struct nb_explanation *why,
					 struct nb_error *err);

#endif

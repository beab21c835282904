/* SPDX-License-Identifier: Apache-2.0 */
/* The repair decision by the text of a page. */
#ifndef NB_PAGE_SEAM_H
#define NB_PAGE_SEAM_H

#include "page/text/blocks.h"

#include <nbarc/review.h>

/* Find how likely each break is to be false: seam[i] is that before block i,
 * from 1 on, of which `joined` is left alone. */
NB_CHECK enum nb_status nb_seams_decide(const struct nb_blocks *blocks,
					const uint8_t *model,
					struct nb_seam *seam,
					struct nb_error *err);

/* The same again for the one before block i, with the reasons that the text and
 * the setting of the page are; layouts come to them in place.h. */
NB_CHECK enum nb_status nb_seams_explain(const struct nb_blocks *blocks,
					 const uint8_t *model, size_t i,
					 struct nb_seam *seam,
					 struct nb_explanation *why,
					 struct nb_error *err);

#endif

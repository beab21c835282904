/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The columns of a page, inferred from the breaks that are likely to be false.
 *
 * A column has a width, so that a false break stands at the end of a full line.
 * Often it has a height too, so that false breaks come after equal numbers of
 * lines. Both are weighed against the chance that they hold by accident; a page
 * that has neither is left to the other features.
 */
#ifndef NB_PAGE_COLUMNS_H
#define NB_PAGE_COLUMNS_H

#include "page/weigh/setting.h"

/*
 * How a break fits a width or a height: it is at the place that they predict, a
 * step beside it, or elsewhere. NB_FIT_NONE: no height was found.
 */
enum nb_fit { NB_FIT_NONE, NB_FIT_FULL, NB_FIT_NEAR, NB_FIT_OFF };

/*
 * What the columns say of the break before a block. Everything except `density`
 * is judged by the other breaks alone, so that a break is no evidence for
 * itself.
 */
struct nb_standing {
	int8_t width_odds; /* ln of the odds that the width gives, times 2; -6
			      to 6 */
	uint8_t fit[2]; /* enum nb_fit of the end of the block before the break,
			   in the likeliest width; [0] if that block begins a
			   paragraph, [1] if it goes on after a false break */
	uint8_t width_sure;  /* how sure that width is: 0 (not at all) to 5 */
	uint8_t rhythm;	     /* enum nb_fit in the likeliest height */
	uint8_t height_sure; /* how sure that height is: 0 to 7 */
	uint8_t density;     /* likely false breaks in 50 lines: 0 to 5 */
};

/*
 * Infer the columns; `thorough` is slow, and for pages that have next to no
 * marks. likely[i] is the probability, from everything else, that the break
 * before block i is false; standings[i] receives what the columns say of it,
 * for 1 <= i < cells->count. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_columns_look(const struct nb_cells *cells,
					const double *likely, bool thorough,
					struct nb_standing *standings,
					struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The columns of a page, inferred from the breaks that are likely to be false:
 * a column has a width, so that a false break stands at the end of a full line,
 * and often a height, so that false breaks come after equal numbers of lines.
 * Both are weighed against the chance that they hold by accident; a page
 * without either is left to the other features.
 */
#ifndef NB_PAGE_COLUMNS_H
#define NB_PAGE_COLUMNS_H

#include "page/weigh/setting.h"

enum nb_fit { NB_FIT_NONE, NB_FIT_FULL, NB_FIT_NEAR, NB_FIT_OFF };

/* What the columns say of the break before a block. All but `density` is
 * judged by the other breaks of the page alone. */
struct nb_standing {
	int8_t width_odds;  /* ln of the odds that the width gives, in halves */
	uint8_t fit[2];	    /* enum nb_fit: the end of the block before it in
			       the likeliest width; [1] when that block goes on
			       after a false break */
	uint8_t width_sure; /* of that width: 0 (not at all) to 5 */
	uint8_t rhythm;	    /* enum nb_fit: in the likeliest height */
	uint8_t height_sure; /* of that height: 0 to 7 */
	uint8_t density;     /* likely false breaks in 50 lines: 0 to 5 */
};

/*
 * standings[i] is of the break before block i, 1 <= i < count, whose
 * probability by all else is likely[i].
 */
NB_CHECK enum nb_status nb_columns_look(const struct nb_cells *cells,
					const double *likely,
					struct nb_standing *standings,
					struct nb_error *err);

#endif

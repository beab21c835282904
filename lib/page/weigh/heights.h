/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The heights of the columns of a sheet. Where columns are equally high, false
 * breaks come after equal numbers of lines.
 */
#ifndef NB_PAGE_HEIGHTS_H
#define NB_PAGE_HEIGHTS_H

#include "page/weigh/sheet.h"

/* Compute what follows from the odds of a break. */
struct nb_weighed nb_weigh_break(double odds);

/*
 * Find how much more than chance the best height is worth, as ln, from 0 on, if
 * sheet->style and sheet->breaks are right. Uses the lines in sheet->tried.
 * Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_heights_worth(struct nb_sheet *sheet, double *worth,
					 struct nb_error *err);

/*
 * Set what the best height says of each break: the members `rhythm`,
 * `height_sure` and `density` of its standing. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_heights_note(struct nb_sheet *sheet,
					struct nb_error *err);

#endif

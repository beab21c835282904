/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds for every decision about a break, whoever made it: the name of a
 * person who decided, the precision of a probability, and the threshold that
 * applies to a break.
 */
#ifndef NB_PAGE_DECISION_H
#define NB_PAGE_DECISION_H

#include "page/text/blocks.h"

/* nb_seam.by of a break that a person decided. It is compared by address. */
extern const char nb_by_person[];

/*
 * Probabilities are rounded to thousandths before they are compared with a
 * threshold or recorded, so that a journal holds exactly the probability that
 * decided.
 */
#define NB_PROBABILITY_ONE 1000u
unsigned nb_probability_units(double probability);

/*
 * The probability from which the break is joined on a page with this threshold.
 * seam->ease makes it lower than `threshold`; 0 stands for 1.
 */
double nb_seam_threshold(const struct nb_seam *seam, double threshold);

#endif

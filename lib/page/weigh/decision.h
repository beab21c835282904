/* SPDX-License-Identifier: Apache-2.0 */
/* What a decision about a break is, whoever makes it. */
#ifndef NB_PAGE_DECISION_H
#define NB_PAGE_DECISION_H

#include "page/text/blocks.h"

/* Who decided, where a person did. */
extern const char nb_by_person[];

/* Probabilities are on record in thousandths, wherever they are shown. */
#define NB_PROBABILITY_ONE 1000u
unsigned nb_probability_units(double probability);

/* The probability from which on a break is joined, at a threshold of the page:
 * between printed lines it is lower. */
double nb_seam_threshold(const struct nb_seam *seam, double threshold);

#endif

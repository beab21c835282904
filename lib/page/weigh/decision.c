/* SPDX-License-Identifier: Apache-2.0 */
#include "page/weigh/decision.h"

const char nb_by_person[] = "person";

unsigned nb_probability_units(double probability)
{
	return (unsigned)(probability * NB_PROBABILITY_ONE + .5);
}

/*
 * Thresholds are for blocks, of whose breaks hardly one in ten is false. Most
 * breaks between printed lines are, and to keep a false one does as much harm
 * as to join a true one: the odds may be so many times lower, from .8 to .5.
 */
#define LINES_ODDS 4

double nb_seam_threshold(const struct nb_seam *seam, double threshold)
{
	return seam->lines
		       ? threshold / (threshold + LINES_ODDS * (1 - threshold))
		       : threshold;
}

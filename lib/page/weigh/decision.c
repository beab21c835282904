/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every decision about a break (decision.h). */
#include "page/weigh/decision.h"

const char nb_by_person[] = "person";

unsigned nb_probability_units(double probability)
{
	return (unsigned)(probability * NB_PROBABILITY_ONE + .5);
}

/*
 * Thresholds are chosen for blocks, where hardly one break in ten is false.
 * Most breaks between printed lines are false, and keeping a false one does as
 * much harm there as joining a true one. A quarter of the odds therefore
 * suffices: a probability of .5 instead of .8.
 */
#define LINES_ODDS 4

double nb_seam_threshold(const struct nb_seam *seam, double threshold)
{
	return seam->lines
		       ? threshold / (threshold + LINES_ODDS * (1 - threshold))
		       : threshold;
}

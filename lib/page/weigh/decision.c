/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every decision about a break (decision.h). */
#include "page/weigh/decision.h"

const char nb_by_person[] = "person";

unsigned nb_probability_units(double probability)
{
	return (unsigned)(probability * NB_PROBABILITY_ONE + .5);
}

double nb_seam_threshold(const struct nb_seam *seam, double threshold)
{
	unsigned ease = seam->ease ? seam->ease : 1;

	return threshold / (threshold + ease * (1 - threshold));
}

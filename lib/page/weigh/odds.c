/* SPDX-License-Identifier: Apache-2.0 */
/* Odds and probabilities (odds.h). */
#include "page/weigh/odds.h"
#include "base/number.h"

/* The largest logarithm of odds, and the probability of the smallest. */
#define LIMIT 12.
#define LEAST 6.1442e-6

double nb_within(double x, double most)
{
	return x > most ? most : x < -most ? -most : x;
}

double nb_chance(double x)
{
	return 1 / (1 + nb_exp(-nb_within(x, LIMIT)));
}

double nb_logit(double p)
{
	p = p < LEAST ? LEAST : p > 1 - LEAST ? 1 - LEAST : p;
	return nb_log(p / (1 - p));
}

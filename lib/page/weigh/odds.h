/* SPDX-License-Identifier: Apache-2.0 */
/* Odds and probabilities. */
#ifndef NB_PAGE_ODDS_H
#define NB_PAGE_ODDS_H

/* Probability of the odds whose natural logarithm is x, and back; neither is
 * nearer to 0 or 1 than e to the power of -12. */
double nb_chance(double x);
double nb_logit(double p);

/* x, or -most or most where it is beyond them. */
double nb_within(double x, double most);

#endif

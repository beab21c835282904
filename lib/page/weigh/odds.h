/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Odds and probabilities. Evidence adds up as the logarithm of odds; thresholds
 * and records are probabilities. exp() and log() are those of base/number.h,
 * which give the same bits on every machine.
 */
#ifndef NB_PAGE_ODDS_H
#define NB_PAGE_ODDS_H

/*
 * The probability of odds whose natural logarithm is x, and its inverse. Both
 * keep a probability at least exp(-12) away from 0 and 1, so that no evidence
 * makes a break certain and every probability has a finite logarithm.
 */
double nb_chance(double x);
double nb_logit(double p);

/* x, but no less than -most and no more than most. */
double nb_within(double x, double most);

#endif

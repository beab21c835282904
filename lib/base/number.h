/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exp() and log() with the same result, bit for bit, on every machine. The C
 * standard does not promise that of libm's, and texts are repaired and divided
 * by comparing such numbers. Programs need not link libm either.
 */
#ifndef NB_BASE_NUMBER_H
#define NB_BASE_NUMBER_H

/* e to the power of x, |x| < 700; the relative error is below 1e-6. */
double nb_exp(double x);

/* The natural logarithm of x, a normal number above 0; error below 1e-9. */
double nb_log(double x);

#endif

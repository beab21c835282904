/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of numbers that give the same bits on every machine, which those of
 * libm do not promise; and libm need not be there. */
#ifndef NB_BASE_NUMBER_H
#define NB_BASE_NUMBER_H

/* e to the power of x, |x| < 700; the relative error is below 1e-6. */
double nb_exp(double x);

/* The natural logarithm of x, a normal number above 0; error below 1e-9. */
double nb_log(double x);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exp() and log() from the four operations of IEEE 754, whose results are
 * correctly rounded everywhere. So the probabilities of the models, and with
 * them the repaired texts, are the same on every machine.
 */
#include "base/number.h"

#include <math.h>

_Static_assert(sizeof(double_t) == sizeof(double),
	       "32-bit x86 needs -msse2 -mfpmath=sse");

#define LN2 0.69314718055994530942

double nb_exp(double x)
{
	/*
	 * exp x = (exp (x / 1024)) ^ 1024; the Taylor series of the small power
	 * is cut after the third term.
	 */
	double r = x / 1024, e = 1 + r * (1 + r / 2 * (1 + r / 3));
	int i;

	for (i = 0; i < 10; i++)
		e *= e;
	return e;
}

double nb_log(double x)
{
	double t, t2, term, sum = 0;
	int powers = 0, k;

	/* Powers of two are taken out exactly. */
	for (; x > 4.0 / 3; x /= 2)
		powers++;
	for (; x < 2.0 / 3; x *= 2)
		powers--;
	/* log x = 2 artanh t, and |t| is at most a fifth. */
	t = (x - 1) / (x + 1);
	t2 = t * t;
	for (k = 1, term = t; k < 14; k += 2, term *= t2)
		sum += term / k;
	return powers * LN2 + 2 * sum;
}

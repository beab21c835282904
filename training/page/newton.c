/* SPDX-License-Identifier: Apache-2.0 */
/* Logistic regression by Newton's method. */
#include "newton.h"
#include "common.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 40 /* enough by far */

/* Solve a * x = b for a positive definite a, which is used up. */
static void solve(double *a, double *b, size_t n)
{
	size_t i, k, j;

	for (i = 0; i < n; i++)
		for (k = i + 1; k < n; k++) {
			double f = a[k * n + i] / a[i * n + i];

			for (j = i; j < n; j++)
				a[k * n + j] -= f * a[i * n + j];
			b[k] -= f * b[i];
		}
	for (i = n; i-- > 0;) {
		for (j = i + 1; j < n; j++)
			b[i] -= a[i * n + j] * b[j];
		b[i] /= a[i * n + i];
	}
}

double newton_predict(const double *w, const double *facts, size_t n)
{
	double z = 0;
	size_t i;

	for (i = 0; i < n; i++)
		z += w[i] * facts[i];
	return 1 / (1 + exp(-z));
}

static void add_example(const struct newton_example *e, size_t n, double p,
			double *hessian, double *gradient)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		double f = e->weight * e->facts[i];

		gradient[i] += (p - e->label) * f;
		for (k = 0; k < n; k++)
			hessian[i * n + k] += p * (1 - p) * f * e->facts[k];
	}
}

void newton_fit(const struct newton_example *list, size_t count, size_t n,
		double ridge, double *w)
{
	double *hessian = zeroed(n * (n + 1), sizeof(*hessian));
	double *gradient;
	size_t i;
	int step;

	gradient = hessian + n * n;
	memset(w, 0, n * sizeof(*w));
	for (step = 0; step < STEPS; step++) {
		memset(hessian, 0, n * n * sizeof(*hessian));
		for (i = 0; i < n; i++) {
			hessian[i * n + i] = ridge;
			gradient[i] = ridge * w[i];
		}
		for (i = 0; i < count; i++)
			add_example(&list[i], n,
				    newton_predict(w, list[i].facts, n),
				    hessian, gradient);
		solve(hessian, gradient, n);
		for (i = 0; i < n; i++)
			w[i] -= gradient[i];
	}
	free(hessian);
}

void newton_print(const double *w, size_t n)
{
	size_t i;

	printf("/* SPDX-License-Identifier: Apache-2.0 */\n"
	       "/* clang-format off */\n");
	for (i = 0; i < n; i++)
		printf("%.3f,\n", w[i]);
}

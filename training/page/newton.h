/* SPDX-License-Identifier: Apache-2.0 */
/* Logistic regression by Newton's method, for few facts and few examples. */
#ifndef NB_TRAINING_NEWTON_H
#define NB_TRAINING_NEWTON_H

#include <stddef.h>

struct newton_example {
	const double *facts;
	double weight;
	int label; /* 1 join, 0 keep */
};

/* Fit n weights; `ridge` pulls them towards 0. */
void newton_fit(const struct newton_example *list, size_t count, size_t n,
		double ridge, double *w);

double newton_predict(const double *w, const double *facts, size_t n);

/* Print the weights as C, for a header. */
void newton_print(const double *w, size_t n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fitting weights of a title to pages whose tags are known (fit.c says how).
 */
#ifndef NB_LEARN_FIT_H
#define NB_LEARN_FIT_H

#include "learn/lesson.h"

/*
 * Fit the weights: NB_STRUCTURE_WEIGHTS numbers, log-odds that are added to
 * those of the model. All are zero if the model knows the medium and is hardly
 * better with them on lessons that they were not fitted to. The same lessons in
 * the same order give the same weights on every machine. Fails only with
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nb_fit_run(const struct nb_fit *fit, double *weights,
				   struct nb_error *err);

/* Round the weights to the form of page/text/learned.h, NB_LEARNED_SIZE bytes.
 */
void nb_fit_round(const struct nb_fit *fit, const double *weights,
		  uint8_t *learned);

#endif

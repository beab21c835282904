/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collecting the reasons of a decision, for nb_page_explain(). Each weigher of
 * a break adds one reason for each feature that it used.
 */
#ifndef NB_PAGE_EXPLANATION_H
#define NB_PAGE_EXPLANATION_H

#include <nbarc/review.h>

/*
 * Append a reason. `feature` is static; NULL stands for a feature that has no
 * name. Fails only with NB_NOMEM; *why stays valid then.
 */
NB_CHECK enum nb_status nb_explanation_add(struct nb_explanation *why,
					   enum nb_witness witness,
					   const char *feature, double value,
					   double weight, struct nb_error *err);

#endif

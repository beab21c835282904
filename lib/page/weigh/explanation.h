/* SPDX-License-Identifier: Apache-2.0 */
/* The reasons of a decision. */
#ifndef NB_PAGE_EXPLANATION_H
#define NB_PAGE_EXPLANATION_H

#include <nbarc/review.h>

/* Add a reason, with the name of a feature or NULL. */
NB_CHECK enum nb_status nb_explanation_add(struct nb_explanation *why,
					   enum nb_witness witness,
					   const char *feature, double value,
					   double weight, struct nb_error *err);

#endif

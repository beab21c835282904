/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fitting weights of a title to pages whose tags are known (fit.c says how).
 */
#ifndef NB_LEARN_FIT_H
#define NB_LEARN_FIT_H

#include "article/sequence.h"
#include "article/units.h"

/* Pages to learn from; all zeros is none. `model` is what the weights are added
 * to; its `learned` is NULL. */
struct nb_fit {
	struct nb_structure model;
	struct nb_lesson *lessons;
	size_t count, cap;
	size_t units; /* of all lessons */
};

/*
 * Add a page as a lesson: its units, with their right tags in page->tags.
 * page->open is as for nb_units_decode(). Where tags break the rules of
 * sequence.h, the tag is learned that is nearest to the right one. Fails only
 * with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_fit_add(struct nb_fit *fit,
				   const struct nb_units *page,
				   struct nb_error *err);

/*
 * Fit the weights: NB_STRUCTURE_WEIGHTS numbers, log-odds that are added to
 * those of the model. The same lessons in the same order give the same weights
 * on every machine. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_fit_run(const struct nb_fit *fit, double *weights,
				   struct nb_error *err);

/* Round the weights to the form of page/text/learned.h, NB_LEARNED_SIZE bytes.
 */
void nb_fit_round(const struct nb_fit *fit, const double *weights,
		  uint8_t *learned);
void nb_fit_free(struct nb_fit *fit);

#endif

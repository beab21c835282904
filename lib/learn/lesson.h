/* SPDX-License-Identifier: Apache-2.0 */
/* Pages to learn from: their features, what the model says of them, and their
 * right tags. */
#ifndef NB_LEARN_LESSON_H
#define NB_LEARN_LESSON_H

#include "article/sequence.h"
#include "article/units.h"

/* Steps from one tag to another. */
#define NB_TAG_PAIRS (NB_TAGS * NB_TAGS)

/* A page whose tags are known. All arrays are owned. */
struct nb_lesson {
	size_t count; /* units */
	uint8_t *tags;
	uint8_t *allowed; /* by nb_tag_allowed(), a bit for each tag */
	/* Log-odds by the model alone, of each tag and of each step. */
	float *own, *pairs;
	/* The rows of the features of all units; those of unit i end before
	 * ends[i]. Hashes of steps, NB_STEP_FEATURES_MAX for each unit. */
	uint32_t *rows;
	size_t *ends;
	uint32_t *steps;
	uint8_t *step_counts;
};

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

/* Free the lessons. All zeros is fine; so is it afterwards. */
void nb_fit_free(struct nb_fit *fit);

#endif

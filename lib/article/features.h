/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The features of the structure model: what it sees of a unit and of the step
 * to it.
 */
#ifndef NB_ARTICLE_FEATURES_H
#define NB_ARTICLE_FEATURES_H

#include "article/view.h"

/*
 * Compute the features of unit i, and of the step from unit i - 1 to it: at
 * most NB_UNIT_FEATURES_MAX and NB_STEP_FEATURES_MAX hashes, whose number is
 * returned.
 *
 * The weights of a feature for all tags begin at nb_structure_row(hash, 0);
 * those of a step after the tag `before` at nb_structure_row(hash, 1 + before).
 */
#define NB_UNIT_FEATURES_MAX 96
#define NB_STEP_FEATURES_MAX 16
size_t nb_unit_features(const struct nb_views *views, size_t i,
			uint32_t hashes[NB_UNIT_FEATURES_MAX]);
size_t nb_step_features(const struct nb_views *views, size_t i,
			uint32_t hashes[NB_STEP_FEATURES_MAX]);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the model sees of a break: hashed features of the text on both sides,
 * and of how the page is set. training/page/recipe.md explains the model.
 */
#ifndef NB_PAGE_FEATURES_H
#define NB_PAGE_FEATURES_H

#include "page/weigh/columns.h"
#include "page/weigh/shapes.h"

/*
 * Compute the features of the break before block i (i > 0): at most
 * NB_FEATURES_MAX hashes, whose number is returned. The model is asked only how
 * well characters hold together; its weights are fetched and not used.
 */
#define NB_FEATURES_MAX 96
size_t nb_seam_features(const struct nb_shapes *shapes, size_t i,
			const uint8_t *model, uint32_t hashes[NB_FEATURES_MAX]);

/* Begin to fetch what the model has about the break before block i. */
void nb_seam_features_soon(const struct nb_shapes *shapes, size_t i,
			   const uint8_t *model);

/*
 * The most that these features may say of a page without marks, as ln of odds.
 * They are sure of nothing there, and each break must have a vote for the
 * columns.
 */
#define NB_BARE_MOST 4.5

/*
 * Compute the features of how the page is set. In printed lines they say
 * whether the next character would still have fitted; otherwise they hold what
 * the columns of the page say.
 *
 * `odds` is ln of the odds from the features above. goes_on: the break before
 * block i - 1 is false, so that block i - 1 continues a paragraph and is not
 * indented. Both cases are computed, since that break is not decided yet.
 */
#define NB_SETTING_FEATURES_MAX 24
size_t nb_setting_features(const struct nb_shapes *shapes,
			   const struct nb_cells *cells,
			   const struct nb_standing *standing, size_t i,
			   double odds, bool goes_on,
			   uint32_t hashes[NB_SETTING_FEATURES_MAX]);

#endif

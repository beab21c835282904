/* SPDX-License-Identifier: Apache-2.0 */
/* What the model sees of a break: hashed features, and how well the characters
 * on its two sides hold together. */
#ifndef NB_PAGE_FEATURES_H
#define NB_PAGE_FEATURES_H

#include "page/weigh/columns.h"
#include "page/weigh/shapes.h"

/* The features of the break before block i: hashes, at most NB_FEATURES_MAX;
 * returns their number. The model is asked for cohesion only. */
#define NB_FEATURES_MAX 96
size_t nb_seam_features(const struct nb_shapes *shapes, size_t i,
			const uint8_t *model, uint32_t hashes[NB_FEATURES_MAX]);

/*
 * The features of how the page is set: in printed lines, whether the next
 * character would still have fitted; else what the columns say. `odds` is ln of
 * the odds by the features above; goes_on: the break before block i - 1 is
 * false, so that this block is not indented.
 */
#define NB_SETTING_FEATURES_MAX 24
size_t nb_setting_features(const struct nb_shapes *shapes,
			   const struct nb_cells *cells,
			   const struct nb_standing *standing, size_t i,
			   double odds, bool goes_on,
			   uint32_t hashes[NB_SETTING_FEATURES_MAX]);

#endif

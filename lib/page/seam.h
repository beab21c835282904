/* SPDX-License-Identifier: Apache-2.0 */
/* What the model sees of a break: hashed features, and how well the characters
 * on its two sides hold together. */
#ifndef NB_PAGE_SEAM_H
#define NB_PAGE_SEAM_H

#include "page/blocks.h"
#include "page/shape.h"

/* All blocks of a page as the decision sees them. */
struct nb_shapes {
	struct nb_shape *list;
	const struct nb_block *blocks;
	size_t count;
	bool lines;    /* every printed line is a line of its own */
	bool indents;  /* some lines are indented, and some are not */
	unsigned full; /* width of a full line, where lines is set */
};

NB_CHECK enum nb_status nb_shapes_make(const struct nb_blocks *blocks,
				       struct nb_shapes *shapes,
				       struct nb_error *err);
void nb_shapes_free(struct nb_shapes *shapes);

/* A rule that is certain of the break before block i, 1 <= i < count: 0 or 1,
 * with its name in *by; -1 where the model decides. */
int nb_seam_certain(const struct nb_shapes *shapes, size_t i, const char **by);

/* The features of the break before block i: hashes, at most NB_FEATURES_MAX;
 * returns their number. The model is asked for cohesion only. */
#define NB_FEATURES_MAX 64
size_t nb_seam_features(const struct nb_shapes *shapes, size_t i,
			const uint8_t *model, uint32_t hashes[NB_FEATURES_MAX]);

#endif

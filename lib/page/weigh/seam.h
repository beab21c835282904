/* SPDX-License-Identifier: Apache-2.0 */
/* What the model sees of a break: hashed features, and how well the characters
 * on its two sides hold together. */
#ifndef NB_PAGE_SEAM_H
#define NB_PAGE_SEAM_H

#include "page/weigh/columns.h"
#include "page/text/shape.h"

/* All blocks of a page as the decision sees them. */
struct nb_shapes {
	struct nb_shape *list;
	const struct nb_block *blocks;
	size_t count;
	bool lines;    /* every printed line is a line of its own */
	bool indents;  /* some lines are indented, and some are not */
	bool ragged;   /* of lines, few end where they are full: an engine's */
	unsigned full; /* width of a full line, where lines is set */
	/* How many blocks end in no mark, as heads do and halves of
	 * paragraphs: all, long ones, ones with a comma in them; 0 (two at
	 * most) to 5 (a third of the page and more). */
	unsigned open, open_long, open_commas;
};

NB_CHECK enum nb_status nb_shapes_make(const struct nb_blocks *blocks,
				       struct nb_shapes *shapes,
				       struct nb_error *err);
void nb_shapes_free(struct nb_shapes *shapes);

/* The habits of a page that has its shapes: what its heads look like. */
void nb_shapes_habits(struct nb_shapes *shapes);

/* Width of a full line where line i stands: the largest that two lines near it
 * have, or nearly; that of the page where no two agree. */
unsigned nb_full_near(const struct nb_shapes *shapes, size_t i);

/* A rule that is certain of the break before block i, 1 <= i < count: 0 or 1,
 * with its name in *by; -1 where the model decides. */
int nb_seam_certain(const struct nb_shapes *shapes, size_t i, const char **by);

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

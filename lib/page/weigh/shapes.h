/* SPDX-License-Identifier: Apache-2.0 */
/* All blocks of a page as decisions see them, and the rules that are certain.
 */
#ifndef NB_PAGE_SHAPES_H
#define NB_PAGE_SHAPES_H

#include "page/text/blocks.h"
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

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All blocks of a page as decisions see them, what they say about the page as a
 * whole, and the rules that are certain of a break.
 *
 * The first pass of a repair sees the printed page, whose blocks may be single
 * lines of a column; later passes see paragraphs. nb_shapes_make() finds out
 * which of the two it is and measures what follows from it.
 */
#ifndef NB_PAGE_SHAPES_H
#define NB_PAGE_SHAPES_H

#include "page/text/blocks.h"
#include "page/text/shape.h"

/*
 * `list` is owned; `blocks` belongs to the struct nb_blocks that it was made
 * from and must outlive it.
 */
struct nb_shapes {
	struct nb_shape *list;
	const struct nb_block *blocks;
	size_t count;
	bool stated;   /* the profile says that each block is a paragraph */
	bool lines;    /* the blocks are printed lines */
	bool indents;  /* some blocks are indented and some are not, so that an
			  indent means something */
	bool ragged;   /* with lines: few of them end where they are full, as an
			  OCR engine leaves them */
	unsigned full; /* with lines: the width of a full one, half em */
	bool bare;     /* next to no marks: less than one in 100 em */
	/*
	 * Without lines: how many blocks end in no mark, as heads and halves of
	 * paragraphs do. Of all blocks, of the wide ones, and of those with a
	 * comma, each from 0 (two blocks at most) to 5 (a third of the page or
	 * more).
	 */
	unsigned open, open_long, open_commas;
};

/*
 * Describe the blocks. Fails only with NB_NOMEM; call nb_shapes_free() also
 * then.
 */
NB_CHECK enum nb_status nb_shapes_make(const struct nb_blocks *blocks,
				       struct nb_shapes *shapes,
				       struct nb_error *err);
void nb_shapes_free(struct nb_shapes *shapes);

/*
 * Set open, open_long and open_commas from the shapes. nb_shapes_make() does so
 * for a page that is not made of lines; a caller that fills `list` itself calls
 * this.
 */
void nb_shapes_habits(struct nb_shapes *shapes);

/*
 * The width of a full line near line i, in half em: the largest width that two
 * of the lines around it agree on, or `full` if no two do. Columns of one page
 * may differ in width.
 */
unsigned nb_full_near(const struct nb_shapes *shapes, size_t i);

/*
 * What the rules say of the break before block i, 1 <= i < count: 0 (a true
 * break) or 1 (a false one), with the name of the rule in *by; -1 and "model"
 * if no rule is certain.
 */
int nb_seam_certain(const struct nb_shapes *shapes, size_t i, const char **by);

#endif

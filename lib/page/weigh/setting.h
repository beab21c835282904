/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a text was set in print: which lines it fills in a column of a given
 * width.
 *
 * Marks are one em wide; letters, digits and spaces half an em. A mark that may
 * not begin a line hangs over the end of the line before it; a mark that may
 * not end a line moves to the next. A paragraph is indented by two em. All
 * lengths are in half em.
 */
#ifndef NB_PAGE_SETTING_H
#define NB_PAGE_SETTING_H

#include "page/text/blocks.h"

#define NB_INDENT 4u /* half em */

/*
 * The characters of all blocks of a page, one cell each, so that a block can be
 * set in many widths without decoding it again. The arrays are owned.
 */
struct nb_cells {
	uint8_t *kinds;	  /* of each character: width, and where it may stand */
	uint32_t *before; /* sum of the widths before each character; one
			     element more than there are characters */
	size_t *first;	  /* index of the first character of each block; one
			     element more than there are blocks */
	size_t count;	  /* of the blocks */
};

/*
 * Make the cells of the blocks, whose text is valid UTF-8. Fails only with
 * NB_NOMEM; call nb_cells_free() also then.
 */
NB_CHECK enum nb_status nb_cells_make(const struct nb_blocks *blocks,
				      struct nb_cells *cells,
				      struct nb_error *err);
void nb_cells_free(struct nb_cells *cells);

/* The outcome of setting a block, up to its last line. */
struct nb_set {
	uint32_t lines; /* that it fills, the last one included */
	uint32_t slack; /* room left in the last line; 0 if the first characters
			   of the next block would not have fitted, so that the
			   line counts as full */
	uint32_t used;	/* of the last line */
};

/* How lines are broken. */
struct nb_style {
	uint32_t width; /* of the column */
	bool strict;	/* every line has the full width: marks are set closer
			   instead of hanging over or moving */
};

/* Set block i. Its first line is shorter by `indent`. */
struct nb_set nb_set_block(const struct nb_cells *cells, size_t i,
			   struct nb_style style, uint32_t indent);

/* The width of block i on a single line. */
uint32_t nb_cells_width(const struct nb_cells *cells, size_t i);

/*
 * True if block i is no longer than a head and ends in no mark. Such a block is
 * not indented.
 */
bool nb_cells_heading(const struct nb_cells *cells, size_t i);

/* How a block fills a single line. */
enum nb_fill {
	NB_FILL_SHORT, /* the next character would still have fitted */
	NB_FILL_FULL,
	NB_FILL_OVER, /* it is too long, even if marks hang over the end */
};
/* How block i fills one line of `room`. */
enum nb_fill nb_fill(const struct nb_cells *cells, size_t i, uint32_t room);

/*
 * The room that is left in a line of `room`, of which block i fills the first
 * `used`; 0 as for nb_set.slack.
 */
uint32_t nb_slack(const struct nb_cells *cells, size_t i, uint32_t room,
		  uint32_t used);

#endif

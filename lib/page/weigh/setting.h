/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a text was set: which lines it fills in a column of a given width. Marks
 * are an em wide, letters, digits and spaces half an em; a mark that may not
 * begin a line hangs over the end of the one before, one that may not end a
 * line goes to the next; a paragraph is indented by two em.
 */
#ifndef NB_PAGE_SETTING_H
#define NB_PAGE_SETTING_H

#include "page/text/blocks.h"

#define NB_INDENT 4u /* half em */

/* The characters of all blocks. */
struct nb_cells {
	uint8_t *kinds;	  /* one a character: width, where it may stand */
	uint32_t *before; /* half em before each character */
	size_t *first;	  /* of each block; one more than there are blocks */
	size_t count;	  /* blocks */
};

NB_CHECK enum nb_status nb_cells_make(const struct nb_blocks *blocks,
				      struct nb_cells *cells,
				      struct nb_error *err);
void nb_cells_free(struct nb_cells *cells);

/* What is left of the last line of a block that another follows. */
struct nb_set {
	uint32_t lines; /* that it fills, the last one too */
	uint32_t slack; /* half em that the next block would still have had;
			   0: its first characters did not fit */
	uint32_t used;	/* half em of the last line */
};

/* How lines are broken. */
struct nb_style {
	uint32_t width; /* half em */
	bool strict;	/* every line is full, whatever the marks: they are set
			   closer where one may not stand */
};

/* Set block i, its first line shorter by `indent` half em. */
struct nb_set nb_set_block(const struct nb_cells *cells, size_t i,
			   struct nb_style style, uint32_t indent);

/* Half em of block i. */
uint32_t nb_cells_width(const struct nb_cells *cells, size_t i);

/* True where block i is no longer than a head, and has no mark at its end:
 * heads are not indented. */
bool nb_cells_heading(const struct nb_cells *cells, size_t i);

/* How block i fills one line of `room` half em. */
enum nb_fill {
	NB_FILL_SHORT, /* the next character would still have fitted */
	NB_FILL_FULL,
	NB_FILL_OVER, /* more than marks that may hang over the end */
};
enum nb_fill nb_fill(const struct nb_cells *cells, size_t i, uint32_t room);

/* What is left of a line of `room` half em of which block i fills the first
 * `used`: as slack in struct nb_set. */
uint32_t nb_slack(const struct nb_cells *cells, size_t i, uint32_t room,
		  uint32_t used);

#endif

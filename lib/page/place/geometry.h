/* SPDX-License-Identifier: Apache-2.0 */
/* What the boxes of a layout say of each break between two blocks. */
#ifndef NB_PAGE_GEOMETRY_H
#define NB_PAGE_GEOMETRY_H

#include "page/text/blocks.h"

/*
 * One break. Lengths along a line are in em, which is the width of a full-width
 * character on that page; what a fact compares with is the column, that is the
 * lines nearby that stand above or below these two. All is as in horizontal
 * writing: a page whose boxes are upright is turned first.
 */
struct nb_geometry {
	bool same_image;
	bool same_column;   /* the right line stands under the left one */
	bool centred;	    /* the right line, with space on both sides */
	double left_indent; /* of the left line, from the column's edge */
	double indent;	    /* of the right line */
	double step;	   /* from the start of the left to that of the right */
	double next_step;  /* from that to the start of the next; 0: none */
	double room;	   /* from the end of the left line to the edge */
	double right_room; /* from the end of the right line to the edge */
	double drop;	   /* down to the right line, in the page's line pitch:
			      1 is the next line; below 0 is a new column */
	double size;	   /* of the right line's characters to the left's */
};

/*
 * The geometry of the break before each block, in an array with an element a
 * block, of which the first says nothing. The caller frees it. NB_INVALID when
 * the layout is not of this text.
 */
NB_CHECK enum nb_status nb_geometry_make(const struct nb_blocks *blocks,
					 const struct nb_layout *layout,
					 struct nb_geometry **geometry,
					 struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the two lines at a break stand on the page, by the boxes of a layout.
 */
#ifndef NB_PAGE_GEOMETRY_H
#define NB_PAGE_GEOMETRY_H

#include "page/place/align.h"

/*
 * One break, between a left line (before it) and a right line (after it).
 *
 * Lengths along a line are in em: the width of a full-width character on that
 * page. What they are compared with is the column, which is found from the
 * lines nearby that stand above or below. Everything is as in horizontal
 * writing; a page of vertical columns is turned first.
 */
struct nb_geometry {
	bool same_image;
	bool same_column;   /* the right line stands under the left one */
	bool centred;	    /* the right line has space on both sides */
	double left_indent; /* of the left line, from the column's edge */
	double indent;	    /* of the right line */
	double step; /* from the start of the left line to that of the right
			one; 0 unless that stands on a row below */
	double next_step;  /* from the start of the right line to that of the
			      next; 0 unless that stands on a row below */
	double room;	   /* from the end of the left line to the edge */
	double right_room; /* from the end of the right line to the edge */
	double drop; /* down to the right line, in line pitches of the page: 1
			is the next line, below 0 a new column; 0 unless
			same_column */
	double size; /* size of the right line's characters relative to the left
			line's */
};

/*
 * Compute the geometry of the break before each block, as an array with an
 * element for each block; the first one is unused. The caller frees it;
 * *geometry is NULL on failure. NB_INVALID if the layout does not belong to
 * this text.
 */
NB_CHECK enum nb_status nb_geometry_make(const struct nb_blocks *blocks,
					 const struct nb_layout *layout,
					 struct nb_geometry **geometry,
					 struct nb_error *err);

/*
 * Does the text go on in another column at a box? It does where the box stands
 * beside the one before it, and higher up; in upright text, farther to the
 * right on a row below. *begins, which the caller frees, has an element for
 * each box of the order. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_geometry_columns(const struct nb_layout *layout,
					    const struct nb_order *order,
					    bool **begins,
					    struct nb_error *err);

#endif

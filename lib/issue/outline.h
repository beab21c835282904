/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outlines: what a METS file states as COORDS, and how much of a box is inside.
 *
 * Some makers of METS files do not name the blocks of an article, but outline
 * it on the image: with a rectangle, a circle or a polygon, as in HTML's image
 * maps. Which blocks it consists of then follows from their places.
 */
#ifndef NB_ISSUE_OUTLINE_H
#define NB_ISSUE_OUTLINE_H

#include <nbarc/layout.h>

/* The most corners of an outline. Those of newspapers have some dozens. */
#define NB_OUTLINE_CORNERS 256u

/* An outline: its corners, in the unit of the boxes of the page. */
struct nb_outline {
	double x[NB_OUTLINE_CORNERS], y[NB_OUTLINE_CORNERS];
	size_t count;
	double size; /* of its surface */
};

/*
 * Read COORDS: numbers with commas or white space between them. Four are two
 * corners of a rectangle, three the middle and the radius of a circle, which
 * becomes the square around it, and any other even number a polygon. False if
 * they are anything else, if there are too many, or if they enclose nothing.
 */
bool nb_outline_read(const char *coords, struct nb_outline *outline);

/*
 * How much of a box is inside of the outline: from 0 to 1. A box without a
 * surface counts by its middle.
 */
double nb_outline_share(const struct nb_outline *outline, double x0, double y0,
			double x1, double y1);

#endif

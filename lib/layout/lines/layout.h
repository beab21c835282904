/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this stage share about a layout (struct nb_layout). */
#ifndef NB_LAYOUT_LINES_LAYOUT_H
#define NB_LAYOUT_LINES_LAYOUT_H

#include <stdbool.h>

#include <nbarc/layout.h>

/* Greatest coordinate, far beyond any image. */
#define NB_COORDINATE_MAX 1e9

/*
 * Read a decimal number such as 1234 or 1234.5 of len bytes; the locale does
 * not matter. False if it is anything else, is negative, or exceeds
 * NB_COORDINATE_MAX.
 */
bool nb_coordinate(const char *s, size_t len, double *out);

/*
 * A line whose place is not known has a box with its right edge left of its
 * left edge, while a layout is being made.
 */
static inline bool nb_box_placed(const struct nb_box *box)
{
	return box->x0 <= box->x1;
}

/*
 * Like nb_coordinate(), for the edges that engines report: a negative number,
 * outside of the image, becomes 0.
 */
bool nb_edge(const char *s, size_t len, double *out);

/*
 * Read four edges, left, top, right and bottom, that stand at *s with white
 * space or commas between them, and move *s after them. False if there are
 * fewer, or if they are not a box.
 */
bool nb_edges(const char **s, struct nb_box *box);

/* Extend a box by another one. */
void nb_box_extend(struct nb_box *box, const struct nb_box *by);

/* Append a box, which is copied. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_layout_add(struct nb_layout *layout,
				      const struct nb_box *box,
				      struct nb_error *err);

/* Append an image with its right and lower edge. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_layout_add_image(struct nb_layout *layout,
					    uint32_t number, double right,
					    double lower, struct nb_error *err);

/* Is the place of every line known? */
bool nb_layout_all_placed(const struct nb_layout *layout);

/* The innermost area around a line that is more than that line: 1 + its index;
 * 0: none. */
uint32_t nb_layout_block(const struct nb_layout *layout,
			 const struct nb_box *box);

/*
 * Put other lines in place of those of a layout that is being read. `lines` has
 * nothing but text and boxes, and passes them on.
 */
void nb_layout_replace(struct nb_layout *layout, struct nb_layout *lines);

/*
 * The bytes that a file of markup is padded with at its end: NULs, and the
 * character with which DOS ended files. In charsets of wider units, those of
 * the last character are none of them.
 */
size_t nb_layout_padding(const void *bytes, size_t len);

/*
 * Make the text of a page of markup, whose file begins with `first`, out of its
 * layout. Only NB_NOMEM can happen; the caller frees *text also then.
 */
NB_CHECK enum nb_status nb_layout_text(const struct nb_layout *layout,
				       uint8_t first, struct nb_text *text,
				       struct nb_error *err);

/*
 * The median of n lengths, at least one, which are sorted. It is never below
 * .001, as it is a divisor.
 */
double nb_median_length(double *lengths, size_t n);

#endif

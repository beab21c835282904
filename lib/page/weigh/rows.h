/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the lines around a break say of it, once text and setting have been
 * weighed: hashed features, whose weights are a part of the model.
 *
 * A line that has room left but goes on must be indented, and so begins a
 * paragraph. What began with a bracket is complete where the bracket closes.
 * The rows of a list begin alike, count on, or stand in a row of single lines.
 * None of that can be seen at the break alone.
 */
#ifndef NB_PAGE_ROWS_H
#define NB_PAGE_ROWS_H

#include "page/weigh/setting.h"
#include "page/weigh/shapes.h"

/*
 * Lines that belong together, from the first one to the line before a break: a
 * paragraph or a head, as far as it goes.
 */
struct nb_unit {
	size_t first;
	int open;      /* opening quotation marks and brackets minus closing
			  ones */
	unsigned rows; /* units of a single line that end directly before it */
};

/* A page of printed lines. The pointers are borrowed. */
struct nb_rows {
	const struct nb_shapes *shapes;
	const struct nb_cells *cells;
	const double *likely; /* that each break is false, by text and
				 setting */
	bool exact;	      /* full lines have no room left, but few */
	unsigned spaces;      /* lines with spaces: 0 (hardly any) to 2 */
	unsigned singles;     /* paragraphs of a single line: 1 (hardly any)
				 to 5; 0: too few paragraphs to tell */
	struct nb_unit unit;  /* that ends before the break */
};

/*
 * Look at a page and go to the break before its second line. False if its lines
 * say nothing here: they are ragged, too few, or have no marks.
 */
bool nb_rows_look(struct nb_rows *rows, const struct nb_shapes *shapes,
		  const struct nb_cells *cells, const double *likely);

/* Go to the next break. The one before line i is joined or not. */
void nb_rows_next(struct nb_rows *rows, size_t i, bool joined);

/*
 * Compute the features of the break before line i, which rows->unit ends
 * before. goes_on is that of nb_setting_features().
 */
#define NB_ROW_FEATURES_MAX 40
size_t nb_row_features(const struct nb_rows *rows, size_t i, bool goes_on,
		       uint32_t hashes[NB_ROW_FEATURES_MAX]);

#endif

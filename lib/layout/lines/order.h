/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the lines of a layout. */
#ifndef NB_LAYOUT_LINES_ORDER_H
#define NB_LAYOUT_LINES_ORDER_H

#include <nbarc/layout.h>

/*
 * Put the lines of each image into reading order by their places. Level text
 * keeps the order of the file, unless that has the lines in rows across the
 * columns. Upright text is ordered by the places alone; order_in_doubt is set
 * if they disagree with the file and do not make the order certain. If the
 * order of the blocks is certain (`blocks`), only upright text in each of them
 * is put into order. A line without a place stays after the one that it follows
 * in the file, and an image on which half of the lines have none stays as it
 * is. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_layout_order(struct nb_layout *layout, bool blocks,
					struct nb_error *err);

/*
 * Set order_in_doubt if more of the upright lines that stand side by side
 * follow each other from left to right than from right to left.
 */
void nb_layout_doubt(struct nb_layout *layout);

/*
 * Put the lines into another order: lines[i] is the index of the line that
 * comes at place i; each index occurs once. Text and boxes move together. After
 * a failure (NB_NOMEM) the layout is as before.
 */
NB_CHECK enum nb_status nb_layout_arrange(struct nb_layout *layout,
					  const size_t *lines,
					  struct nb_error *err);

#endif

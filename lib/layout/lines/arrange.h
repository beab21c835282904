/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A changed order of the lines of a page: recorded as numbers of lines, and
 * made again from that record.
 */
#ifndef NB_LAYOUT_LINES_ARRANGE_H
#define NB_LAYOUT_LINES_ARRANGE_H

#include <nbarc/layout.h>

/*
 * Put the stretches of a page into another order: order[i] is the index of the
 * one that comes at place i; each index occurs once. Text, boxes and stretches
 * move together, and layout->moved records it. Only NB_NOMEM can happen; the
 * layout is as before then.
 */
NB_CHECK enum nb_status nb_layout_move(struct nb_layout *layout,
				       const size_t *order,
				       struct nb_error *err);

/*
 * Put the lines of a text into the order that `moved`, of moved_len bytes,
 * records. NB_INVALID if that does not name each line once.
 */
NB_CHECK enum nb_status nb_lines_move(struct nb_buf *text, const char *moved,
				      size_t moved_len, struct nb_error *err);

#endif

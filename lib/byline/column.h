/* SPDX-License-Identifier: Apache-2.0 */
/* Heads that end with the name of the column that they stand in. */
#ifndef NB_BYLINE_COLUMN_H
#define NB_BYLINE_COLUMN_H

#include <stddef.h>

/*
 * Does a line end with the name of a column in brackets, as
 * "巷口的面馆（街谈）" and "老街怎么修？（城事·深读）" do? Returns the number
 * of bytes before the brackets, without the white space there; 0 if it does
 * not.
 *
 * Numbers, dates, letters, names and clauses in brackets are none, nor is where
 * a text goes on. What stands before them is neither the entry of a list nor a
 * name, whose brackets say what the person is. Who made a picture may look like
 * a column.
 */
size_t nb_column_at(const char *text, size_t len);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of names, such as of those who get a prize: they made nothing. */
#ifndef NB_BYLINE_ROLL_H
#define NB_BYLINE_ROLL_H

#include <nbarc/article.h>

#include <stdbool.h>
#include <stddef.h>

/*
 * Set rolls[i] of each of `count` units: is it a line of a list of names? It
 * has names and nothing else, without a mark or a role, and a line over it and
 * the others announces the list (名单如下：); or there are several such lines,
 * and one of them has more names than a byline has.
 */
void nb_rolls_find(const char *text, const struct nb_unit *units, size_t count,
		   bool *rolls);

#endif

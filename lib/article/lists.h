/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists among the units of a page, such as a catalogue of books. They have no
 * text that would show what the lines over them are.
 */
#ifndef NB_ARTICLE_LISTS_H
#define NB_ARTICLE_LISTS_H

#include "article/view.h"

#include <stdint.h>

/*
 * Is the unit directly under heads at i the first entry of a list? Two lines
 * follow that begin like it, and one of them is no paragraph.
 */
bool nb_begins_list(const struct nb_views *views, const uint8_t *tags,
		    size_t i);

/*
 * Is the unit at i an entry of a list, after a crosshead that begins like it? A
 * paragraph must also stand before such a line.
 */
bool nb_goes_on_list(const struct nb_views *views, const uint8_t *tags,
		     size_t i);

/*
 * Is the unit at i a head of a list: the line over entries that begin alike, or
 * the one directly before that line which begins the item?
 */
bool nb_heads_list(const struct nb_views *views, const uint8_t *tags, size_t i);

#endif

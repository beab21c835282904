/* SPDX-License-Identifier: Apache-2.0 */
/* What a block looks like: its width, its marks, how it begins and ends. Marks
 * of half and of full width are the same here. */
#ifndef NB_PAGE_SHAPE_H
#define NB_PAGE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One block. Widths are in half em. */
struct nb_shape {
	uint32_t first, second; /* characters, marks folded to half width */
	uint32_t last, before_last;
	unsigned width;
	unsigned commas, stops, spaces;
	int open_quotes;
	bool byline; /* names between middle dots */
	bool credit; /* ends in 摄 */
	bool opens;  /* begins as only a block begins: a dateline, a caption */
	/* A profile is certain that a block begins, or ends, with this one. */
	bool begins, ends;
};

void nb_shape_look(const char *text, size_t len, struct nb_shape *shape);

/* Short, and does not end as a sentence does. */
bool nb_shape_is_head(const struct nb_shape *shape);

/* Full-width marks as half-width ones. */
uint32_t nb_fold(uint32_t cp);

/* Letters, digits and spaces are set half an em wide; marks are not, since in
 * print they are full-width. */
bool nb_half_wide(uint32_t c);

/* Classes of marks, after nb_fold(). */
bool nb_is_stop(uint32_t c);  /* ends a sentence */
bool nb_is_comma(uint32_t c); /* comma, semicolon, colon, enumeration comma */
bool nb_is_open(uint32_t c);  /* opening quotation mark or bracket */
bool nb_is_close(uint32_t c); /* closing one */
bool nb_is_tail(uint32_t c);  /* may not begin a line: all but the opening */

#endif

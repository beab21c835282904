/* SPDX-License-Identifier: Apache-2.0 */
/* Lines made of words, as ALTO and hOCR have them. */
#ifndef NB_LAYOUT_LINES_H
#define NB_LAYOUT_LINES_H

#include "layout/layout.h"

/* All zeros but for `layout` at the start. */
struct nb_line_maker {
	struct nb_layout *layout;
	uint32_t image;
	struct nb_box box;  /* of the line in hand, or the union of its words */
	bool open;	    /* a line is in hand */
	bool placed;	    /* its box is known */
	bool given;	    /* by the line itself */
	struct nb_box last; /* the word before */
	bool last_placed;
	bool nowhere; /* a line without a place was seen */
};

/* box may be NULL in both: its place is not known. Of a box only the edges are
 * looked at. A line that is left empty is not kept. */
void nb_line_begin(struct nb_line_maker *m, const struct nb_box *box);
NB_CHECK enum nb_status nb_line_end(struct nb_line_maker *m,
				    struct nb_error *err);

/*
 * The next word of the line. A space comes before it where both neighbours are
 * of a script that has spaces, or where the gap is as wide as a character is.
 * White space at its ends is dropped, inside it is one space.
 */
NB_CHECK enum nb_status nb_line_word(struct nb_line_maker *m, const char *word,
				     size_t len, const struct nb_box *box,
				     struct nb_error *err);

/* Has the line in hand no text so far? */
bool nb_line_empty(const struct nb_line_maker *m);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Lines made of words, as ALTO and hOCR have them. */
#ifndef NB_LAYOUT_LINES_H
#define NB_LAYOUT_LINES_H

#include "layout/layout.h"

/*
 * Makes the lines of a layout one after the other. All zeros but for `layout`,
 * which is borrowed, at the start; nothing is owned.
 *
 * While a line is open, its text is at the end of the layout's text, from
 * box.offset on.
 */
struct nb_line_maker {
	struct nb_layout *layout;
	uint32_t image;	    /* of the lines that follow */
	struct nb_box box;  /* of the line itself, or the union of its words */
	bool open;	    /* between nb_line_begin() and nb_line_end() */
	bool placed;	    /* the edges of `box` are known */
	bool given;	    /* they are the line's own */
	struct nb_box last; /* of the word before, if last_placed */
	bool last_placed;
	bool nowhere; /* some line had neither a box nor words with one */
};

/*
 * Begin a line, whose box is NULL if it is not known; only its edges are used.
 * End it: its text gets a newline, and the layout a box. A line that is still
 * empty is dropped.
 */
void nb_line_begin(struct nb_line_maker *m, const struct nb_box *box);
NB_CHECK enum nb_status nb_line_end(struct nb_line_maker *m,
				    struct nb_error *err);

/*
 * Add a word of valid UTF-8 to the open line; its box is NULL if it is not
 * known. A space is put before it if both neighbouring characters are of a
 * script that uses spaces, or if the gap is nearly as wide as a character.
 * White space at its ends is dropped; inside, it becomes one space. Only
 * NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_line_word(struct nb_line_maker *m, const char *word,
				     size_t len, const struct nb_box *box,
				     struct nb_error *err);

/* Does the open line have no text so far? */
bool nb_line_empty(const struct nb_line_maker *m);

#endif

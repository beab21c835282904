/* SPDX-License-Identifier: Apache-2.0 */
/* Lines made of words, as engines write them. */
#ifndef NB_LAYOUT_LINES_LINES_H
#define NB_LAYOUT_LINES_LINES_H

#include "layout/lines/layout.h"

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
	uint32_t area;	    /* of the lines that follow, as in struct nb_box */
	struct nb_box box;  /* of the line itself, or the union of its words */
	bool open;	    /* between nb_line_begin() and nb_line_end() */
	bool placed;	    /* the edges of `box` are known */
	bool given;	    /* they are the line's own */
	struct nb_box last; /* of the word before, if last_placed */
	bool last_placed;
	bool soft_hyphen; /* one ends the word before */
};

/*
 * Begin a line, whose box is NULL if it is not known; only its edges are used.
 * End it: its text gets a newline, and the layout a box, which is that of an
 * unplaced line (nb_box_placed()) if neither line nor words had one. A line
 * that is still empty is dropped. Spaces that separate most characters of a
 * line without words are the engine's, and are removed.
 */
void nb_line_begin(struct nb_line_maker *m, const struct nb_box *box);
NB_CHECK enum nb_status nb_line_end(struct nb_line_maker *m,
				    struct nb_error *err);

/*
 * Add a word of valid UTF-8 to the open line; its box is NULL if it is not
 * known. A space is put before it if both neighbouring characters are of a
 * script that uses spaces, or if the gap is nearly as wide as a character.
 * White space at its ends is dropped; inside, it becomes one space. Characters
 * of no width are dropped: U+200B, U+2060, U+FEFF, and the soft hyphen U+00AD,
 * which only after a Latin letter at the end of a line becomes a hyphen. Only
 * NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_line_word(struct nb_line_maker *m, const char *word,
				     size_t len, const struct nb_box *box,
				     struct nb_error *err);

/* Is it a character of no width, which a line drops everywhere or, of a joiner,
 * where it has no meaning? */
bool nb_line_may_drop(uint32_t c);

/* Does the open line have no text so far? */
bool nb_line_empty(const struct nb_line_maker *m);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of ALTO and hOCR share: elements as they come, and lines
 * made of words. The XML itself is read in xml.c, and nowhere else. */
#ifndef NB_LAYOUT_MARKUP_H
#define NB_LAYOUT_MARKUP_H

#include "layout/layout.h"

/* ---- elements */

struct nb_attribute {
	const char *name, *value; /* UTF-8 */
};

#define NB_ATTRIBUTES_MAX 64u
struct nb_element {
	const char *name; /* without a prefix */
	unsigned depth;	  /* the root's is 0 */
	struct nb_attribute attributes[NB_ATTRIBUTES_MAX];
	size_t count;
};

/* The value of an attribute, or NULL. */
const char *nb_element_get(const struct nb_element *e, const char *name);

/* ---- lines of words */

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

/* Put lines that a file has in rows across columns into the order of the
 * columns; those of any other file stay as they are. */
NB_CHECK enum nb_status nb_layout_order(struct nb_layout *layout,
					struct nb_error *err);

/* ---- the two formats, one element after the other */

struct nb_alto {
	struct nb_line_maker lines;
	bool divided; /* the whole of a divided word has been written */
};
NB_CHECK enum nb_status nb_alto_start(struct nb_alto *alto,
				      const struct nb_element *e,
				      struct nb_error *err);
NB_CHECK enum nb_status nb_alto_stop(struct nb_alto *alto, const char *name,
				     struct nb_error *err);

struct nb_hocr {
	struct nb_line_maker lines;
	unsigned line_depth, word_depth;
	bool in_word;
	bool word_placed;
	struct nb_box word;
	struct nb_buf text; /* of the word in hand */
};
NB_CHECK enum nb_status nb_hocr_start(struct nb_hocr *hocr,
				      const struct nb_element *e,
				      struct nb_error *err);
NB_CHECK enum nb_status nb_hocr_text(struct nb_hocr *hocr, const char *text,
				     struct nb_error *err);
NB_CHECK enum nb_status nb_hocr_stop(struct nb_hocr *hocr, unsigned depth,
				     struct nb_error *err);

#endif

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

/* Put the lines into another order; of each place, which line comes there. A
 * line whose place is not known goes along. */
NB_CHECK enum nb_status nb_layout_arrange(struct nb_layout *layout,
					  const size_t *lines,
					  struct nb_error *err);

/* ---- the order that an ALTO file says */

#define NB_DEPTH_MAX 64 /* of elements */

struct nb_reference {
	size_t id, len; /* of the ID, in nb_references.ids */
	uint32_t rank;
};

/* The references of the element ReadingOrder, and the ranks of the lines that
 * come behind it. All zeros at the start. */
struct nb_references {
	struct nb_reference *list;
	size_t count, cap;
	struct nb_buf ids;
	uint32_t next; /* rank, from 1; 0 is that of lines without any */
	bool inside, sorted;
	uint32_t shared[NB_DEPTH_MAX + 1];   /* of an UnorderedGroup; else 0 */
	uint32_t ranks_at[NB_DEPTH_MAX + 1]; /* of the elements that are open */
	uint32_t *lines;		     /* ranks */
	size_t line_count, line_cap;
};

NB_CHECK enum nb_status nb_references_start(struct nb_references *r,
					    const struct nb_element *e,
					    struct nb_error *err);
void nb_references_stop(struct nb_references *r, const char *name);

/* The next line of the layout stands in an element of that depth. */
NB_CHECK enum nb_status nb_references_line(struct nb_references *r,
					   unsigned depth,
					   struct nb_error *err);

/* Put the lines of the layout into that order; *said: there is one. */
NB_CHECK enum nb_status nb_references_order(const struct nb_references *r,
					    struct nb_layout *layout,
					    bool *said, struct nb_error *err);
void nb_references_free(struct nb_references *r);

/* ---- the two formats, one element after the other */

struct nb_alto {
	struct nb_line_maker lines;
	bool divided; /* the whole of a divided word has been written */
	struct nb_references order;
};
NB_CHECK enum nb_status nb_alto_start(struct nb_alto *alto,
				      const struct nb_element *e,
				      struct nb_error *err);
NB_CHECK enum nb_status nb_alto_stop(struct nb_alto *alto, const char *name,
				     unsigned depth, struct nb_error *err);

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

/* SPDX-License-Identifier: Apache-2.0 */
/* An answer of an OCR service, or a table of an engine, while it becomes pages
 * and lines. */
#ifndef NB_LAYOUT_OTHERS_ANSWER_H
#define NB_LAYOUT_OTHERS_ANSWER_H

#include "layout/lines/lines.h"

#include <jansson.h>

/*
 * An answer that is being read. All zeros but for lines.layout, `scale`, 1, and
 * `err` at the start. lines.image counts the pages so far. After a failure,
 * nothing more is added.
 */
struct nb_answer {
	struct nb_line_maker lines;
	double scale; /* of the coordinates of the page in hand */
	enum nb_status status;
	struct nb_error *err;
};

/* A page begins, with the size of its image in the unit of its boxes; 0: not
 * known. */
void nb_answer_page(struct nb_answer *a, double width, double height);

/* How much text all lines so far have. */
size_t nb_answer_text(const struct nb_answer *a);

/* Make sure that a page has begun. */
void nb_answer_some_page(struct nb_answer *a);

/* Begin and end a line, and add a word to it. A box may be NULL: not known. */
void nb_answer_begin(struct nb_answer *a, const struct nb_box *box);
void nb_answer_word(struct nb_answer *a, const char *text,
		    const struct nb_box *box);
void nb_answer_end(struct nb_answer *a);

/* Add a whole line. One that is not placed may be several, with line ends
 * between them. */
void nb_answer_line(struct nb_answer *a, const char *text,
		    const struct nb_box *box);

/* Complete the layout, which is of this form: put the lines together and in
 * order. NB_LIMIT if the file has too many pages, NB_NOMEM. */
NB_CHECK enum nb_status nb_answer_finish(struct nb_answer *a, const char *form);

#endif

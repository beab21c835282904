/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of all forms of markup share. */
#ifndef NB_LAYOUT_FORM_MARKUP_H
#define NB_LAYOUT_FORM_MARKUP_H

#include "layout/stated/articles.h"
#include "layout/stated/reading.h"
#include "layout/lines/lines.h"

/*
 * What the states of all readers begin with. All zeros but for lines.layout at
 * the start; freed by nb_markup_free(). lines.image counts the pages so far.
 */
struct nb_markup {
	struct nb_line_maker lines;
	struct nb_references order;  /* that the file states */
	struct nb_articles articles; /* that it states by name */
	struct nb_buf text;	     /* gathered for an element that is open */
	bool loose;		     /* some text was in no line */
	/* By depth, of open elements: the innermost area, as in struct nb_box.
	 */
	uint32_t areas_at[NB_DEPTH_MAX + 1];
};

/*
 * End the open line, which an element of that depth is, and note the rank that
 * the file gives to it. Without an open line nothing happens. Only NB_NOMEM can
 * happen, here and below.
 */
NB_CHECK enum nb_status nb_markup_end_line(struct nb_markup *m, unsigned depth,
					   struct nb_error *err);

/*
 * Add a word; if no line is open, it is a line of its own. A word that is not
 * in a line is so in files that have no lines, whose words are put together by
 * their boxes later.
 */
NB_CHECK enum nb_status nb_markup_word(struct nb_markup *m, const char *word,
				       size_t len, const struct nb_box *box,
				       unsigned depth, struct nb_error *err);

/*
 * Take the start of an element. nb_markup_area() makes it an area, with its ID,
 * of which the file says `said`; to nb_markup_inside() it is none itself. Lines
 * that begin afterwards belong to it, or to the area around it.
 */
NB_CHECK enum nb_status nb_markup_area(struct nb_markup *m,
				       const struct nb_element *e,
				       enum nb_said said, struct nb_error *err);
void nb_markup_inside(struct nb_markup *m, const struct nb_element *e);

/*
 * Note what the file says of an article, of the area that began last: it is in
 * it, or without a name it is an item by itself, unless that is an article.
 */
NB_CHECK enum nb_status nb_markup_article(struct nb_markup *m,
					  const struct nb_article_said *article,
					  struct nb_error *err);

/* The innermost area of an element of that depth, which is open, has this
 * place. `box` may be NULL: then it is not known. */
void nb_markup_place(struct nb_markup *m, unsigned depth,
		     const struct nb_box *box);

/*
 * A page begins, which is an image of its own with these edges; 0: not known.
 * nb_markup_page() takes them from the attributes with these names.
 */
NB_CHECK enum nb_status nb_markup_image(struct nb_markup *m, double right,
					double lower, struct nb_error *err);
NB_CHECK enum nb_status nb_markup_page(struct nb_markup *m,
				       const struct nb_element *e,
				       const char *width, const char *height,
				       struct nb_error *err);

/* An element of that depth ends: what follows is in the area around it. */
void nb_markup_outside(struct nb_markup *m, unsigned depth);

void nb_markup_free(struct nb_markup *m);

#endif

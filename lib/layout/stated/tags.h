/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tags of ALTO files: the element Tags has them before the pages, and
 * blocks and lines refer to them by TAGREFS.
 *
 * A tag may be a sort of blocks, "heading", or an article, which many blocks
 * are of. What it is, its TYPE says or its LABEL, as the table of types has it.
 */
#ifndef NB_LAYOUT_STATED_TAGS_H
#define NB_LAYOUT_STATED_TAGS_H

#include "layout/stated/articles.h"
#include "layout/stated/element.h"
#include "layout/stated/types.h"

struct nb_tag {
	size_t id; /* offset in nb_tags.ids */
	struct nb_type type;
	bool marked; /* it has a LABEL of its own beside its type */
};

/* All zeros at the start; owns its lists. */
struct nb_tags {
	struct nb_buf ids; /* each ends with a NUL */
	struct nb_tag *list;
	size_t count, cap;
	bool inside;	 /* the element Tags */
	bool sorted;	 /* by ID, from the first reference on */
	size_t items[3]; /* tags of items, by kind */
};

/* Take the start of an element, and the end of one, anywhere in the file. Only
 * NB_NOMEM can happen, here and below. */
NB_CHECK enum nb_status nb_tags_start(struct nb_tags *tags,
				      const struct nb_element *e,
				      struct nb_error *err);
void nb_tags_stop(struct nb_tags *tags, const char *name);

/*
 * What the tags say that an element refers to: what it is, and of which
 * article. The name is valid up to the next start of an element. Tags that are
 * not defined, and several articles, are noted as doubts of the image.
 */
NB_CHECK enum nb_status nb_tags_said(struct nb_tags *tags,
				     const struct nb_element *e,
				     struct nb_layout *layout, uint32_t image,
				     enum nb_said *said,
				     struct nb_article_said *article,
				     struct nb_error *err);

/* Free the lists; all zeros afterwards. */
void nb_tags_free(struct nb_tags *tags);

#endif

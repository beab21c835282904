/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the source says of each unit of a page, and which tags of the model that
 * leaves open.
 */
#ifndef NB_ARTICLE_SAID_H
#define NB_ARTICLE_SAID_H

#include "article/structure.h"
#include "layout/lines/known.h"

#include <nbarc/article.h>

/* Sets of tags, a bit for each, 1 << tag: those that begin an item, those that
 * do not, and both. */
#define NB_TAGS_ALL 0xffu
#define NB_TAGS_FIRST                                             \
	(1u << NB_TAG_HEAD_FIRST | 1u << NB_TAG_PARAGRAPH_FIRST | \
	 1u << NB_TAG_CAPTION)
#define NB_TAGS_INSIDE (NB_TAGS_ALL & ~NB_TAGS_FIRST)

/*
 * What is said of the units. Both lists have an element for each unit and are
 * owned; they are NULL if nothing is said.
 */
struct nb_said_units {
	struct nb_known *list; /* `offset` is not used */
	uint8_t *open;	       /* as for nb_sequence_decode() */
};

/*
 * Find what `said`, which may be NULL, states of the `count` units of a text.
 * Headers and footers of the page become an item of their own, a notice, if
 * they are its first or its last units; in the middle they count as not said.
 * Fails only with NB_NOMEM. Freed by nb_said_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_said_find(const struct nb_layout *said,
				     const char *text, size_t len,
				     const struct nb_unit *units, size_t count,
				     struct nb_said_units *out,
				     struct nb_error *err);

/*
 * Only say, in out->open, that runs of the `count` units with apart[] are items
 * of their own without heads, after which others begin; out->list stays NULL.
 * Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_said_apart(const bool *apart, size_t count,
				      struct nb_said_units *out,
				      struct nb_error *err);
void nb_said_free(struct nb_said_units *said);

/*
 * The tags that agree with what is said of a unit, of those in `bounds`, which
 * is one of the sets above. There is always one: if none says both, it is that
 * of a paragraph, and the role is set afterwards.
 */
uint8_t nb_said_tags(enum nb_said said, unsigned bounds);

/* Give the units of a division the roles that are said of them. */
void nb_said_take(const struct nb_said_units *said,
		  struct nb_division *division);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A page with its tags, while rules change them (adjust.h, ends.h). */
#ifndef NB_ARTICLE_TAGGED_H
#define NB_ARTICLE_TAGGED_H

#include "article/structure.h"
#include "article/view.h"

#include <stdint.h>

/* A page while its tags are adjusted, from the first to the last. */
struct nb_tagged {
	const char *text;
	const struct nb_unit *units;
	const struct nb_views *views;
	const uint8_t *open; /* as for nb_tags_adjust() */
	uint8_t *tags;
	uint8_t *known; /* of each unit, for nb_marks_byline() and the like */
	bool *rolls;	/* of each unit: a line of a list of names */
	bool notice;	/* the item is one, by its first unit */
	bool brief;	/* ... and has a title that notices without parts have
			 */
	bool dispatch; /* ... or a dispatch, which has neither head nor parts */
	bool credited; /* the author stands under its heads */
};

/* Give unit i another tag, if that is open for it. */
static inline void nb_retag(struct nb_tagged *p, size_t i, enum nb_tag tag)
{
	if (!p->open || (p->open[i] & 1u << tag))
		p->tags[i] = (uint8_t)tag;
}

/* Does unit i have this tag? There may be no such unit. */
static inline bool nb_has_tag(const struct nb_tagged *p, size_t i,
			      enum nb_tag tag)
{
	return i < p->views->count && p->tags[i] == tag;
}

/* Is unit i text of an item that goes on? */
static inline bool nb_is_text(const struct nb_tagged *p, size_t i)
{
	return nb_has_tag(p, i, NB_TAG_PARAGRAPH) ||
	       nb_has_tag(p, i, NB_TAG_PARAGRAPH_FIRST) ||
	       nb_has_tag(p, i, NB_TAG_BYLINE);
}

/* Is unit i directly under a head? */
static inline bool nb_under_head(const struct nb_tagged *p, size_t i)
{
	return i && (p->tags[i - 1] == NB_TAG_HEAD_FIRST ||
		     p->tags[i - 1] == NB_TAG_HEAD);
}

/* Is unit i a dispatch? There may be no such unit. */
static inline bool nb_is_dispatch(const struct nb_tagged *p, size_t i)
{
	return i < p->views->count && p->views->list[i].dispatch;
}

#endif

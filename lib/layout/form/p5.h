/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The elements of TEI P5 that are known when a document of another project is a
 * page (nbarc-ingest(1), TEI OF OTHER PROJECTS).
 */
#ifndef NB_LAYOUT_FORM_P5_H
#define NB_LAYOUT_FORM_P5_H

#include "layout/stated/element.h"

#include <nbarc/layout.h>

/* What an element is for the text. */
enum nb_p5_sort {
	NB_P5_UNKNOWN,	 /* its text is text of what is around it */
	NB_P5_INLINE,	 /* so is that of this one, which is known */
	NB_P5_HEAD,	 /* a head of what is around it */
	NB_P5_BLOCK,	 /* a paragraph, or the like */
	NB_P5_GROUP,	 /* has blocks, and parts text */
	NB_P5_DIVISION,	 /* an item, a part of one, or a group of items */
	NB_P5_FIGURE,	 /* a picture: its blocks are captions */
	NB_P5_NOTE,	 /* in a block, it comes after that */
	NB_P5_CELL,	 /* parted from the one before it */
	NB_P5_PAGE,	 /* a page begins */
	NB_P5_LINE,	 /* a line begins */
	NB_P5_CHOICE,	 /* has several readings of one text */
	NB_P5_READING,	 /* one that an editor has made */
	NB_P5_FURNITURE, /* header, footer or number of a page */
	NB_P5_META,	 /* no text */
};

/* What sort of element has that name; *said is what a block says of itself. */
enum nb_p5_sort nb_p5_sort(const char *name, enum nb_said *said);

/*
 * What a division is by its type, which may be NULL. *group: it has items, and
 * is none.
 */
enum nb_said_kind nb_p5_kind(const char *type, bool *group);

/* What a head is by its type, which may be NULL. */
enum nb_said nb_p5_head(const char *type);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a source says of the items and heads of a page, as places in a text of
 * that page.
 */
#ifndef NB_LAYOUT_LINES_KNOWN_H
#define NB_LAYOUT_LINES_KNOWN_H

#include <nbarc/layout.h>

/* What is said of a text from `offset` up to the offset of the next one. */
struct nb_known {
	size_t offset;	/* of a character that is not white space */
	uint32_t item;	/* as in struct nb_area; 0: not said */
	uint32_t by;	/* 1 + the index of the area that has `said`; 0: none */
	uint32_t whole; /* 1 + the index of the innermost area, if no paragraph
			 * goes on beyond it; 0: none such */
	enum nb_said_kind kind;
	enum nb_said said;
};

/*
 * Find in a text what a layout says of its lines. The text is that of the
 * layout, or what a repair made of it: white space and the width of marks may
 * differ. *list, which the caller frees, has *count entries, rising, that cover
 * the text from the first on. It is NULL and *count 0 if `layout` is NULL, says
 * nothing, or has another text. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_known_find(const struct nb_layout *layout,
				      const char *text, size_t len,
				      struct nb_known **list, size_t *count,
				      struct nb_error *err);

/*
 * Drop what a file says only in name. Numbers of items stand for groups of its
 * reading order, up to `groups`: they stay where a group is one run of lines
 * that begins with a heading and has no other heading after its text. That
 * regions are paragraphs says nothing if the file has no heading. Only NB_NOMEM
 * can happen.
 */
NB_CHECK enum nb_status nb_known_settle(struct nb_layout *layout,
					uint32_t groups, struct nb_error *err);

/* True if no paragraph goes on from the first place to the second. */
bool nb_known_border(const struct nb_known *a, const struct nb_known *b);

#endif

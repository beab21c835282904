/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who made the items of a page, where a report comes from and of what day it
 * is, as far as the text names it: stretches of the text, for the document to
 * mark.
 *
 * Only stretches that the grammar reads as a whole are taken (credits.h,
 * dateline.h). What is doubtful is not marked: a name too many is worse than
 * one that is lacking.
 */
#ifndef NB_BYLINE_MARKS_H
#define NB_BYLINE_MARKS_H

#include <nbarc/article.h>

#include <stdbool.h>
#include <stdint.h>

/* What a stretch of the text is. */
enum nb_mark_kind {
	NB_MARK_DATELINE,    /* has the place and the date inside */
	NB_MARK_PLACE,	     /* where a report comes from */
	NB_MARK_DATE,	     /* the day of the report */
	NB_MARK_ROLE,	     /* what the persons are who are named next to it */
	NB_MARK_AUTHOR,	     /* who wrote, or wrote and photographed */
	NB_MARK_ILLUSTRATOR, /* who made a picture */
};

/* A stretch, in bytes of the text. Stretches are one inside of another or
 * apart. */
struct nb_mark {
	size_t from, to;
	enum nb_mark_kind kind;
	char when[11]; /* of a date, "2019-03-04"; "" if it is not certain */
};

/* The marks of a page, in the order of the text, outer ones first. */
struct nb_marks_list {
	struct nb_mark *list;
	size_t count, cap;
};

/*
 * Find the marks of a divided text. `date` is the day of the page, as in struct
 * nb_newspaper_id. Fails only with NB_NOMEM; call nb_marks_free() also then.
 */
NB_CHECK enum nb_status nb_marks_find(const char *text,
				      const struct nb_division *division,
				      const char *date,
				      struct nb_marks_list *marks,
				      struct nb_error *err);
/*
 * Does a unit as a whole name someone, or have a dateline; and does it say who
 * made a picture? Names alone do not count. *known is what is kept of the unit,
 * so that it is read once for all these questions: 0 before the first of them.
 */
bool nb_marks_byline(const char *text, const struct nb_unit *unit,
		     uint8_t *known);
bool nb_marks_credit(const char *text, const struct nb_unit *unit,
		     uint8_t *known);
/* Like nb_marks_byline(), of a unit that has no dateline. */
bool nb_marks_persons(const char *text, const struct nb_unit *unit,
		      uint8_t *known);
/* Does a unit say as a whole who made something, be it editors or an agency for
 * pictures, and nothing else? */
bool nb_marks_only(const char *text, const struct nb_unit *unit,
		   uint8_t *known);
/* Is a unit one name and nothing else, as nb_byline_alone() tells? */
bool nb_marks_name(const char *text, const struct nb_unit *unit);
/* Is it names after a mark of bylines, as nb_byline_marked() tells? */
bool nb_marks_marked(const char *text, const struct nb_unit *unit);

void nb_marks_free(struct nb_marks_list *marks);

#endif

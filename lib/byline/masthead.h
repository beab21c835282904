/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The masthead of a page: the name of the paper, its date, weekday and number,
 * the number and the section of the page. It is furniture, and no head of the
 * first article.
 */
#ifndef NB_BYLINE_MASTHEAD_H
#define NB_BYLINE_MASTHEAD_H

#include <stdbool.h>

#include <nbarc/article.h>

/*
 * The number of units at the start of a page that are its masthead, at most 6;
 * 0: it has none. A name or a date alone does not make one: there must also be
 * a weekday, or the number of an issue or a page, or a name beside a date. The
 * name of a section of four characters or more is one alone, over a head.
 */
size_t nb_masthead_units(const char *text, const struct nb_unit *units,
			 size_t count);

/*
 * Is a unit in the middle of a page furniture by its words, as columns that are
 * read in order bring it there: a section of four characters or more, several
 * sections, the number of a page with or without its section, or who edited the
 * page? A head may be like it, and a crosshead: what stands around it tells.
 */
bool nb_masthead_inside(const char *text, const struct nb_unit *unit);

/* What a line with a date is, for somebody who has found the date in it. */
enum nb_masthead_line {
	NB_MASTHEAD_NONE, /* text */
	NB_MASTHEAD_DATE, /* a date and nothing else */
	NB_MASTHEAD_LINE, /* a line of a masthead */
};

/*
 * Is a line of `len` bytes with a date one of a masthead? If it has a year
 * (`dated`), the date may be in any form, and a few other words may stand
 * beside it: digits, the words for year, month and day, and marks are none.
 */
enum nb_masthead_line nb_masthead_dated(const char *line, size_t len,
					bool dated);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The masthead of a page: the name of the paper, its date, weekday and number,
 * the number and the section of the page. It is furniture, and no head of the
 * first article.
 */
#ifndef NB_ARTICLE_MASTHEAD_H
#define NB_ARTICLE_MASTHEAD_H

#include <nbarc/article.h>

/*
 * The number of units at the start of a page that are its masthead, at most 6;
 * 0: it has none. A name or a date alone does not make one: there must also be
 * a weekday, or the number of an issue or a page, or a name beside a date.
 */
size_t nb_masthead_units(const char *text, const struct nb_unit *units,
			 size_t count);

#endif

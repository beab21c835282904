/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lines about the paper itself are made of: numbers, dates, pages, the
 * names of papers and of sections, who edited the page. Each function is given
 * a place in a line without white space, whose marks, letters and digits have
 * half width, and which ends with a NUL; a length of 0 means that no such thing
 * begins there.
 */
#ifndef NB_BYLINE_IMPRINT_H
#define NB_BYLINE_IMPRINT_H

#include <stdbool.h>
#include <stddef.h>

/* Characters of the name of a paper; of a short name or word. */
#define NB_PAPER_NAME_MOST 12u
#define NB_IMPRINT_SHORT 4u

/* A run of numbers, Chinese or Arabic; one of Arabic numerals alone. */
size_t nb_imprint_number(const char *p);
size_t nb_imprint_arabic(const char *p);

/* A number after 第 and before one of some words, whose list NULL ends. */
bool nb_imprint_numbered(const char *p, const char *const *ends);

/* A year or a day of the old calendar before 年: 己亥. */
size_t nb_imprint_sexagenary(const char *p);

/* The name of a paper, perhaps in brackets: 江东日报, 《江东晚报》. */
size_t nb_imprint_paper(const char *p);

/* A label with who or what is named after it: 责编:顾青. */
size_t nb_imprint_labelled(const char *p);

/* A word of five Latin letters or more. */
size_t nb_imprint_latin(const char *p);

/* A date such as 2019-03-04, 2019.3.4 or 2019/3/4. */
bool nb_imprint_numeric_date(const char *p);

/* The number of a page that has no 第: 1, A01; what may part it from its
 * section; how many pages there are: 今日8版. */
size_t nb_imprint_page(const char *p);
size_t nb_imprint_joint(const char *p);
bool nb_imprint_counts_pages(const char *p);

/* The name of a section of which a line of its own may consist: 要闻. */
size_t nb_imprint_section(const char *p);

/* Does a line begin as one about the paper does: 责编, 出版: and the like? */
bool nb_imprint_about(const char *p);

#endif

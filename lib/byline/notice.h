/* SPDX-License-Identifier: Apache-2.0 */
/* Lines by which notices, and excerpts of other papers, are known. */
#ifndef NB_BYLINE_NOTICE_H
#define NB_BYLINE_NOTICE_H

#include <nbarc/article.h>

#include <stdbool.h>

/* Is a unit the short title of a notice or an advertisement: 启事? */
bool nb_is_notice(const char *text, const struct nb_unit *unit);

/*
 * Is it the title of one with the name of who gives notice, and of what:
 * 县人民医院招聘启事? The declarations of states are none, and what says that
 * somebody made one is the head of a report.
 */
bool nb_is_announcement(const char *text, const struct nb_unit *unit);

/* Does it say how to reach who gives notice, after a label: 报名电话：…? */
bool nb_is_contact(const char *text, const struct nb_unit *unit);

/*
 * Does it say where a text was taken from: "（摘自…）", "——原载…"? That is the
 * end of an excerpt.
 */
bool nb_is_source(const char *text, const struct nb_unit *unit);

#endif

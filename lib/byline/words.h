/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of bylines: surnames, roles, what was done, agencies. All lists end
 * with NULL and are in the form of a clause (clause.h).
 */
#ifndef NB_BYLINE_WORDS_H
#define NB_BYLINE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Persons who write: a name may follow directly, as in 记者顾青. */
extern const char *const nb_byline_persons[];
/* What a person did, before a colon or a slash: 执笔：顾青, 文/顾青. */
extern const char *const nb_byline_tasks[];
/* The same of those who made a picture: 制图：顾青. */
extern const char *const nb_byline_picture_tasks[];
/* Tasks that make nobody an author: 责编：顾青. */
extern const char *const nb_byline_other_tasks[];
/* What a person did, after the name: 顾青整理. */
extern const char *const nb_byline_acts[];
/* The same of those who made a picture: 顾青摄. */
extern const char *const nb_byline_picture_acts[];
/* Agencies, papers and sources, which are no persons. */
extern const char *const nb_byline_agencies[];
/* Words that stand between an agency and a person: 本报驻英国特约记者. */
extern const char *const nb_byline_before_persons[];
/* Characters that no name of a person has; and, without a surname, these. */
extern const char *const nb_byline_no_name[];
extern const char *const nb_byline_no_foreign[];

/*
 * May a word of nb_byline_acts or nb_byline_picture_acts, of
 * nb_byline_persons, or of the three lists of tasks begin at p? Hardly any
 * place of a text has one, and a list takes ten times as long to look through.
 */
bool nb_byline_may_act(const char *p);
bool nb_byline_may_person(const char *p);
bool nb_byline_may_task(const char *p);

/*
 * The number of characters of the surname at p: 1, 2, or 0 if it does not begin
 * with one.
 */
size_t nb_byline_surname(const char *p);

#endif

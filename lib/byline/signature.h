/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs a letter or a notice: lines at its end that are no heads. */
#ifndef NB_BYLINE_SIGNATURE_H
#define NB_BYLINE_SIGNATURE_H

#include <nbarc/article.h>

#include <stdbool.h>

/*
 * Does a unit end as the signature of a letter or of good wishes does:
 * "…全体职工 同贺", "王铁山谨启"? Before these words stands the last character
 * of a body of people, or a name. But heads tell who bows to whom.
 */
bool nb_is_signature(const char *text, const struct nb_unit *unit);

/*
 * Is a unit the signature of a reader's letter: where the reader lives, or
 * 读者, and a name?
 */
bool nb_is_sender(const char *text, const struct nb_unit *unit);

/*
 * Is a unit the name of a body of people and nothing else, as far as its last
 * character tells: 溪湖周报社? Heads may be like it.
 */
bool nb_is_body(const char *text, const struct nb_unit *unit);

/* Is a unit a day and nothing else, with or without its year: 三月五日? */
bool nb_is_day(const char *text, const struct nb_unit *unit);

#endif

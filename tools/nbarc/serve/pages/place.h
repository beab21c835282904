/* SPDX-License-Identifier: Apache-2.0 */
/* Where a page of the room is: its way from the newspapers, and dates. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_PLACE_H
#define NB_TOOLS_NBARC_SERVE_PAGES_PLACE_H

#include <nbarc/newspaper.h>

#include "serve/html.h"

/* Append the date of an identifier, eight digits, in the language of the page,
 * as an element time if it is a day. Parts that are zeros are left out. */
void room_date(struct room_html *html, const char *date);

/* Likewise as text, for titles; `out` has ROOM_DATE_MAX bytes. */
#define ROOM_DATE_MAX 64
void room_date_text(enum room_language language, const char *date, char *out);

/* The number that the first `count` characters are, as far as they are digits.
 */
int room_digits(const char *s, int count);

/*
 * Append the way to a page: newspapers, the newspaper, the year, the issue, and
 * the page. Parts that are "" are left out, and the last one is not a link if
 * `here` is true. `name` is that of the newspaper.
 */
void room_crumbs(struct room_html *html, const struct nb_newspaper_id *parts,
		 const char *name, bool here);

/* The identifier of the issue of parts; `id` has ROOM_ISSUE_MAX bytes. */
#define ROOM_ISSUE_MAX 32
void room_issue_id(const struct nb_newspaper_id *parts, char *id);

#endif

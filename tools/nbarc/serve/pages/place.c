/* SPDX-License-Identifier: Apache-2.0 */
/* Ways and dates (place.h). */
#include "serve/pages/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int room_digits(const char *s, int count)
{
	int n = 0;

	while (count-- > 0 && *s >= '0' && *s <= '9')
		n = n * 10 + (*s++ - '0');
	return n;
}

/* The parts of a date as numbers. */
static void split(const char *date, int *year, int *month, int *day)
{
	*year = room_digits(date, 4);
	*month = room_digits(date + 4, 2);
	*day = room_digits(date + 6, 2);
}

/*
 * Parts that are zeros are not known, and are left out rather than shown as
 * zeros; in a year that is not known nothing is.
 */
void room_date_text(enum room_language language, const char *date, char *out)
{
	int year, month, day;

	split(date, &year, &month, &day);
	if (!year)
		(void)snprintf(out, ROOM_DATE_MAX, "%s",
			       room_word(language, SAY_DATE_UNKNOWN));
	else if (language == ROOM_ENGLISH && !month)
		(void)snprintf(out, ROOM_DATE_MAX, "%d", year);
	else if (language == ROOM_ENGLISH && !day)
		(void)snprintf(out, ROOM_DATE_MAX, "%d-%02d", year, month);
	else if (language == ROOM_ENGLISH)
		(void)snprintf(out, ROOM_DATE_MAX, "%d-%02d-%02d", year, month,
			       day);
	else if (!month)
		(void)snprintf(out, ROOM_DATE_MAX, "%d年", year);
	else if (!day)
		(void)snprintf(out, ROOM_DATE_MAX, "%d年%d月", year, month);
	else
		(void)snprintf(out, ROOM_DATE_MAX, "%d年%d月%d日", year, month,
			       day);
}

/*
 * Only a whole day is given to programs as datetime: HTML has no form for a
 * month of a year that is not known.
 */
void room_date(struct room_html *h, const char *date)
{
	char text[ROOM_DATE_MAX];
	int year, month, day;

	split(date, &year, &month, &day);
	room_date_text(h->request->language, date, text);
	if (year && month && day)
		room_put(h, "<time datetime=\"%.*s-%.*s-%.*s\">%s</time>", 4,
			 date, 2, date + 4, 2, date + 6, text);
	else
		room_put(h, "%s", text);
}

void room_issue_id(const struct nb_newspaper_id *parts, char *id)
{
	(void)snprintf(id, ROOM_ISSUE_MAX, "%s-%s%s", parts->title, parts->date,
		       parts->edition);
}

/* A step of the way; `path` is "" for the newspapers. */
static void put_step(struct room_html *h, const char *path, const char *text)
{
	room_put(h, "<li><a ");
	room_href(h, path);
	room_put(h, ">%s</a></li>\n", text);
}

/* The last step, where the reader is. */
static void put_here(struct room_html *h, const char *text)
{
	room_put(h, "<li aria-current=\"page\">%s</li>\n", text);
}

/*
 * The year is part of the link to the newspaper: it leads to the calendar in
 * which the reader was.
 */
void room_crumbs(struct room_html *h, const struct nb_newspaper_id *parts,
		 const char *name, bool here)
{
	char path[64], issue[ROOM_ISSUE_MAX], date[ROOM_DATE_MAX];

	room_put(h, "<nav class=\"crumbs\" aria-label=\"%s\"><ol>\n",
		 room_say(h, SAY_BREADCRUMB));
	put_step(h, "", room_say(h, SAY_NEWSPAPERS));
	if (parts->title[0] && here && !parts->date[0]) {
		put_here(h, name);
	} else if (parts->title[0]) {
		(void)snprintf(path, sizeof(path), "title/%s%s%.4s",
			       parts->title, parts->date[0] ? "/" : "",
			       parts->date);
		put_step(h, path, name);
	}
	if (parts->date[0]) {
		room_issue_id(parts, issue);
		room_date_text(h->request->language, parts->date, date);
		if (here && !parts->page[0])
			put_here(h, date);
		else
			put_step(h, issue, date);
	}
	if (parts->page[0]) {
		(void)snprintf(path, sizeof(path), "%s-%s", issue, parts->page);
		if (here)
			put_here(h, parts->page);
		else
			put_step(h, path, parts->page);
	}
	room_put(h, "</ol></nav>\n");
}

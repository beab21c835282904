/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A newspaper: its years, and the calendar of one of them (title.h).
 *
 * The days with an issue are found by going through the identifiers of the year
 * and skipping the pages of each issue, so that a year costs as many steps as
 * it has issues. Issues without a day, and other editions of a day, are listed
 * below the months.
 */
#include "serve/pages/title.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/newspaper.h>

#include "base/alloc.h"
#include "base/error.h"
#include "serve/found.h"
#include "serve/pages/frame.h"
#include "serve/pages/place.h"
#include "serve/room.h"

/* Years have four digits. */
#define YEARS 10000

/*
 * The issues of a year. `days` has those without an edition, by month and day
 * from 1 on. An issue that two archives have is noted once.
 */
struct year {
	char code[13], year[5];
	const char *in;	   /* the archive, or NULL */
	bool years[YEARS]; /* that the newspaper has issues of */
	bool days[13][32];
	char (*others)[ROOM_ISSUE_MAX]; /* owned */
	size_t other_count, other_cap;
	unsigned issues;
};

/* ---- finding issues */

/* Note the issue of a page, unless it is noted. */
static enum nb_status note_issue(struct year *y,
				 const struct nb_newspaper_id *parts,
				 struct nb_error *err)
{
	int month = room_digits(parts->date + 4, 2);
	int day = room_digits(parts->date + 6, 2);
	char(*grown)[ROOM_ISSUE_MAX];
	char id[ROOM_ISSUE_MAX];
	size_t i;

	if (!parts->edition[0] && month >= 1 && month <= 12 && day >= 1 &&
	    day <= 31) {
		y->issues += !y->days[month][day];
		y->days[month][day] = true;
		return NB_OK;
	}
	room_issue_id(parts, id);
	for (i = 0; i < y->other_count; i++)
		if (strcmp(y->others[i], id) == 0)
			return NB_OK;
	grown = nb_grow(y->others, &y->other_cap, y->other_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	y->others = grown;
	memcpy(grown[y->other_count++], id, sizeof(id));
	y->issues++;
	return NB_OK;
}

/* Go through the issues of a year in one archive. What follows the last page of
 * an issue is above its identifier with a '.', which comes after '-'. */
static enum nb_status find_issues(struct year *y, struct nb_archive *archive,
				  struct nb_error *err)
{
	char prefix[32], issue[ROOM_ISSUE_MAX], next[ROOM_ISSUE_MAX + 1];
	struct nb_newspaper_id parts;
	const struct nb_entry *entry;
	struct nb_cursor *cursor;
	int n = snprintf(prefix, sizeof(prefix), "%s-%s", y->code, y->year);
	enum nb_status st =
		nb_cursor_create_detail(archive, prefix, (size_t)n, false,
					NB_DETAIL_PLACES, &cursor, err);

	while (!st) {
		st = nb_cursor_next(cursor, &entry, err);
		if (st || !entry)
			break;
		if (!nb_newspaper_parse(entry->id.text, entry->id.len,
					&parts) ||
		    nb_entry_is_hidden(entry))
			continue;
		st = note_issue(y, &parts, err);
		room_issue_id(&parts, issue);
		(void)snprintf(next, sizeof(next), "%s.", issue);
		if (!st)
			st = nb_cursor_skip(cursor, next, strlen(next), err);
	}
	nb_cursor_free(cursor);
	return st;
}

/* ---- the calendar */

/*
 * The day of the week of the first of a month, from Monday as 0 (Zeller).
 *
 * January and February are months 13 and 14 of the year before. Zeller counts
 * from Saturday; the 5 makes it Monday.
 */
static int first_weekday(int year, int month)
{
	int m = month < 3 ? month + 12 : month, y = month < 3 ? year - 1 : year;

	return (1 + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400 + 5) % 7;
}

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* A link to an issue. */
static void put_issue(struct room_html *h, const struct year *y, const char *id)
{
	room_put(h, "<a href=\"");
	room_address(h, id, strlen(id));
	if (y->in)
		room_address_param(h, "in", y->in);
	room_address_end(h);
	room_put(h, "\">");
}

/*
 * A day, which is a link if it has an issue. Whoever hears the page gets the
 * whole date, since a number alone does not say of which month it is.
 */
static void put_day(struct room_html *h, const struct year *y, int month,
		    int day)
{
	char id[ROOM_ISSUE_MAX], date[ROOM_DATE_MAX];

	if (!y->days[month][day]) {
		room_put(h, "<td>%d</td>", day);
		return;
	}
	(void)snprintf(id, sizeof(id), "%s-%s%02d%02d", y->code, y->year, month,
		       day);
	room_date_text(h->request->language, id + strlen(y->code) + 1, date);
	room_put(h, "<td>");
	put_issue(h, y, id);
	room_put(h,
		 "<span class=\"unseen\">%s</span><span "
		 "aria-hidden=\"true\">%d</span></a></td>",
		 date, day);
}

/* A month as a table, whose weeks begin on Monday. */
static void put_month(struct room_html *h, const struct year *y, int month)
{
	int year = room_digits(y->year, 4), first = first_weekday(year, month);
	int last = days_of(year, month), cell, k;
	char date[9], name[ROOM_DATE_MAX];

	(void)snprintf(date, sizeof(date), "%s%02d00", y->year, month);
	room_date_text(h->request->language, date, name);
	room_put(h, "<table>\n<caption>%s</caption>\n<thead><tr>", name);
	for (k = 0; k < 7; k++)
		room_put(h, "<th scope=\"col\">%s</th>",
			 room_say(h, (enum room_word)(SAY_MONDAY + k)));
	room_put(h, "</tr></thead>\n<tbody>");
	for (cell = 0; cell < first + last; cell++) {
		if (cell % 7 == 0)
			room_put(h, cell ? "</tr>\n<tr>" : "<tr>");
		if (cell < first)
			room_put(h, "<td></td>");
		else
			put_day(h, y, month, cell - first + 1);
	}
	for (; cell % 7; cell++)
		room_put(h, "<td></td>");
	room_put(h, "</tr></tbody>\n</table>\n");
}

/* Months that have an issue, and the issues that have no day. */
static void put_year(struct room_html *h, const struct year *y)
{
	bool any = false;
	int month, day;
	size_t i;

	room_put(h, "<h2>%s %s</h2>\n<p class=\"count\">", y->year,
		 room_say(h, SAY_CALENDAR));
	room_count(h, y->issues, SAY_N_ISSUES);
	room_put(h, "</p>\n<div class=\"calendar\">\n");
	for (month = 1; month <= 12; month++) {
		for (day = 1, any = false; day <= 31; day++)
			any = any || y->days[month][day];
		if (any)
			put_month(h, y, month);
	}
	room_put(h, "</div>\n");
	if (!y->other_count)
		return;
	room_put(h, "<h3>%s</h3>\n<ul class=\"years\">\n",
		 room_say(h, SAY_DATE_UNKNOWN));
	for (i = 0; i < y->other_count; i++) {
		room_put(h, "<li>");
		put_issue(h, y, y->others[i]);
		room_put(h, "%s</a></li>\n", y->others[i]);
	}
	room_put(h, "</ul>\n");
}

/* ---- the page */

/* Note the years of a newspaper in an archive. */
static void note_years(struct year *y, const struct room_summary *s,
		       const struct room_title *t)
{
	size_t i;

	for (i = t->first; i < t->first + t->count; i++) {
		int year = room_digits(s->holdings.list[i].last, 4);

		if (year >= 0 && year < YEARS)
			y->years[year] = true;
	}
}

/* The years of a newspaper, as links. */
static void put_years(struct room_html *h, const struct year *y)
{
	char path[64];
	int i;

	for (i = 0; i < YEARS; i++) {
		if (!y->years[i])
			continue;
		(void)snprintf(path, sizeof(path), "title/%s/%04d", y->code, i);
		room_put(h, "<li><a href=\"");
		room_address(h, path, strlen(path));
		if (y->in)
			room_address_param(h, "in", y->in);
		room_address_end(h);
		room_put(h,
			 i == room_digits(y->year, 4)
				 ? "\" aria-current=\"page\">%s</a></li>\n"
				 : "\">%s</a></li>\n",
			 path + strlen(path) - 4);
	}
}

/*
 * Add what one archive has of the newspaper: its years, and the issues of the
 * year that is shown. The first archive that has the newspaper gives its
 * name and, if the address has no year, its last year.
 */
static enum nb_status add_archive(struct room_request *q, size_t number,
				  struct year *y, char **name,
				  struct nb_error *err)
{
	const struct room_title *t;
	struct room_summary *s;
	struct room_lease *lease;
	enum nb_status st = room_lease(&q->leases, number, &lease, err);

	if (!st)
		st = room_summary_get(q->room->summaries, lease, &s, err);
	if (st)
		return st;
	t = room_summary_title(s, y->code);
	if (t) {
		if (!y->year[0])
			memcpy(y->year, t->sum.last, 4);
		if (!*name)
			*name = strdup(room_title_name(t));
		note_years(y, s, t);
		st = find_issues(y, lease->archive, err);
	}
	room_summary_put(s);
	return st;
}

/* Take code and year from the address. NB_ABSENT if they cannot be any. */
static enum nb_status read_address(const struct room_request *q, struct year *y,
				   struct nb_error *err)
{
	const char *year = q->part_count > 2 ? q->captured[1] : "";

	if (strlen(q->captured[0]) >= sizeof(y->code) ||
	    (year[0] && (strlen(year) != 4 || strspn(year, "0123456789") != 4)))
		return nb_fail(err, NB_ABSENT, "there is no such newspaper");
	(void)snprintf(y->code, sizeof(y->code), "%s", q->captured[0]);
	(void)snprintf(y->year, sizeof(y->year), "%s", year);
	y->in = room_param(q, "in");
	return NB_OK;
}

static enum nb_status write_page(struct room_request *q,
				 struct room_response *a, const struct year *y,
				 const char *name, struct nb_error *err)
{
	struct nb_newspaper_id parts = {.date = ""};
	struct room_page p;
	struct room_html *h = &p.html;
	char title[256];

	memcpy(parts.title, y->code, sizeof(parts.title));
	(void)snprintf(title, sizeof(title), "%s %s", name, y->year);
	room_page_begin(&p, q, a, title, NULL, NULL);
	room_crumbs(h, &parts, name, true);
	room_put(h,
		 "<h1 lang=\"zh\">%s</h1>\n<nav aria-label=\"%s\">"
		 "<ul class=\"years\">\n",
		 name, room_say(h, SAY_YEARS));
	put_years(h, y);
	room_put(h, "</ul></nav>\n");
	put_year(h, y);
	return room_page_end(&p, err);
}

/* All archives are asked first: several may have the same year. */
enum nb_status room_title_page(struct room_request *q, struct room_response *a,
			       struct nb_error *err)
{
	struct year y = {.code = ""};
	char *name = NULL;
	size_t i, count = 0;
	enum nb_status st = read_address(q, &y, err);

	if (!st)
		st = room_asked_archives(q, &i, &count, err);
	for (count += st ? 0 : i; !st && i < count; i++)
		st = add_archive(q, i, &y, &name, err);
	if (!st && (!name || !y.issues))
		st = nb_fail(err, NB_ABSENT,
			     "%s %s: no such newspaper, or no issue of this "
			     "year",
			     y.code, y.year);
	if (!st)
		st = write_page(q, a, &y, name, err);
	free(name);
	free(y.others);
	return st;
}

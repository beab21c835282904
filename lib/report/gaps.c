/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gaps (gaps.h).
 *
 * An issue should have the pages 1 to its last in each section. When a title
 * appears is inferred from the days that are there: if it appears daily, its
 * gaps are the missing days, except days of the week on which it never
 * appears. Otherwise its gaps are longer than the distance that at least half
 * of its issues have. A page or day that is there without being in the report
 * is no gap.
 */
#include "report/gaps.h"
#include "base/alloc.h"

#include <nbarc/newspaper.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest number of a page, and one more. */
#define PAGES 1000u
/* Sections: none, and a to z. */
#define SECTIONS 27u
/* Issues of a title from which its rhythm can be inferred. */
#define ISSUES_LEAST 4u
/* The longest distance between issues that is a rhythm, in days. */
#define RHYTHM_MAX 31u
/* A gap of more issues is a pause, and its days are not looked up. */
#define PAUSE 2000u
#define WEEK 7u

static bool is_elsewhere(struct nb_elsewhere *e, const char *beginning)
{
	if (!e->has || e->left == 0)
		return false;
	e->left--;
	return e->has(e->context, beginning);
}

/* ---- pages */

/* The pages of one issue. */
struct issue {
	char id[32]; /* "jdrb-20190304" */
	bool there[SECTIONS][PAGES];
	unsigned last[SECTIONS];
};

/* Append a page to the list of the missing, while there is room. */
static void name_page(char *list, size_t size, const char *page)
{
	size_t at = strlen(list);

	if (at + strlen(page) + 8 < size)
		(void)snprintf(list + at, size - at, "%s%s", at ? ", " : "",
			       page);
	else if (at + 6 < size && list[at - 1] != '.')
		(void)snprintf(list + at, size - at, ", ...");
}

/* Note the pages that an issue lacks. */
static enum nb_status note_issue(struct nb_report *r, const struct issue *issue,
				 struct nb_elsewhere *e)
{
	char missing[200] = "", id[64], page[8];
	unsigned section, n, count = 0;

	for (section = 0; section < SECTIONS; section++) {
		for (n = 1; n < issue->last[section]; n++) {
			char letter = (char)('a' + section - 1);

			if (issue->there[section][n])
				continue;
			(void)snprintf(page, sizeof(page), "%.*s%02u",
				       section != 0, &letter, n);
			(void)snprintf(id, sizeof(id), "%s-%s", issue->id,
				       page);
			if (is_elsewhere(e, id))
				continue;
			name_page(missing, sizeof(missing), page);
			count++;
		}
	}
	if (!count)
		return NB_OK;
	return nb_report_found(r, NB_FINDING_PAGES, issue->id, count,
			       "without %s", missing);
}

/* Put a page into its issue. */
static void add_page(struct issue *issue, const char *page)
{
	unsigned section = 0, n = 0;

	if (*page >= 'a' && *page <= 'z')
		section = (unsigned)(*page++ - 'a') + 1;
	while (*page)
		n = 10 * n + (unsigned)(*page++ - '0');
	issue->there[section][n] = true;
	if (n > issue->last[section])
		issue->last[section] = n;
}

/* Write the identifier of the issue of a page. False if it is no newspaper's.
 */
static bool issue_of(const char *id, struct nb_newspaper_id *parts,
		     char issue[32])
{
	if (!nb_newspaper_parse(id, strlen(id), parts) || !parts->page[0])
		return false;
	(void)snprintf(issue, 32, "%s-%s%s", parts->title, parts->date,
		       parts->edition);
	return true;
}

/* Look at the pages of all issues, which stand side by side. */
static enum nb_status find_pages(struct nb_report *r, struct nb_elsewhere *e)
{
	struct issue *issue = nb_alloc(1, sizeof(*issue));
	enum nb_status st = NB_OK;
	size_t i;

	if (!issue)
		return NB_NOMEM;
	for (i = 0; !st && i < r->page_count; i++) {
		struct nb_newspaper_id parts;
		char id[32];

		if (!issue_of(nb_report_id(r, i), &parts, id))
			continue;
		if (strcmp(id, issue->id) != 0) {
			st = note_issue(r, issue, e);
			memset(issue, 0, sizeof(*issue));
			memcpy(issue->id, id, sizeof(id));
		}
		add_page(issue, parts.page);
	}
	if (!st)
		st = note_issue(r, issue, e);
	free(issue);
	return st;
}

/* ---- days */

/* Days since 1 March of year 0 of the Gregorian calendar. */
static unsigned day_number(unsigned y, unsigned m, unsigned d)
{
	y -= m <= 2;
	m = m > 2 ? m - 3 : m + 9;
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d - 1;
}

/* Write the date of a day number as YYYYMMDD. */
static void date_of(unsigned day, char date[16])
{
	unsigned era = day / 146097, in_era = day % 146097;
	unsigned y =
		(in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) /
		365;
	unsigned in_year = in_era - (365 * y + y / 4 - y / 100);
	unsigned m = (5 * in_year + 2) / 153;
	unsigned d = in_year - (153 * m + 2) / 5 + 1;

	y += 400 * era + (m >= 10);
	m = m < 10 ? m + 3 : m - 9;
	(void)snprintf(date, 16, "%04u%02u%02u", y % 10000, m % 100, d % 100);
}

static unsigned number_of(const char *s, size_t len)
{
	unsigned n = 0;

	while (len-- > 0)
		n = 10 * n + (unsigned)(*s++ - '0');
	return n;
}

/* The days of the issues of one title, in order and each once; owned. */
struct days {
	char title[16];
	unsigned *list;
	size_t count, cap;
};

/* How a title appears. */
struct rhythm {
	unsigned step;	 /* days from issue to issue; 0: not known */
	bool week[WEEK]; /* if the step is 1: the days of the week */
};

/* The distance that at least half of the issues have, and the days of the week
 * that occur. */
static void infer(const struct days *d, struct rhythm *how)
{
	size_t counts[RHYTHM_MAX + 1] = {0}, i;
	unsigned step, best = 0;

	memset(how, 0, sizeof(*how));
	if (d->count < ISSUES_LEAST)
		return;
	for (i = 0; i < d->count; i++) {
		how->week[d->list[i] % WEEK] = true;
		step = i ? d->list[i] - d->list[i - 1] : 0;
		counts[step <= RHYTHM_MAX ? step : 0]++;
	}
	for (step = 1; step <= RHYTHM_MAX; step++)
		if (counts[step] > counts[best] || best == 0)
			best = step;
	if (counts[best] * 2 >= d->count - 1)
		how->step = best;
	/* Two weeks show on which days it never appears. */
	for (i = 0; d->list[d->count - 1] - d->list[0] < 2 * WEEK && i < WEEK;
	     i++)
		how->week[i] = true;
}

/* A run of missing days, which is noted when it ends. */
struct run {
	unsigned first, last, count;
};

static enum nb_status note_run(struct nb_report *r, const struct days *d,
			       struct run *run)
{
	char from[16], to[16];
	enum nb_status st;

	if (!run->count)
		return NB_OK;
	date_of(run->first, from);
	date_of(run->last, to);
	st = run->first == run->last
		     ? nb_report_found(r, NB_FINDING_DAYS, d->title, 1,
				       "no issue of %s", from)
		     : nb_report_found(r, NB_FINDING_DAYS, d->title, run->count,
				       "no issues from %s to %s (%u)", from, to,
				       run->count);
	run->count = 0;
	return st;
}

/* Note what lies between two issues that are too far apart. */
static enum nb_status note_gap(struct nb_report *r, const struct days *d,
			       const struct rhythm *how, unsigned from,
			       unsigned to, struct nb_elsewhere *e)
{
	struct run run = {0};
	unsigned day;
	enum nb_status st = NB_OK;

	if ((to - from) / how->step > PAUSE) {
		run.first = from + how->step;
		run.last = to - how->step;
		run.count = (to - from - 1) / how->step;
		return note_run(r, d, &run);
	}
	for (day = from + how->step; !st && day < to; day += how->step) {
		char date[16], beginning[48];

		if (how->step == 1 && !how->week[day % WEEK])
			continue;
		date_of(day, date);
		(void)snprintf(beginning, sizeof(beginning), "%s-%s", d->title,
			       date);
		if (is_elsewhere(e, beginning)) {
			st = note_run(r, d, &run);
			continue;
		}
		if (!run.count++)
			run.first = day;
		run.last = day;
	}
	return st ? st : note_run(r, d, &run);
}

/* Note all gaps of a title. */
static enum nb_status note_title(struct nb_report *r, const struct days *d,
				 struct nb_elsewhere *e)
{
	struct rhythm how;
	enum nb_status st = NB_OK;
	size_t i;

	infer(d, &how);
	for (i = 1; how.step && !st && i < d->count; i++)
		if (d->list[i] - d->list[i - 1] > how.step)
			st = note_gap(r, d, &how, d->list[i - 1], d->list[i],
				      e);
	return st;
}

/* Put a day into the list of its title, unless it is the last one there or not
 * known. */
static enum nb_status add_day(struct days *d, const struct nb_newspaper_id *id)
{
	unsigned year = number_of(id->date, 4), month, day, n, *grown;

	month = number_of(id->date + 4, 2);
	day = number_of(id->date + 6, 2);
	if (!year || !month || !day)
		return NB_OK;
	n = day_number(year, month, day);
	if (d->count && d->list[d->count - 1] == n)
		return NB_OK;
	grown = nb_grow(d->list, &d->cap, d->count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	d->list = grown;
	grown[d->count++] = n;
	return NB_OK;
}

/* Look at the days of all titles, which stand side by side. */
static enum nb_status find_days(struct nb_report *r, struct nb_elsewhere *e)
{
	struct days d = {.list = NULL};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < r->page_count; i++) {
		struct nb_newspaper_id id;
		char issue[32];

		if (!issue_of(nb_report_id(r, i), &id, issue))
			continue;
		if (strcmp(id.title, d.title) != 0) {
			st = note_title(r, &d, e);
			d.count = 0;
			memcpy(d.title, id.title, sizeof(id.title));
		}
		if (!st)
			st = add_day(&d, &id);
	}
	if (!st)
		st = note_title(r, &d, e);
	free(d.list);
	return st;
}

enum nb_status nb_report_gaps(struct nb_report *r, struct nb_elsewhere *e)
{
	enum nb_status st = find_pages(r, e);

	return st ? st : find_days(r, e);
}

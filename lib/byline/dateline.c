/* SPDX-License-Identifier: Apache-2.0 */
/* Datelines of reports (dateline.h). */
#include "byline/dateline.h"

#include <stdio.h>
#include <string.h>

/* Ideographs of a place, and of the name of an agency that is not listed. */
#define PLACE_MOST 10u
#define AGENCY_MOST 4u

static const char *const agencies[] = {
	"新华社", "新華社",	"新华网", "本报",   "本報",   "本刊",
	"本社",	  "本台",	"本网",	  "人民网", "中新社", "中新网",
	"中央社", "路透社",	"法新社", "美联社", "美聯社", "塔斯社",
	"合众社", "中国新闻社", NULL};
/* What a dateline ends with. */
static const char *const ends[] = {"电",   "電",     "讯",   "訊", "专电",
				   "專電", "综合电", "消息", NULL};
/* What stands where a place would, and is none. */
static const char *const no_places[] = {
	"综合", "專",	"专", "特", "记", "快", "通", "综",   "电", "电话",
	"评",	"专稿", "消", "急", "又", "据", "獨", "独家", NULL};

/* A day as the dateline states it; 0: not stated. */
struct day {
	unsigned year, month, day;
	size_t at, len; /* in bytes of the clause; len 0: there is none */
};

/* The value of the digit at p, with its length in bytes; -1: none. */
static int digit_at(const char *p, size_t *len)
{
	static const char *const digits[] = {"〇", "一", "二", "三", "四",
					     "五", "六", "七", "八", "九"};
	size_t i;

	*len = 1;
	if (*p >= '0' && *p <= '9')
		return *p - '0';
	*len = strlen(digits[0]);
	for (i = 0; i < 10; i++)
		if (nb_clause_begins(p, digits[i]))
			return (int)i;
	return nb_clause_begins(p, "○") ? 0 : -1;
}

/*
 * Read the number at *p: digits, or tens in words (十九, 二十一, 廿三). Returns
 * 0 if there is none, or it has more than four digits.
 */
static unsigned number_at(const char **p)
{
	static const struct {
		const char *word;
		unsigned value;
	} tens[] = {{"十", 10}, {"廿", 20}, {"卅", 30}};
	unsigned value = 0, digits = 0;
	size_t len, i;
	int d;

	for (; digits < 4 && (d = digit_at(*p, &len)) >= 0; digits++) {
		value = value * 10 + (unsigned)d;
		*p += len;
	}
	for (i = 0; i < 3 && digits <= 1; i++) {
		if (!nb_clause_begins(*p, tens[i].word))
			continue;
		*p += strlen(tens[i].word);
		value = (digits && i == 0 ? value : 1) * tens[i].value;
		d = digit_at(*p, &len);
		*p += d > 0 ? len : 0;
		return value + (d > 0 ? (unsigned)d : 0);
	}
	return value;
}

/* Read the day at byte `at`. False if there is none. */
static bool day_at(const struct nb_clause *c, size_t at, struct day *day)
{
	static const char *const units[] = {"年", "月", "日"};
	unsigned *const fields[] = {&day->year, &day->month, &day->day};
	const char *p = c->s + at;
	size_t unit = 0;

	*day = (struct day){.at = at};
	while (unit < 3) {
		unsigned n = number_at(&p);

		while (n && unit < 3 && !nb_clause_begins(p, units[unit]))
			unit++;
		if (!n || unit == 3)
			return false;
		*fields[unit] = n;
		p += strlen(units[unit++]);
	}
	day->len = (size_t)(p - c->s) - at;
	return day->month <= 12 && day->day <= 31;
}

/*
 * Write the day as YYYY-MM-DD, if it is certain: its year and month are stated,
 * or are those of the page or of the month before it.
 */
static void certain_day(const struct day *d, const char *page, char when[11])
{
	unsigned year = number_at(&page), of_year = number_at(&page);
	unsigned month = of_year / 100, day = of_year % 100;

	when[0] = '\0';
	if (!d->day || (!(d->year && d->month) && !(year && month && day)))
		return;
	if (!d->month && d->day > day)
		return;
	if (d->month && !d->year) {
		unsigned back = (12 + month - d->month) % 12;

		/* A day after that of the page, or months before it. */
		if (back > 1 || (back == 0 && d->day > day))
			return;
		year -= d->month > month;
	}
	if (d->year && d->year < 1000)
		return;
	(void)snprintf(when, 11, "%04u-%02u-%02u",
		       (d->year ? d->year : year) % 10000,
		       (d->month ? d->month : month) % 100, d->day % 100);
}

/* The length of the name of an agency at p in bytes, or 0. */
static size_t agency_at(const char *p)
{
	static const char *const last[] = {"社", NULL};
	size_t n = nb_clause_word(p, agencies), i, at;
	size_t run = n ? 0 : nb_clause_run(p, AGENCY_MOST);

	for (i = 2; !n && i <= run; i++) {
		at = nb_clause_bytes(p, i);
		n = nb_clause_word(p + at, last);
		n += n ? at : 0;
	}
	return n;
}

/* The length of the end of a dateline at p; 0 if words follow it, so that it is
 * none. */
static size_t end_at(const char *p)
{
	size_t n = nb_clause_word(p, ends);

	return n && !nb_clause_han(p + n) ? n : 0;
}

/* Add the places from `at` to `end`, with commas between; none, if the words
 * may be no place. */
static void add_places(const struct nb_clause *c, size_t at, size_t end,
		       struct nb_credits *found)
{
	static const char comma[] = "、";

	while (at < end) {
		const char *next = strstr(c->s + at, comma);
		size_t to =
			next && next < c->s + end ? (size_t)(next - c->s) : end;

		if (!nb_clause_word(c->s + at, no_places))
			(void)nb_credits_add(found, c, at, to - at,
					     NB_MARK_PLACE);
		at = to + strlen(comma);
	}
}

/*
 * The end of the places at byte `at`, which may be none: where a day or the end
 * of the dateline stands. 0 if neither does.
 */
static size_t places_end(const struct nb_clause *c, size_t at, struct day *day)
{
	size_t i;

	for (i = 0; i <= PLACE_MOST; i++) {
		if (end_at(c->s + at) || day_at(c, at, day))
			return at;
		if (nb_clause_begins(c->s + at, "、"))
			i = 0;
		else if (!nb_clause_han(c->s + at))
			return 0;
		at += nb_clause_step(c->s + at);
	}
	return 0;
}

size_t nb_dateline_at(const struct nb_clause *c, size_t at, const char *page,
		      struct nb_credits *found)
{
	static const char *const from[] = {"据", "據", NULL};
	size_t start = at, place, end, agency;
	struct day day = {0};
	struct nb_mark *m;

	at += nb_clause_word(c->s + at, from);
	agency = agency_at(c->s + at);
	if (!agency)
		return 0;
	at += agency + (c->s[at + agency] == ' ');
	place = at;
	at = places_end(c, at, &day);
	end = at ? end_at(c->s + at + day.len) : 0;
	if (!end)
		return 0;
	end += at + day.len;
	(void)nb_credits_add(found, c, start, end - start, NB_MARK_DATELINE);
	add_places(c, place, at, found);
	m = nb_credits_add(found, c, day.at, day.len, NB_MARK_DATE);
	if (m)
		certain_day(&day, page, m->when);
	return end - start;
}

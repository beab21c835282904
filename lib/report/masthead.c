/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The date in the masthead of a page (masthead.h).
 *
 * A date is looked for in the short lines among the first of a page. Whether
 * such a line is one of a masthead is what the division of a page says, too.
 * Dates in running text are not looked at.
 */
#include "report/masthead.h"
#include "byline/masthead.h"
#include "name/parts.h"

#include <nbarc/newspaper.h>

#include <stdio.h>
#include <string.h>

/* Lines with text that are looked at, and the most bytes of one. */
#define LINES 12
#define LINE_MAX_BYTES 200u
/* Lines at the very top that may have a date alone. */
#define TOP_LINES 3

/* A line, and what was found so far. */
struct search {
	const char *id_date;	  /* 8 digits */
	char other[NB_NAME_PART]; /* the first date that is another one */
	bool same;		  /* a masthead has the date of the id */
};

/* Do two dates agree, where both know their parts? */
static bool agree(const char *a, const char *b)
{
	static const struct {
		size_t at, len;
	} parts[] = {{0, 4}, {4, 2}, {6, 2}};
	size_t i;

	for (i = 0; i < 3; i++) {
		const char *x = a + parts[i].at, *y = b + parts[i].at;

		if (strspn(x, "0") >= parts[i].len ||
		    strspn(y, "0") >= parts[i].len)
			continue;
		if (memcmp(x, y, parts[i].len) != 0)
			return false;
	}
	return true;
}

/*
 * Can a year begin at s, in digits or in four Chinese ones? Hardly any place in
 * a text passes, and to look for a date at each would take as long as the
 * ingest itself.
 */
static bool begins_year(const char *s, size_t len)
{
	static const char one[] = "一", two[] = "二";
	static const char republic[] = "民";
	char out[NB_NAME_PART];
	bool han = len >= 12 && (memcmp(s, one, sizeof(one) - 1) == 0 ||
				 memcmp(s, two, sizeof(two) - 1) == 0);

	if (len >= 12 && memcmp(s, republic, sizeof(republic) - 1) == 0)
		return true;
	if (!han && (len < 4 || (s[0] != '1' && s[0] != '2')))
		return false;
	return nb_name_year(s, han ? 12 : 4, out);
}

/*
 * The longest date that begins at s, which is `len` bytes; 0: none. It must be
 * a day that exists.
 */
static size_t date_at(const char *s, size_t len, char date[NB_NAME_PART])
{
	char id[NB_NAME_PART + 8], found[NB_NAME_PART];
	size_t n, best = 0;

	for (n = 8; n < NB_NAME_PART && n <= len; n++) {
		if (!nb_name_date(s, n, found) || found[8])
			continue;
		(void)snprintf(id, sizeof(id), "ab-%.8s", found);
		if (nb_newspaper_check_date(id, strlen(id), NULL))
			continue;
		memcpy(date, found, NB_NAME_PART);
		best = n;
	}
	return best;
}

/*
 * A month and a day without a year, as in 3月4日, in a line of `len` bytes;
 * false if there is none. A day of the old calendar is another one.
 */
static bool find_day(const char *s, size_t len, char date[NB_NAME_PART])
{
	static const char *const old[] = {"农历", "農曆", "夏历", "夏曆",
					  "阴历", "陰曆", "旧历", "舊曆"};
	unsigned month = 0, day = 0;
	size_t i;
	int end = 0;

	for (i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (strstr(s, old[i]))
			return false;
	for (i = 0; i < len && !end; i++)
		if (s[i] >= '0' && s[i] <= '9' &&
		    (!i || s[i - 1] < '0' || s[i - 1] > '9'))
			(void)sscanf(s + i, "%2u月%2u日%n", &month, &day, &end);
	if (!end || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	(void)snprintf(date, NB_NAME_PART, "0000%02u%02u", month, day);
	return true;
}

/* Look at a line; `number` is its number among those with text, from 0. */
static void look(struct search *s, const char *line, int number)
{
	enum nb_masthead_line kind = NB_MASTHEAD_NONE;
	char date[NB_NAME_PART];
	size_t len = strlen(line), at, n = 0;

	for (at = 0; at < len && !n; at++) {
		/* Not within a number. */
		if ((at && line[at - 1] >= '0' && line[at - 1] <= '9') ||
		    !begins_year(line + at, len - at))
			continue;
		n = date_at(line + at, len - at, date);
	}
	if (n)
		kind = nb_masthead_dated(line, len, true);
	else if (find_day(line, len, date))
		kind = nb_masthead_dated(line, len, false);
	if (kind == NB_MASTHEAD_NONE ||
	    (kind == NB_MASTHEAD_DATE && number >= TOP_LINES))
		return;
	if (agree(date, s->id_date))
		s->same = true;
	else if (!s->other[0])
		memcpy(s->other, date, sizeof(s->other));
}

enum nb_status nb_report_masthead(struct nb_report *r,
				  const struct nb_ingested *page)
{
	struct nb_newspaper_id id;
	struct search s = {.same = false};
	const char *p = page->text, *end = p + page->text_len;
	char line[LINE_MAX_BYTES], narrow[LINE_MAX_BYTES];
	int number = 0;

	if (!nb_newspaper_parse(page->id, strlen(page->id), &id))
		return NB_OK;
	s.id_date = id.date;
	while (p < end && number < LINES) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = stop ? (size_t)(stop - p) : (size_t)(end - p);

		if (n < sizeof(line)) {
			memcpy(line, p, n);
			line[n] = '\0';
			if (nb_name_narrow(line, narrow, sizeof(narrow)))
				look(&s, narrow, number);
		}
		number += n > 1;
		p += n + (stop != NULL);
	}
	if (s.same || !s.other[0])
		return NB_OK;
	if (strncmp(s.other, "0000", 4) == 0)
		return nb_report_found(r, NB_FINDING_MASTHEAD, page->id, 1,
				       "the masthead says %.2s-%.2s",
				       s.other + 4, s.other + 6);
	return nb_report_found(r, NB_FINDING_MASTHEAD, page->id, 1,
			       "the masthead says %.4s-%.2s-%.2s", s.other,
			       s.other + 4, s.other + 6);
}

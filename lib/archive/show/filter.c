/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters by title and date (<nbarc/filter.h>). In the order of bytes, which is
 * that of the catalogue, all pages of a title follow each other, and so do all
 * of a date of this title.
 */
#include "base/error.h"

#include <nbarc/filter.h>
#include <nbarc/newspaper.h>

#include <stdio.h>
#include <string.h>

/*
 * Parse a year, month or day; what is not given is filled up with `rest`, the
 * digits of month and day. False if it has another form.
 */
static bool parse_date(const char *text, const char *rest, char date[9])
{
	size_t n = 0, hyphens = 0;
	const char *p;

	for (p = text; *p; p++) {
		if (*p == '-' && (n == 4 || n == 6) && p[-1] != '-') {
			hyphens++;
			continue;
		}
		if (*p < '0' || *p > '9' || n == 8)
			return false;
		date[n++] = *p;
	}
	/* With hyphens, all places of a hyphen have one, and none is last. */
	if ((n != 4 && n != 6 && n != 8) || (hyphens && hyphens != n / 2 - 2))
		return false;
	memcpy(date + n, rest + n - 4, 8 - n);
	date[8] = '\0';
	return true;
}

/*
 * Set a bound of the filter. A month or year is filled up with zeros or nines,
 * which are no day of the calendar, so only what was given is checked.
 */
static enum nb_status set_date(char bound[9], const char *text,
			       const char *rest, struct nb_error *err)
{
	char date[9], id[16];

	if (parse_date(text, "0000", date)) {
		(void)snprintf(id, sizeof(id), "aa-%s", date);
		if (!nb_newspaper_check_date(id, strlen(id), NULL)) {
			(void)parse_date(text, rest, bound);
			return NB_OK;
		}
	}
	return nb_fail(err, NB_USAGE,
		       "%.40s: not a date; write 2023, 2023-01 or 2023-01-15",
		       text);
}

enum nb_status nb_filter_from(struct nb_filter *f, const char *text,
			      struct nb_error *err)
{
	return set_date(f->from, text, "0000", err);
}

enum nb_status nb_filter_to(struct nb_filter *f, const char *text,
			    struct nb_error *err)
{
	return set_date(f->to, text, "9999", err);
}

enum nb_status nb_filter_title(struct nb_filter *f, const char *code,
			       struct nb_error *err)
{
	struct nb_newspaper_id parts;
	char id[24];

	(void)snprintf(id, sizeof(id), "%.13s-00000000", code);
	if (!nb_newspaper_parse(id, strlen(id), &parts) ||
	    strcmp(parts.title, code) != 0)
		return nb_fail(err, NB_USAGE,
			       "%.40s: not the code of a newspaper", code);
	memcpy(f->title, parts.title, sizeof(f->title));
	return NB_OK;
}

/* Greater than every identifier of a newspaper, which begins with a to z. */
#define PAST_ALL "{"

bool nb_filter_judge(const struct nb_filter *f, const char *id, size_t len,
		     char *next)
{
	struct nb_newspaper_id parts;
	int order;

	*next = '\0';
	if (!nb_newspaper_parse(id, len, &parts))
		return false;
	order = f->title[0] ? strcmp(parts.title, f->title) : 0;
	if (order > 0)
		(void)snprintf(next, NB_FILTER_NEXT_MAX, PAST_ALL);
	else if (order < 0)
		(void)snprintf(next, NB_FILTER_NEXT_MAX, "%s-%s", f->title,
			       f->from);
	else if (strcmp(parts.date, f->from) < 0)
		(void)snprintf(next, NB_FILTER_NEXT_MAX, "%s-%s", parts.title,
			       f->from);
	else if (f->to[0] && strcmp(parts.date, f->to) > 0)
		/* Past all pages of this title: '.' follows '-'. */
		(void)snprintf(next, NB_FILTER_NEXT_MAX, "%s.", parts.title);
	else
		return true;
	return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading datestamps (time.h). timegm(3) is not of POSIX, and takes a day that
 * there is none of for one of the next month. */
#include "serve/api/oai/time.h"

#include <stddef.h>
#include <string.h>

/* Take a number of `count` digits off the text. */
static bool digits(const char **text, size_t count, unsigned *value)
{
	*value = 0;
	while (count--) {
		if (**text < '0' || **text > '9')
			return false;
		*value = *value * 10 + (unsigned)(*(*text)++ - '0');
	}
	return true;
}

/* Pass over one character of the form. */
static bool mark(const char **text, char c)
{
	return *(*text)++ == c;
}

/* The Gregorian rule. */
static bool is_leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days of a month from 1 to 12. */
static unsigned days_of(unsigned year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30,
					     31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01 to the date, which is not before. */
static uint64_t days_since(unsigned year, unsigned month, unsigned day)
{
	uint64_t days = day - 1;
	unsigned y, m;

	for (y = 1970; y < year; y++)
		days += 365u + is_leap(y);
	for (m = 1; m < month; m++)
		days += days_of(year, m);
	return days;
}

/* Nothing is as old as 1970 here: commits are not. A date before then is valid
 * even so, and is before everything. */
bool api_oai_time_read(const char *text, bool last, uint64_t *seconds)
{
	unsigned year, month, day, hour = 0, minute = 0, second = 0;

	if (!digits(&text, 4, &year) || !mark(&text, '-') ||
	    !digits(&text, 2, &month) || !mark(&text, '-') ||
	    !digits(&text, 2, &day) || month < 1 || month > 12 || day < 1 ||
	    day > days_of(year, month))
		return false;
	if (*text) {
		if (!mark(&text, 'T') || !digits(&text, 2, &hour) ||
		    !mark(&text, ':') || !digits(&text, 2, &minute) ||
		    !mark(&text, ':') || !digits(&text, 2, &second) ||
		    strcmp(text, "Z") != 0 || hour > 23 || minute > 59 ||
		    second > 59)
			return false;
	} else if (last) {
		hour = 23;
		minute = second = 59;
	}
	*seconds = year < 1970 ? 0
			       : days_since(year, month, day) * 86400 +
					 hour * 3600u + minute * 60u + second;
	return true;
}

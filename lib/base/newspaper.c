/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile of newspapers (<nbarc/newspaper.h>; nbarc(5), "Newspapers"): the
 * identifier of a page is TITLE-DATE-PAGE. Letters and digits are ASCII,
 * whatever the locale says.
 */
#include "base/error.h"

#include <nbarc/newspaper.h>

#include <string.h>

/* What is left of an identifier. The functions move past what they accept. */
struct cursor {
	const char *p, *end;
};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Accept up to `most` digits, and return how many. */
static size_t digits(struct cursor *c, size_t most)
{
	size_t n = 0;

	while (n < most && c->p < c->end && is_digit(*c->p)) {
		c->p++;
		n++;
	}
	return n;
}

/* Accept a letter. */
static bool letter(struct cursor *c)
{
	if (c->p == c->end || !is_lower(*c->p))
		return false;
	c->p++;
	return true;
}

static bool hyphen(struct cursor *c)
{
	if (c->p == c->end || *c->p != '-')
		return false;
	c->p++;
	return true;
}

/* Accept a letter, then one to eleven letters or digits. More are not a code:
 * the twelfth is read to see that. */
static bool title_code(struct cursor *c)
{
	size_t n = 0;

	if (!letter(c))
		return false;
	while (n < 12 && c->p < c->end &&
	       (is_lower(*c->p) || is_digit(*c->p))) {
		c->p++;
		n++;
	}
	return n >= 1 && n <= 11;
}

/* Copy what the cursor has moved past since `from` to a part, which has room
 * for it: each part is bounded by the grammar. */
static void take(const struct cursor *c, const char *from, char *part)
{
	memcpy(part, from, (size_t)(c->p - from));
	part[c->p - from] = '\0';
}

/* Take the parts one after the other; false where the grammar is left. */
static bool take_parts(struct cursor *c, struct nb_newspaper_id *parts)
{
	const char *from = c->p;

	if (!title_code(c))
		return false;
	take(c, from, parts->title);
	if (!hyphen(c))
		return false;
	from = c->p;
	if (digits(c, 8) != 8)
		return false;
	take(c, from, parts->date);
	from = c->p;
	if (letter(c))
		take(c, from, parts->edition);
	if (c->p == c->end)
		return true; /* an issue */
	if (!hyphen(c))
		return false;
	from = c->p;
	(void)letter(c); /* the section */
	if (digits(c, 3) < 2 || c->p != c->end)
		return false;
	take(c, from, parts->page);
	return true;
}

bool nb_newspaper_parse(const char *id, size_t len,
			struct nb_newspaper_id *parts)
{
	struct cursor c = {id, id + len};
	bool is;

	memset(parts, 0, sizeof(*parts));
	is = take_parts(&c, parts);
	if (!is)
		memset(parts, 0, sizeof(*parts));
	return is;
}

bool nb_newspaper_is_page(const char *id, size_t len)
{
	struct nb_newspaper_id parts;

	return nb_newspaper_parse(id, len, &parts) && parts.page[0];
}

bool nb_newspaper_is_issue(const char *id, size_t len)
{
	struct nb_newspaper_id parts;

	return nb_newspaper_parse(id, len, &parts) && !parts.page[0];
}

/* ---- the calendar */

static unsigned number_of(const char *digits_at, size_t len)
{
	unsigned n = 0;

	while (len-- > 0)
		n = 10 * n + (unsigned)*digits_at++ - '0';
	return n;
}

/*
 * The days of a month, 1 to 12. If the year is not known, which is 0, it may be
 * a leap year.
 */
static unsigned days_of(unsigned year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30,
					     31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29u : days[month - 1];
}

enum nb_status nb_newspaper_check_date(const char *id, size_t len,
				       struct nb_error *err)
{
	static const char *const months[] = {"January", "February", "March",
					     "April",	"May",	    "June",
					     "July",	"August",   "September",
					     "October", "November", "December"};
	struct nb_newspaper_id parts;
	unsigned year, month, day;

	if (!nb_newspaper_parse(id, len, &parts))
		return NB_OK;
	year = number_of(parts.date, 4);
	month = number_of(parts.date + 4, 2);
	day = number_of(parts.date + 6, 2);
	if (month > 12)
		return nb_fail(err, NB_INVALID,
			       "the calendar has no month %u (date %s)", month,
			       parts.date);
	if (month == 0)
		return day <= 31 ? NB_OK
				 : nb_fail(err, NB_INVALID,
					   "the calendar has no month of %u "
					   "days (date %s)",
					   day, parts.date);
	if (day <= days_of(year, month))
		return NB_OK;
	return year ? nb_fail(err, NB_INVALID,
			      "the calendar has no %u %s %u (date %s)", day,
			      months[month - 1], year, parts.date)
		    : nb_fail(err, NB_INVALID,
			      "the calendar has no %u %s (date %s)", day,
			      months[month - 1], parts.date);
}

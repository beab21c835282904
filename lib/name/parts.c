/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of an identifier as people write them (parts.h).
 *
 * A cursor moves over the text; each function moves past what it accepts, and a
 * part is accepted if the cursor is at the end then.
 */
#include "name/parts.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The largest number of a page, and the most digits that it is written with. */
#define PAGE_MAX 999u
#define PAGE_DIGITS 4u
#define ISSUE_DIGITS 6u

/* What is left of a text. */
struct cursor {
	const char *p, *end;
};

/* A number that was read: its value, and how many digits it had. Written with
 * Chinese numerals it has none. */
struct count {
	unsigned value, digits;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool at_end(const struct cursor *c)
{
	return c->p == c->end;
}

/* Accept a given text. */
static bool accept(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n) != 0)
		return false;
	c->p += n;
	return true;
}

/* Accept one of several texts; the list ends with NULL. */
static bool accept_one(struct cursor *c, const char *const *texts)
{
	for (; *texts; texts++)
		if (accept(c, *texts))
			return true;
	return false;
}

/* Accept a letter; 0 if there is none. */
static char accept_letter(struct cursor *c)
{
	return !at_end(c) && is_letter(*c->p) ? to_lower(*c->p++) : '\0';
}

/* ---- full width */

bool nb_name_narrow(const char *text, char *out, size_t size)
{
	size_t left = strlen(text), n, at = 0;
	uint32_t cp;

	for (; left; text += n, left -= n) {
		bool narrow;

		n = nb_utf8_get(text, left, &cp);
		if (n == 0)
			n = 1;
		narrow = cp > NB_FULLWIDTH_OFFSET && cp < 0xff5f &&
			 (is_digit((char)(cp - NB_FULLWIDTH_OFFSET)) ||
			  is_letter((char)(cp - NB_FULLWIDTH_OFFSET)) ||
			  strchr("-._", (int)(cp - NB_FULLWIDTH_OFFSET)));
		if (at + (narrow ? 1 : n) >= size)
			return false;
		if (narrow)
			out[at++] = (char)(cp - NB_FULLWIDTH_OFFSET);
		else
			memcpy(out + at, text, n);
		at += narrow ? 0 : n;
	}
	out[at] = '\0';
	return true;
}

/* ---- numbers */

/* The digit of a Chinese numeral, 0 to 9, which is moved past; -1: none. */
static int han_digit(struct cursor *c)
{
	static const char *const digits[][3] = {
		{"〇", "零", "○"},  {"一", "一", "元"}, {"二", "二", "二"},
		{"三", "三", "三"}, {"四", "四", "四"}, {"五", "五", "五"},
		{"六", "六", "六"}, {"七", "七", "七"}, {"八", "八", "八"},
		{"九", "九", "九"},
	};
	int i;
	size_t k;

	for (i = 0; i < 10; i++)
		for (k = 0; k < 3; k++)
			if (accept(c, digits[i][k]))
				return i;
	return -1;
}

/* Accept a Chinese numeral from 0 to 99: 三, 十, 十二, 二十, 二十一, 廿一,
 * 〇三.
 */
static bool han_number(struct cursor *c, struct count *n)
{
	bool twenty = accept(c, "廿"), thirty = !twenty && accept(c, "卅");
	int tens = han_digit(c), ones;

	n->digits = 0;
	if (twenty || thirty) {
		n->value =
			(twenty ? 20u : 30u) + (unsigned)(tens < 0 ? 0 : tens);
		return true;
	}
	if (accept(c, "十")) {
		ones = han_digit(c);
		n->value = 10u * (unsigned)(tens < 0 ? 1 : tens) +
			   (unsigned)(ones < 0 ? 0 : ones);
		return tens != 0;
	}
	if (tens < 0)
		return false;
	ones = han_digit(c);
	n->value = ones < 0 ? (unsigned)tens
			    : 10u * (unsigned)tens + (unsigned)ones;
	return true;
}

/* Accept a number of one to `most` digits. */
static bool digits(struct cursor *c, unsigned most, struct count *n)
{
	n->value = n->digits = 0;
	while (n->digits < most && !at_end(c) && is_digit(*c->p)) {
		n->value = 10 * n->value + (unsigned)(*c->p++ - '0');
		n->digits++;
	}
	return n->digits > 0;
}

/* Accept a month or a day. A single 0 is the beginning of a longer number. */
static bool two_digits(struct cursor *c, struct count *n)
{
	if (digits(c, 2, n))
		return n->digits == 2 || n->value != 0;
	return han_number(c, n);
}

/* The years of the Republic: the first one is 1912. */
#define REPUBLIC 1911u
#define REPUBLIC_YEARS 150u

/* Accept a year of the Republic up to its 年, which is not moved past: 民国36,
 * 民國三十六, 民國卅六, 民國元, 民國一百零八. */
static bool republican_year(struct cursor *c, unsigned *value)
{
	static const char *const republic[] = {"中华民国", "中華民國", "民国",
					       "民國", NULL};
	static const char *const zero[] = {"零", "〇", NULL};
	struct cursor before = *c, at;
	struct count n = {0, 0};
	unsigned hundred = 0;

	if (!accept_one(c, republic))
		return false;
	if (accept(c, "一百"))
		hundred = 100;
	if (hundred)
		(void)accept_one(c, zero);
	at = *c;
	if (!(hundred && accept(&at, "年")) && !digits(c, 3, &n) &&
	    !han_number(c, &n))
		n.value = 0;
	at = *c;
	*value = REPUBLIC + hundred + n.value;
	if (*value > REPUBLIC && *value <= REPUBLIC + REPUBLIC_YEARS &&
	    accept(&at, "年"))
		return true;
	*c = before;
	return false;
}

/* Accept four digits, four Chinese ones, or a year of the Republic. */
static bool year(struct cursor *c, unsigned *value)
{
	struct count n;
	int i, digit;

	if (republican_year(c, value))
		return true;
	if (digits(c, 4, &n)) {
		*value = n.value;
		return n.digits == 4;
	}
	*value = 0;
	for (i = 0; i < 4; i++) {
		digit = han_digit(c);
		if (digit < 0)
			return false;
		*value = 10 * *value + (unsigned)digit;
	}
	return true;
}

/* ---- dates */

/*
 * Accept what stands between two parts of a date: the character for the first
 * part, a separator, a slash after the character, or nothing. Returns whether
 * there was something.
 */
static bool between(struct cursor *c, const char *character)
{
	static const char *const separators[] = {"-", ".", "_", "/", " ", NULL};
	bool there = accept(c, character);

	if (there) {
		(void)accept(c, "/");
		return true;
	}
	return accept_one(c, separators);
}

/* A date that was read, and the letter of its edition. */
struct date {
	unsigned year;
	struct count month, day;
	char edition; /* 0: none */
};

/* Write a date as identifiers have it. */
static bool write_date(const struct date *d, char out[NB_NAME_PART])
{
	(void)snprintf(out, NB_NAME_PART, "%04u%02u%02u%.*s", d->year,
		       d->month.value, d->day.value, d->edition != 0,
		       &d->edition);
	return true;
}

/*
 * Accept a whole date. A number of one digit needs something between it and the
 * next one: 2019112 could be two days.
 */
static bool whole_date(struct cursor *c, struct date *d)
{
	static const char *const day[] = {"日", "号", "號", NULL};
	bool apart;

	memset(d, 0, sizeof(*d));
	if (!year(c, &d->year))
		return false;
	apart = between(c, "年");
	if (!two_digits(c, &d->month) || (!apart && d->month.digits != 2))
		return false;
	apart = between(c, "月");
	if (!two_digits(c, &d->day))
		return false;
	if (!apart && (d->month.digits != 2 || d->day.digits != 2))
		return false;
	(void)accept_one(c, day);
	d->edition = accept_letter(c);
	return at_end(c);
}

bool nb_name_date(const char *s, size_t len, char out[NB_NAME_PART])
{
	struct cursor c = {s, s + len};
	struct date d;

	return whole_date(&c, &d) && write_date(&d, out);
}

/* The length of a date without the midnight that spreadsheets and programs
 * write after it: "2019/3/4 0:00", "2019-03-04T00:00:00". */
static size_t without_midnight(const char *s, size_t len)
{
	size_t n = len, digits = 0, colons = 0;

	for (; n && (s[n - 1] == '0' || s[n - 1] == ':'); n--) {
		digits += s[n - 1] == '0';
		colons += s[n - 1] == ':';
	}
	return n && (s[n - 1] == ' ' || s[n - 1] == 'T') && colons &&
			       digits > colons
		       ? n - 1
		       : len;
}

bool nb_name_date_or_less(const char *s, size_t len, char out[NB_NAME_PART])
{
	struct cursor c = {s, s + (len = without_midnight(s, len))};
	struct date d;

	if (nb_name_date(s, len, out))
		return true;
	memset(&d, 0, sizeof(d));
	if (!year(&c, &d.year))
		return false;
	if (between(&c, "年") && !at_end(&c)) {
		if (!two_digits(&c, &d.month))
			return false;
		(void)accept(&c, "月");
	}
	return at_end(&c) && write_date(&d, out);
}

/* ---- single parts */

bool nb_name_year(const char *s, size_t len, char out[NB_NAME_PART])
{
	struct cursor c = {s, s + len};
	unsigned value;

	if (!year(&c, &value))
		return false;
	(void)accept(&c, "年");
	(void)snprintf(out, NB_NAME_PART, "%04u", value);
	return at_end(&c);
}

/* A number of two digits, with one of the characters after it or without; or a
 * Chinese numeral with one. */
static bool number_with(const char *s, size_t len, const char *const *after,
			char out[NB_NAME_PART])
{
	struct cursor c = {s, s + len};
	struct count n;
	bool han = !two_digits(&c, &n);

	if (han && !han_number(&c, &n))
		return false;
	if (!accept_one(&c, after) && han)
		return false;
	(void)snprintf(out, NB_NAME_PART, "%02u", n.value);
	return at_end(&c);
}

bool nb_name_month(const char *s, size_t len, char out[NB_NAME_PART])
{
	static const char *const month[] = {"月", NULL};

	return number_with(s, len, month, out);
}

bool nb_name_day(const char *s, size_t len, char out[NB_NAME_PART])
{
	static const char *const day[] = {"日", "号", "號", NULL};

	return number_with(s, len, day, out);
}

bool nb_name_edition(const char *s, size_t len, char out[NB_NAME_PART])
{
	struct cursor c = {s, s + len};

	out[0] = accept_letter(&c);
	out[1] = '\0';
	return out[0] && at_end(&c);
}

/*
 * A Chinese numeral is a page only with 版 after it: alone it may be a part of
 * any word.
 */
bool nb_name_page_number(const char *s, size_t len, char out[NB_NAME_PART])
{
	static const char *const page[] = {"版", "面", "页", "頁", NULL};
	struct cursor c = {s, s + len};
	struct count n;
	char letter;
	bool han;

	(void)accept(&c, "第");
	letter = accept_letter(&c);
	han = !digits(&c, PAGE_DIGITS, &n);
	if ((han && !han_number(&c, &n)) || n.value > PAGE_MAX)
		return false;
	if (!accept_one(&c, page) && han)
		return false;
	(void)snprintf(out, NB_NAME_PART, "%.*s%02u", letter != 0, &letter,
		       n.value);
	return at_end(&c);
}

bool nb_name_issue(const char *s, size_t len, char out[NB_NAME_PART])
{
	static const char *const before[] = {"总第", "總第", "第", "No.",
					     "NO.",  "no.",  NULL};
	static const char *const after[] = {"期", "号", "號", NULL};
	struct cursor c = {s, s + len};
	struct count n;
	bool said = accept_one(&c, before), han;

	han = !digits(&c, ISSUE_DIGITS, &n);
	if (han && (!said || !han_number(&c, &n)))
		return false;
	(void)accept_one(&c, after);
	(void)snprintf(out, NB_NAME_PART, "%u", n.value);
	return at_end(&c);
}

bool nb_name_article_number(const char *s, size_t len, char out[NB_NAME_PART])
{
	static const char *const before[] = {"第", NULL};
	static const char *const after[] = {"篇", NULL};
	struct cursor c = {s, s + len};
	struct count n;

	(void)accept_one(&c, before);
	if (!digits(&c, 5, &n) || n.value == 0 || n.value > 65535)
		return false;
	(void)accept_one(&c, after);
	(void)snprintf(out, NB_NAME_PART, "%u", n.value);
	return at_end(&c);
}

bool nb_name_title(const char *s, size_t len, char out[NB_NAME_PART])
{
	size_t i;

	if (len < 2 || len > 12 || !is_letter(s[0]))
		return false;
	for (i = 0; i < len; i++) {
		if (!is_letter(s[i]) && !is_digit(s[i]))
			return false;
		out[i] = to_lower(s[i]);
	}
	out[len] = '\0';
	return true;
}

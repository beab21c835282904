/* SPDX-License-Identifier: Apache-2.0 */
/* Date and page of an identifier, as the header of a document has them
 * (dated.h). Digits are ASCII, and parts that are not known are zeros. */
#include "tei/dated.h"

#include <stdio.h>
#include <string.h>

bool nb_dated_split(const char *page_id, struct nb_dated *d)
{
	const char *date = d->parts.date;
	bool is;

	memset(d, 0, sizeof(*d));
	is = nb_newspaper_parse(page_id, strlen(page_id), &d->parts);
	memcpy(d->year, date, 4);
	memcpy(d->month, date + 4, 2);
	memcpy(d->day, date + 6, 2);
	return is;
}

/* Are the digits other than zeros? */
static bool is_known(const char *digits)
{
	return strspn(digits, "0") != strlen(digits);
}

/* Is the day known, and the month that it is a day of? */
static bool has_day(const struct nb_dated *d)
{
	return is_known(d->month) && is_known(d->day);
}

static int number_of(const char *digits)
{
	int n = 0;

	while (*digits)
		n = 10 * n + (*digits++ - '0');
	return n;
}

enum nb_status nb_dated_element(struct nb_buf *b, const struct nb_dated *d)
{
	char iso[16];

	if (!is_known(d->year))
		return nb_buf_puts(b, "<date>date not known</date>");
	(void)snprintf(iso, sizeof(iso), "%s%s%s%s%s", d->year,
		       is_known(d->month) ? "-" : "",
		       is_known(d->month) ? d->month : "",
		       has_day(d) ? "-" : "", has_day(d) ? d->day : "");
	return nb_buf_printf(b, "<date when=\"%s\">%s</date>", iso, iso);
}

enum nb_status nb_dated_title(struct nb_buf *b, const struct nb_dated *d)
{
	enum nb_status st;

	if (is_known(d->year))
		st = nb_buf_printf(b, "　%d年", number_of(d->year));
	else
		st = nb_buf_puts(b, "　日期不详");
	if (!st && is_known(d->year) && is_known(d->month))
		st = nb_buf_printf(b, "%d月", number_of(d->month));
	if (!st && is_known(d->year) && has_day(d))
		st = nb_buf_printf(b, "%d日", number_of(d->day));
	if (st)
		return st;
	return is_known(d->parts.page)
		       ? nb_buf_printf(b, "　第%s版", d->parts.page)
		       : nb_buf_puts(b, "　版次不详");
}

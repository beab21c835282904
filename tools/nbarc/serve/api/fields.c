/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields in the forms of others (fields.h): Dublin Core, schema.org, Highwire,
 * COinS and IIIF.
 *
 * What is not known is "" and never NULL, so that all of them can leave out
 * what is empty by the same test.
 */
#include "serve/api/fields.h"

#include <stdio.h>
#include <string.h>

const char *api_field(const struct nb_item_record *item, enum nb_field field)
{
	const char *text = nb_item_record_text(item, field, 0);

	return text ? text : "";
}

const char *api_newspaper(const struct nb_item_record *item)
{
	const char *name = api_field(item, NB_FIELD_NEWSPAPER);

	return *name ? name : api_field(item, NB_FIELD_TITLE_CODE);
}

/*
 * A date of an archive has zeros where the month or the day is not known. The
 * forms of others have no month 00: the date ends before the first part that is
 * not known, also if a later one is.
 */
void api_date(const struct nb_item_record *item, char mark, char date[11])
{
	size_t len, i;

	(void)snprintf(date, 11, "%s", api_field(item, NB_FIELD_DATE));
	len = strlen(date);
	if (len == 10 && memcmp(date + 8, "00", 2) == 0)
		len = 7;
	if (len >= 7 && memcmp(date + 5, "00", 2) == 0)
		len = 4;
	if (len < 4 || memcmp(date, "0000", 4) == 0)
		len = 0;
	date[len] = '\0';
	for (i = 0; i < len; i++)
		if (date[i] == '-')
			date[i] = mark;
}

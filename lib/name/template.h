/* SPDX-License-Identifier: Apache-2.0 */
/* Templates of paths (nbarc-ingest(1), PATH TEMPLATES): what each part of a
 * path is. */
#ifndef NB_NAME_TEMPLATE_H
#define NB_NAME_TEMPLATE_H

#include "name/parts.h"

#include <nbarc/status.h>

/*
 * The parts that a path gives, as identifiers have them; "" is a part that it
 * does not give. The date has 8 digits and may have the letter of an edition.
 */
struct nb_name_parts {
	char title[NB_NAME_PART], date[NB_NAME_PART], page[NB_NAME_PART];
	char edition[NB_NAME_PART], issue[NB_NAME_PART];
	char article[NB_NAME_PART]; /* its number */
	char year[NB_NAME_PART], month[NB_NAME_PART], day[NB_NAME_PART];
};

/* What a template can give; bits of nb_template_gives(). */
enum nb_name_part {
	NB_NAME_TITLE = 1,
	NB_NAME_DATE = 2, /* {date}, or at least {year} */
	NB_NAME_PAGE = 4,
	NB_NAME_EDITION = 8,
};

/*
 * Check a template, and say in *gives which parts it has. NB_USAGE if it has an
 * unknown field, the same field twice, too many fields, a month without a year,
 * or a date beside a year.
 */
NB_CHECK enum nb_status nb_template_check(const char *pattern, unsigned *gives,
					  struct nb_error *err);

/*
 * Match the end of a path, from the beginning of one of its components, with a
 * template. As few components are compared as can match, and each field takes
 * as little as lets the rest match. The work is bounded by the product of both
 * lengths. False, and *parts is empty, if there is no match.
 */
bool nb_template_match(const char *pattern, const char *path,
		       struct nb_name_parts *parts);

#endif

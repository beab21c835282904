/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the header of a document takes from the identifier of its page: date and
 * number of the page, as the profile of newspapers has them
 * (<nbarc/newspaper.h>). The header is written with it, and written again when
 * a page is renamed.
 */
#ifndef NB_TEI_DATED_H
#define NB_TEI_DATED_H

#include <nbarc/buf.h>
#include <nbarc/newspaper.h>

/* The parts of a page's id; a part of the date that is not known is zeros. */
struct nb_dated {
	struct nb_newspaper_id parts;
	char year[5], month[3], day[3];
};

/* Split the id of a page, which is NUL-terminated. The letter of an edition is
 * not used. False if it is not of the profile: then all parts are "". */
bool nb_dated_split(const char *page_id, struct nb_dated *dated);

/*
 * Append the element "date", as far as the date is known: day, month or year.
 * nb_tei_create() has checked that it exists, since xsd:date refuses a day that
 * does not. A day of a month that is not known cannot be written, and neither
 * can year 0.
 */
NB_CHECK enum nb_status nb_dated_element(struct nb_buf *b,
					 const struct nb_dated *dated);

/* Append what stands after the name of the paper in a title, such as
 * "　2019年3月4日　第a01版". */
NB_CHECK enum nb_status nb_dated_title(struct nb_buf *b,
				       const struct nb_dated *dated);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile of newspapers: how nbarc calls the pages of newspapers (nbarc(5),
 * "Newspapers").
 *
 * An archive takes any identifier (<nbarc/id.h>). Page texts that are ingested
 * get one of this profile, from which their headers take title, date and page.
 * An archive may hold pages of the profile and others side by side.
 *
 * Reading an identifier and making one are different things. What reads
 * archives accepts eight digits of any value as a date, so that every archive
 * that exists stays readable. What makes documents, or takes them into an
 * archive, also wants the day to exist: nb_newspaper_check_date().
 *
 * Threads: these functions keep nothing.
 */
#ifndef NBARC_NEWSPAPER_H
#define NBARC_NEWSPAPER_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The parts of an identifier of the profile. All are ASCII and NUL-terminated.
 */
struct nb_newspaper_id {
	char title[13];	 /* code of the newspaper, "jdrb" */
	char date[9];	 /* "20190304"; parts that are not known are zeros */
	char edition[2]; /* letter of the edition; "" if there is none */
	char page[5];	 /* "a01"; "" in the identifier of an issue */
};

/*
 * Take apart the `len` bytes at `id`. True if they are the identifier of a page
 * of the profile, [a-z][a-z0-9]{1,11}-[0-9]{8}[a-z]?-[a-z]?[0-9]{2,3}, or that
 * of an issue, which lacks the last part and its hyphen. Otherwise the parts
 * are "".
 */
NB_API bool nb_newspaper_parse(const char *id, size_t len,
			       struct nb_newspaper_id *parts);

/*
 * Check that the date of an identifier can be a day of the Gregorian calendar.
 * Parts that are zeros are not known: 20190300, 20190000 and 00000000 are fine.
 * 20190229 and 20191301 are not, and neither is 00000431, since April never has
 * 31 days. `id` has `len` bytes; one that is not of the profile has no date,
 * and is fine.
 *
 * NB_INVALID, with what the calendar does not have in err, if there cannot be
 * such a day; no other failure.
 */
NB_API NB_CHECK enum nb_status nb_newspaper_check_date(const char *id,
						       size_t len,
						       struct nb_error *err);

/* True if the `len` bytes at `id` are the identifier of a page of the profile.
 */
NB_API bool nb_newspaper_is_page(const char *id, size_t len);

/* True if the `len` bytes at `id` are the identifier of an issue. */
NB_API bool nb_newspaper_is_issue(const char *id, size_t len);

#ifdef __cplusplus
}
#endif
#endif

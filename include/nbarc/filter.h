/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing pages of newspapers by title and date.
 *
 * A filter is compared with identifiers alone (<nbarc/newspaper.h>), which sort
 * by title and then by date. What it chooses are therefore a few ranges of the
 * catalogue, and no other part of the catalogue is read: nb_filter_judge() says
 * of a page that is not chosen where the next one may be; pages of other titles
 * take one step. An identifier outside the grammar of newspapers has neither
 * title nor date and is never chosen.
 *
 * Threads: a filter is plain data; it may be read by any number of threads.
 */
#ifndef NBARC_FILTER_H
#define NBARC_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zeros choose every page of a newspaper. All texts are NUL-terminated. */
struct nb_filter {
	char title[13]; /* code of the newspaper; "": any */
	char from[9];	/* the first date, eight digits; "": no bound */
	char to[9];	/* the last date, which is included; "": no bound */
};

/*
 * Set the first or the last date: a year, month or day as 2023, 2023-01 or
 * 2023-01-15, with hyphens or without. The last date 2023 is the end of that
 * year. NB_USAGE if `text` is nothing of this or not in the calendar; the
 * filter is unchanged then. The error may be NULL.
 */
NB_API NB_CHECK enum nb_status nb_filter_from(struct nb_filter *filter,
					      const char *text,
					      struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_filter_to(struct nb_filter *filter,
					    const char *text,
					    struct nb_error *err);

/* Set the code of the newspaper. NB_USAGE if it cannot be one; the filter is
 * unchanged then. The error may be NULL. */
NB_API NB_CHECK enum nb_status nb_filter_title(struct nb_filter *filter,
					       const char *code,
					       struct nb_error *err);

/* Bytes that nb_filter_judge() writes at most, with the final NUL. */
#define NB_FILTER_NEXT_MAX 24

/*
 * True if the filter chooses the page whose identifier is the `len` bytes at
 * `id`. If not, no page between it and `next`, a NUL-terminated text of at most
 * NB_FILTER_NEXT_MAX bytes, is chosen either; "" if the page that follows has
 * to be judged. `next` is greater than the identifier unless it is "".
 */
NB_API bool nb_filter_judge(const struct nb_filter *filter, const char *id,
			    size_t len, char *next);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The identifiers of the pages of a file that has several, and those that files
 * of this ingest have taken already.
 */
#ifndef NB_INPUT_PAGES_H
#define NB_INPUT_PAGES_H

#include <nbarc/buf.h>
#include <nbarc/id.h>

/*
 * The identifier of page `index` of a file, counted from 0, whose first page is
 * `first`: the number of the page is greater by `index`, with as many digits
 * and the same letter. NB_INVALID if the number does not fit, or if `first` is
 * not of <nbarc/newspaper.h> and index is not 0.
 */
NB_CHECK enum nb_status nb_file_page_id(const char *first, size_t index,
					char id[NB_ID_MAX],
					struct nb_error *err);

/*
 * Identifiers that were taken, with the path of the file that took each. Files
 * come in the order of their identifiers, so that only those are kept that are
 * not less than that of the last file. All zeros is an empty list; freed by
 * nb_buf_free(&list). Each entry is an identifier and a path, both with a NUL.
 */
struct nb_taken {
	struct nb_buf list;
};

/* The path of the file that took the identifier; NULL: none. */
const char *nb_taken_find(const struct nb_taken *t, const char *id);

/* Drop the identifiers that are less than `id`. */
void nb_taken_forget(struct nb_taken *t, const char *id);

/* Add an identifier. Fails only with NB_NOMEM. */
NB_CHECK enum nb_status nb_taken_add(struct nb_taken *t, const char *id,
				     const char *path, struct nb_error *err);

#endif

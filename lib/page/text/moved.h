/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a page in another order than that of its source
 * (format-spec/nbarc-format.md, section 6.1, "Order of reading").
 *
 * The order is a list of runs: lines that follow each other in the source. The
 * text in that order has the lines with the indents that they had. Between two
 * lines that were neighbours stands what stood there; between others, as few
 * line ends as say nothing that the source does not say.
 */
#ifndef NB_PAGE_MOVED_H
#define NB_PAGE_MOVED_H

#include "page/text/blocks.h"

/* Lines that follow each other, numbered from 0 in the order of the source. */
struct nb_run {
	size_t first, count; /* count is at least 1 */
};

/*
 * An order. Zeros are the order of the source. Otherwise each line of the page
 * is in one run, and no run goes on with the next one. Owned.
 */
struct nb_moved {
	struct nb_run *runs;
	size_t count, cap;
};

void nb_moved_free(struct nb_moved *moved);

/* Append a line, or more of them, to the order. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_moved_add(struct nb_moved *moved, size_t first,
				     size_t count);

/* True if it is an order of `lines` lines that differs from the source's. */
bool nb_moved_is_valid(const struct nb_moved *moved, size_t lines);

/* Append the numbers of the lines, from 1: "1-5 20-31 6-19". Only NB_NOMEM can
 * happen. */
NB_CHECK enum nb_status nb_moved_print(const struct nb_moved *moved,
				       struct nb_buf *out);

/* Read what nb_moved_print() writes, of any number of lines. NB_INVALID if it
 * is something else. *moved is to be freed also then. */
NB_CHECK enum nb_status nb_moved_parse(const char *text, size_t len,
				       struct nb_moved *moved,
				       struct nb_error *err);

/*
 * Append the text, which has these lines, in a valid order. NB_INVALID if the
 * lines cannot stand so: U+0000 at the end of one can be padding in another
 * place.
 */
NB_CHECK enum nb_status nb_moved_text(const char *text,
				      const struct nb_lines *lines, size_t len,
				      const struct nb_moved *moved,
				      struct nb_buf *out, struct nb_error *err);

/*
 * List what the text in the order lacks of the source: what stood before each
 * run, in the order of the source, and after the last line; but not before the
 * first line, or after the last, if that line is still the first or the last.
 * *gaps, of *count, is to be freed. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_moved_gaps(const char *text,
				      const struct nb_lines *lines, size_t len,
				      const struct nb_moved *moved,
				      struct nb_gap **gaps, size_t *count,
				      struct nb_error *err);

/*
 * Append the source to `out`, made of the text in the order, and of the gaps.
 * NB_INVALID if they do not belong together.
 */
NB_CHECK enum nb_status nb_moved_undo(const char *text, size_t len,
				      const struct nb_moved *moved,
				      const struct nb_gap *gaps, size_t count,
				      struct nb_buf *out, struct nb_error *err);

#endif

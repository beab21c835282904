/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions in the form in which an archive keeps them with their page
 * (format-spec/nbarc-format.md, section 6.4). */
#ifndef NB_PAGE_KEPT_H
#define NB_PAGE_KEPT_H

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include <stddef.h>

/* The most decisions of a page, and their bytes (section 13). They are compared
 * with each other. */
#define NB_KEPT_MAX 16384u
#define NB_KEPT_BYTES_MAX ((size_t)1 << 22)

/*
 * Check the `len` bytes of decisions at `text`. NB_INVALID, with the line, if a
 * rule of section 6.4 is broken: nbarc would have written something else.
 */
NB_CHECK enum nb_status nb_kept_check(const char *text, size_t len,
				      struct nb_error *err);

/*
 * Append decisions that nb_kept_check() has found to be good, as lines of a
 * file: each names the page, which is a NUL-terminated identifier. All other
 * columns stay as they are. NB_NOMEM is the only failure.
 */
NB_CHECK enum nb_status nb_kept_name(const char *text, size_t len,
				     const char *page, struct nb_buf *out);

#endif

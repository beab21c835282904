/* SPDX-License-Identifier: Apache-2.0 */
/* What METS files say of the pages of an ingest. */
#ifndef NB_INGEST_ISSUES_H
#define NB_INGEST_ISSUES_H

#include "convert/convert.h"
#include "ingest/run.h"

/*
 * Take in hand the issue of a page that is made again: the METS file that the
 * archive keeps for it, which must have the hash `sha256`, in hexadecimal. The
 * page is known there by the name of its file. From then on nb_run_said() finds
 * it, and its other pages in the archive, until run->kept_issue is NULL again;
 * `id` must live until then.
 *
 * NB_INVALID if the archive does not keep this METS file, or if that does not
 * name the page as one of its own.
 */
NB_CHECK enum nb_status nb_run_take_issue(struct nb_run *run, const char *id,
					  const char *name, const char *sha256,
					  nb_issue_reader *reader,
					  struct nb_error *err);

/*
 * Find what a METS file says of the page of an input, and links to its other
 * pages. said->issue is NULL if none names it. A METS file that cannot be read
 * again is reported. Only NB_NOMEM and NB_BUG can happen, here and below.
 */
NB_CHECK enum nb_status nb_run_said(struct nb_run *run,
				    const struct nb_input *input,
				    struct nb_said_page *said,
				    struct nb_error *err);

/*
 * Note what became of the items of a page: their numbers, and whether any of
 * the `applied` blocks that its METS file names was found. NB_INVALID if none
 * was, and the page is made again.
 */
NB_CHECK enum nb_status nb_run_said_done(struct nb_run *run,
					 const struct nb_input *input,
					 const struct nb_said_page *said,
					 const struct nb_converted *c,
					 size_t applied, struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log of a rescued archive (format-spec/nbarc-format.md, sections 10, 11
 * and 14).
 *
 * If everything of an archive is there, the new one keeps its commits, and so
 * its Merkle root and every proof and note. If anything is lost, the
 * leaves are others: then the new archive starts a chain of its own.
 */
#ifndef NB_ARCHIVE_RESCUE_LOG_H
#define NB_ARCHIVE_RESCUE_LOG_H

#include "archive/check/rescue_page.h"
#include "archive/record/commit.h"

/*
 * After the first pass: find out whether the new archive can keep the commits
 * of the old one at the path `from`, and set rescue->keeps, ->number and
 * ->earlier. Only NB_NOMEM and NB_IO are failures.
 */
NB_CHECK enum nb_status nb_rescue_find_chain(struct nb_rescue *rescue,
					     const char *from,
					     struct nb_error *err);

/* Write the log records, and set the root, the edge, the number of revisions
 * and the log of the commit. */
NB_CHECK enum nb_status nb_rescue_log(struct nb_rescue *rescue,
				      struct nb_commit *commit,
				      struct nb_error *err);

/* Copy the notes whose commit the new archive has, of which `commit` is the
 * newest: all notes, if nothing is lost. Others are counted. */
NB_CHECK enum nb_status nb_rescue_notes(struct nb_rescue *rescue,
					const struct nb_commit *commit,
					struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The log of an archive that is written anew (format-spec/nbarc-format.md,
 * section 10, "Rewriting" and "Merging and splitting"). */
#ifndef NB_ARCHIVE_COPY_LOG_H
#define NB_ARCHIVE_COPY_LOG_H

#include "archive/rewrite/copy.h"

/*
 * Write the log records of a copy, after its catalogue, and set the root, the
 * edge, the number of revisions and the log of its commit.
 *
 * With copy->keep_commits the log is that of the input, with the leaves of a
 * purging commit after it; otherwise it is a new one, in which all entries have
 * commit 1.
 */
NB_CHECK enum nb_status nb_copy_log(struct nb_copy *copy,
				    struct nb_commit *commit,
				    struct nb_error *err);

#endif

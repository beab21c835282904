/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chain of commits of an archive (format-spec/nbarc-format.md, sections 8
 * and 9), for code that writes it down again. nb_archive_commits() visits it
 * and nb_archive_at() moves to one of them.
 */
#ifndef NB_ARCHIVE_HISTORY_H
#define NB_ARCHIVE_HISTORY_H

#include "archive/frame/earlier.h"
#include "archive/log/log.h"
#include "archive/read/handle.h"

/*
 * Set *chain to all commits of the archive with the hashes of their records,
 * the oldest first: those from before the file was rewritten, if it was, and
 * those of the file.
 *
 * What `chain` had is not freed. It is to be freed by nb_earlier_free(), also
 * after a failure. NB_INVALID if the chain is broken.
 */
NB_CHECK enum nb_status nb_archive_chain(struct nb_archive *archive,
					 struct nb_earlier *chain,
					 struct nb_error *err);

/*
 * Begin to read the log of the archive, which has the leaves of the commit that
 * it is seen as of, and may have later ones. It uses archive->finder, and so
 * ends the life of an entry that was found. NB_INVALID if the log is not what
 * the commit record says. nb_log_free() is to be called also after a failure.
 */
NB_CHECK enum nb_status nb_archive_log(struct nb_archive *archive,
				       struct nb_log *log,
				       struct nb_error *err);

#endif

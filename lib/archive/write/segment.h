/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a segment: the catalogue tree and the commit record that make what
 * was written part of the archive (format-spec/nbarc-format.md, section 10). */
#ifndef NB_ARCHIVE_SEGMENT_H
#define NB_ARCHIVE_SEGMENT_H

#include "archive/write/writer.h"

/*
 * Commit records that bring no page and that the caller has written after the
 * newest commit: parity or a note (sections 17 and 18).
 *
 * The commit record repeats what the one before it says, and follows it, so
 * that a repair can make it anew from that one. There must be a commit, and no
 * page may wait. After a failure only nb_writer_free() may follow.
 */
NB_CHECK enum nb_status nb_writer_commit_records(struct nb_writer *w,
						 struct nb_error *err);

#endif

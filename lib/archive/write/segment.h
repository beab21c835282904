/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a segment: the catalogue tree and the commit record (section 10).
 */
#ifndef NB_ARCHIVE_SEGMENT_H
#define NB_ARCHIVE_SEGMENT_H

#include "archive/write/writer.h"

/*
 * Commit records that bring no page and were written behind the newest commit:
 * parity or a signature (sections 17 and 18). The commit record says what the
 * one before it says, so that it can be made anew from that.
 */
NB_CHECK enum nb_status nb_writer_commit_records(struct nb_writer *w,
						 struct nb_error *err);

#endif

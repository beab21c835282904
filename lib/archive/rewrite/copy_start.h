/* SPDX-License-Identifier: Apache-2.0 */
/* The header and the shared text of an archive that is made from others
 * (format-spec/nbarc-format.md, sections 5.1 and 10). */
#ifndef NB_ARCHIVE_COPY_START_H
#define NB_ARCHIVE_COPY_START_H

#include "archive/rewrite/copy.h"

/* The input whose shared text the output takes over, which is the first that
 * has one; false if none has. */
bool nb_copy_shared(const struct nb_copy *copy, unsigned *input);

/*
 * Make the start of the output's file, into `start`, which must be empty, and
 * what its frames are compressed with. It says of each input whether its frames
 * can be copied as they are, and counts those of which they cannot.
 *
 * If something is purged, a shared text may hold parts of it. A new one is then
 * chosen from what is left.
 */
NB_CHECK enum nb_status nb_copy_start(struct nb_copy *copy,
				      struct nb_buf *start,
				      struct nb_error *err);

#endif

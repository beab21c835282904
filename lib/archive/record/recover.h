/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the newest commit of a file (format-spec/nbarc-format.md, section 9).
 *
 * Usually it is the last NB_COMMIT_SIZE bytes. Where an append was interrupted
 * or the end of the file is damaged, it has to be searched for.
 */
#ifndef NB_ARCHIVE_RECOVER_H
#define NB_ARCHIVE_RECOVER_H

#include "archive/record/commit.h"

/*
 * Find the newest commit of a file of `size` bytes: the record at its end, or
 * else the last one that a walk over its own segment reaches. NB_INVALID when
 * there is none; NB_UNSUPPORTED when the newest one needs a newer reader,
 * rather than going back to an older commit. The time is bounded by a multiple
 * of the size, whatever the file contains.
 */
NB_CHECK enum nb_status nb_commit_find(struct nb_file file, uint64_t size,
				       struct nb_commit *commit,
				       struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the newest commit of a file (section 9). */
#ifndef NB_ARCHIVE_RECOVER_H
#define NB_ARCHIVE_RECOVER_H

#include "archive/record/commit.h"

/*
 * The newest commit of a file of `size` bytes: at its end, or the last one
 * that a walk over its segment reaches. NB_INVALID when there is none.
 */
NB_CHECK enum nb_status nb_commit_find(int fd, uint64_t size,
				       struct nb_commit *commit,
				       struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a repair changed, and whether anything that could be read is lost by it
 * (format-spec/nbarc-format.md, section 17, "Repair"). */
#ifndef NB_ARCHIVE_CHANGES_H
#define NB_ARCHIVE_CHANGES_H

#include "archive/salvage/salvage.h"

#include <nbarc/parity.h>

/* Set *differ if two open files have other bytes, as far as `size` and
 * `other_size`, which are theirs. */
NB_CHECK enum nb_status nb_files_differ(int fd, uint64_t size, int other,
					uint64_t other_size, bool *differ,
					struct nb_error *err);

/* What can be read in one file and not in another. */
struct nb_losses {
	uint64_t pages; /* revisions: the entry, the text or the source */
	uint64_t notes;
	bool moved; /* records of the other file stand elsewhere than written */
};

/*
 * Count what the walk `old` reads and a walk over the file `copy` of `size`
 * bytes does not. Every document and every source of the old file is read, and
 * as much of the copy. Entries of `old` that were given before are gone.
 * `progress` may be NULL, and stops it with NB_ABSENT; it is told of bytes.
 */
NB_CHECK enum nb_status nb_count_losses(struct nb_salvage *old,
					struct nb_file copy, uint64_t size,
					nb_parity_progress *progress,
					void *context, struct nb_losses *losses,
					struct nb_error *err);

#endif

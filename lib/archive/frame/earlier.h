/* SPDX-License-Identifier: Apache-2.0 */
/* The record of commits from before a file was rewritten (section 8). */
#ifndef NB_ARCHIVE_EARLIER_H
#define NB_ARCHIVE_EARLIER_H

#include "archive/record/commit.h"

/* Commits with consecutive numbers; only number, time, root, counts and writer
 * are known, and the SHA-256 that the commit record had. */
struct nb_earlier {
	struct nb_commit *list;
	uint8_t (*sha256)[32];
	size_t count, cap, sha256_cap;
};

/* Append one; the list must be rising by one when it is encoded. */
NB_CHECK enum nb_status nb_earlier_add(struct nb_earlier *earlier,
				       const struct nb_commit *commit,
				       const uint8_t sha256[32],
				       struct nb_error *err);

/* Append the record to an empty buffer. Where there are too many for it, the
 * oldest are left out. */
NB_CHECK enum nb_status nb_earlier_encode(const struct nb_earlier *earlier,
					  int level, struct nb_buf *out,
					  struct nb_error *err);

/* Read the record that a commit names; it must end before the commit. Freed by
 * nb_earlier_free(), also after a failure. */
NB_CHECK enum nb_status nb_earlier_read(int fd, const struct nb_commit *commit,
					struct nb_earlier *earlier,
					struct nb_error *err);
void nb_earlier_free(struct nb_earlier *earlier);

#endif

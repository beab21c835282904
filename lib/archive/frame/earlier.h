/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record of the commits that an archive had before its file was rewritten
 * (format-spec/nbarc-format.md, section 8).
 *
 * A rewritten file begins a new chain of commit records. This record keeps what
 * its old ones said, so that earlier commits can still be named, listed and
 * compared with their Merkle roots.
 */
#ifndef NB_ARCHIVE_EARLIER_H
#define NB_ARCHIVE_EARLIER_H

#include "archive/record/commit.h"

/*
 * Commits with consecutive, rising numbers. Of each only number, time, root,
 * counts and writer are set, and sha256 has the SHA-256 of the commit record
 * that it had. All zeros is an empty list. The lists are owned.
 */
struct nb_earlier {
	struct nb_commit *list;
	uint8_t (*sha256)[NB_SHA256_SIZE];
	size_t count;
	size_t cap, sha256_cap; /* elements that there is room for */
};

/* Append a copy of a commit, whose record has the hash sha256. Its number must
 * be one more than that of the last one. NB_NOMEM leaves the list as it was. */
NB_CHECK enum nb_status nb_earlier_add(struct nb_earlier *earlier,
				       const struct nb_commit *commit,
				       const uint8_t sha256[NB_SHA256_SIZE],
				       struct nb_error *err);

/*
 * Append the record to an empty buffer, compressed at zstd's `level`. The list
 * must not be empty; where it is too long for a record, the oldest commits are
 * left out.
 */
NB_CHECK enum nb_status nb_earlier_encode(const struct nb_earlier *earlier,
					  int level, struct nb_buf *out,
					  struct nb_error *err);

/*
 * Read the record that a commit names, which must end before the commit.
 * NB_INVALID when it is damaged. Free the list with nb_earlier_free(), also
 * after a failure.
 */
NB_CHECK enum nb_status nb_earlier_read(int fd, const struct nb_commit *commit,
					struct nb_earlier *earlier,
					struct nb_error *err);
/* Free the lists and leave an empty one. */
void nb_earlier_free(struct nb_earlier *earlier);

#endif

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

/* What is kept of a commit: the fields of struct nb_commit of the same names,
 * and the SHA-256 of its record. */
struct nb_past {
	uint64_t number, time;
	uint8_t root[NB_SHA256_SIZE];
	uint64_t revisions, pages, items;
	uint64_t document_bytes, source_bytes;
	char writer[NB_COMMIT_WRITER + 1];
	uint8_t sha256[NB_SHA256_SIZE];
};

/* Commits with consecutive, rising numbers. All zeros is an empty list, which
 * is owned. */
struct nb_earlier {
	struct nb_past *list;
	size_t count, cap;
};

/* Set *past to what is kept of a commit, whose record has the hash sha256. */
void nb_past_of(const struct nb_commit *commit,
		const uint8_t sha256[NB_SHA256_SIZE], struct nb_past *past);

/* Append a commit. Its number must be one more than that of the last one.
 * NB_NOMEM leaves the list as it was. */
NB_CHECK enum nb_status nb_earlier_add(struct nb_earlier *earlier,
				       const struct nb_past *past,
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
NB_CHECK enum nb_status nb_earlier_read(struct nb_file file,
					const struct nb_commit *commit,
					struct nb_earlier *earlier,
					struct nb_error *err);
/* Free the list and leave an empty one. */
void nb_earlier_free(struct nb_earlier *earlier);

#endif

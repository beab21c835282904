/* SPDX-License-Identifier: Apache-2.0 */
/* Verification, as verify.c and verify_pages.c share it. */
#ifndef NB_ARCHIVE_VERIFY_H
#define NB_ARCHIVE_VERIFY_H

#include "archive/frame/directory.h"
#include "archive/read/reader.h"
#include "archive/record/walk.h"

struct nb_verifier {
	struct nb_archive *archive;
	const struct nb_verify_callbacks *callbacks;
	enum nb_status worst;
	uint64_t
		gone_around; /* offset of damage that made the walk necessary */
	/* Page directories whose pages were all looked at, rising. */
	uint64_t *directories;
	size_t directory_count, directory_cap;
	bool ahead;	      /* the archive's reading ahead is ours */
	struct nb_walk scout; /* looks for the frames that come next */
};

/*
 * Have page frames decoded and hashed by threads before the walk comes to
 * them, until nb_verify_alone().
 */
NB_CHECK enum nb_status nb_verify_ahead(struct nb_verifier *v, uint64_t end,
					struct nb_error *err);
void nb_verify_alone(struct nb_verifier *v);

/* Report a problem; id may be empty with revision 0, entry NULL. */
void nb_verify_report(struct nb_verifier *v, enum nb_hurt hurt,
		      struct nb_string id, uint32_t revision,
		      const struct nb_entry *entry, struct nb_error *err);

/*
 * Check the document and the source of a page of the catalogue, and report
 * what is wrong; *good says that nothing is. Only a failure that ends the
 * verification is returned.
 */
NB_CHECK enum nb_status nb_verify_entry(struct nb_verifier *v,
					const struct nb_entry *entry,
					bool *good, struct nb_error *err);

/* Check the pages of a frame, and their sources, against the catalogue. Only a
 * failure that ends the verification is returned. */
NB_CHECK enum nb_status nb_verify_pages(struct nb_verifier *v, uint64_t offset,
					uint32_t size, struct nb_error *err);

/* True when the verification cannot go on. */
static inline bool nb_verify_fatal(enum nb_status st)
{
	return st && st != NB_INVALID && st != NB_UNSUPPORTED &&
	       st != NB_LIMIT && st != NB_ABSENT;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a verification knows, and how it reports a problem. */
#ifndef NB_ARCHIVE_PROBLEM_H
#define NB_ARCHIVE_PROBLEM_H

#include "archive/read/handle.h"
#include "archive/record/walk.h"

#include <nbarc/verify.h>

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

/* Report a problem; id may be empty with revision 0, entry NULL. */
void nb_verify_report(struct nb_verifier *v, enum nb_hurt hurt,
		      struct nb_string id, uint32_t revision,
		      const struct nb_entry *entry, struct nb_error *err);

/* True when the verification cannot go on. */
static inline bool nb_verify_fatal(enum nb_status st)
{
	return st && st != NB_INVALID && st != NB_UNSUPPORTED &&
	       st != NB_LIMIT && st != NB_ABSENT;
}

#endif

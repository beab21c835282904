/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a verification knows while it goes over an archive, and how it reports a
 * problem (format-spec/nbarc-format.md, section 14, "Naming"). verify.c and
 * verify_pages.c share it.
 *
 * A problem is reported and the verification goes on: functions return only a
 * failure that ends it, for which there is nb_verify_fatal().
 */
#ifndef NB_ARCHIVE_PROBLEM_H
#define NB_ARCHIVE_PROBLEM_H

#include "archive/check/extents.h"
#include "archive/read/handle.h"
#include "archive/record/walk.h"

#include <nbarc/verify.h>

/* A page directory whose pages were all checked: its offset, and the index of
 * the key of its first page. */
struct nb_checked {
	uint64_t directory;
	size_t first;
};

/* A verification. Owns `checked` and `keys`; archive and callbacks are the
 * caller's. */
struct nb_verifier {
	struct nb_archive *archive;
	const struct nb_verify_callbacks *callbacks; /* may be NULL */
	enum nb_status worst; /* of all problems so far */
	/* Offset of the damage that made a walk replace the catalogue, which is
	 * then not reported a second time; NB_NO_OFFSET: none did. */
	uint64_t walk_cause;
	/* Likewise of the damage that ended the chain of commits. */
	uint64_t chain_end;
	/* By rising offset, as the check goes through the file from front to
	 * back. */
	struct nb_checked *checked;
	size_t checked_count, checked_cap;
	/* Of each page in these directories, in order, a hash of its identifier
	 * and revision. */
	uint64_t *keys;
	size_t key_count, key_cap;
	/* Of documents that are not where their page directory says. */
	struct nb_extents extents;
	bool shared;	      /* the shared text was found to be sound */
	bool ahead;	      /* archive->ahead belongs to the verification */
	struct nb_walk scout; /* looks for the frames that come next */
};

/*
 * Report a problem and note its status in v->worst. `id` is the page, or empty
 * with revision 0 if no page is known; `entry` is its entry or NULL. `err` says
 * what is wrong; its file is filled in.
 */
void nb_verify_report(struct nb_verifier *v, enum nb_hurt hurt,
		      struct nb_string id, uint32_t revision,
		      const struct nb_entry *entry, struct nb_error *err);

/* True if the status is not damage to the archive but ends the verification,
 * such as NB_IO, NB_NOMEM, and NB_UNSUPPORTED for what a newer version wrote.
 */
static inline bool nb_verify_fatal(enum nb_status st)
{
	return st && st != NB_INVALID && st != NB_LIMIT && st != NB_ABSENT;
}

#endif

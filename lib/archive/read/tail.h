/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind the newest commit: the rest of an append, or more than
 * that? (Section 10, "Bytes behind the newest commit".) */
#ifndef NB_ARCHIVE_TAIL_H
#define NB_ARCHIVE_TAIL_H

#include "archive/read/handle.h"
#include "archive/read/salvage.h"

#include <nbarc/write.h>

enum nb_tail_kind {
	NB_TAIL_NONE,
	NB_TAIL_PADDING,  /* zeros up to the end of a block */
	NB_TAIL_UNSEALED, /* of an append that did not get to its end */
	NB_TAIL_COMPLETE, /* a commit that lacks nothing but its head */
	NB_TAIL_UNKNOWN,  /* it may have been a commit */
};

struct nb_tail {
	enum nb_tail_kind kind;
	struct nb_commit commit; /* NB_TAIL_COMPLETE */
};

NB_CHECK enum nb_status nb_tail_judge(const struct nb_archive *archive,
				      struct nb_tail *tail,
				      struct nb_error *err);

/* NB_INVALID when the tail is of an unknown kind: who wrote an archive anew, or
 * cut it off, would lose what may have been a commit. */
NB_CHECK enum nb_status nb_tail_refuse(const struct nb_archive *archive,
				       const struct nb_tail *tail,
				       struct nb_error *err);

/* Both of an archive that is to be written anew. */
NB_CHECK enum nb_status nb_tail_check_rewrite(const struct nb_archive *archive,
					      struct nb_error *err);

/*
 * Do what is to be done before an append: cut off what an unfinished one left,
 * or complete the commit. options->torn is told; *dropped is the number of
 * bytes that were cut off.
 */
NB_CHECK enum nb_status nb_tail_clear(struct nb_archive *archive,
				      const struct nb_writer_options *options,
				      uint64_t *dropped, struct nb_error *err);

/* True when what was found behind the newest commit belongs to it: a catalogue
 * leaf of a later append has old entries too. */
bool nb_tail_committed(struct nb_archive *archive,
		       const struct nb_salvaged *found);

#endif

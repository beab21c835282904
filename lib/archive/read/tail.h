/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tail: the bytes after the newest commit. What they are decides whether an
 * append may cut them off (format-spec/nbarc-format.md, section 10, "Bytes
 * after the newest commit").
 *
 * Bytes of an unfinished append can go. Bytes that may once have been a commit
 * must stay, because parity or a rescue can still save its pages; nobody may
 * then write to the archive, or write it anew.
 */
#ifndef NB_ARCHIVE_TAIL_H
#define NB_ARCHIVE_TAIL_H

#include "archive/read/handle.h"
#include "archive/salvage/salvage.h"

#include <nbarc/write.h>

/* The kinds of section 10, in its order. */
enum nb_tail_kind {
	NB_TAIL_NONE,	  /* the file ends with the newest commit */
	NB_TAIL_PADDING,  /* zeros up to the end of a block */
	NB_TAIL_UNSEALED, /* an append that was not finished */
	NB_TAIL_COMPLETE, /* a commit that lacks only the head of its record */
	NB_TAIL_UNKNOWN,  /* anything else: it may have been a commit */
};

/* The result of judging a tail. */
struct nb_tail {
	enum nb_tail_kind kind;
	struct nb_commit commit; /* of NB_TAIL_COMPLETE; else not set */
};

/* Judge the tail of an archive that no writer is changing. Reads at most 1 MiB
 * of it. */
NB_CHECK enum nb_status nb_tail_judge(const struct nb_archive *archive,
				      struct nb_tail *tail,
				      struct nb_error *err);

/*
 * Judge the tail for a reader, while writers may come and go.
 *
 * The kind is NB_TAIL_NONE if a writer holds its lock, or has committed or cut
 * off since the archive was opened: what follows the newest commit is then its
 * work, and the archive stays as it was opened. Otherwise the file stood still
 * while it was judged, and archive->size is its size. *damaged_commit tells
 * whether the tail ends in a commit record that is damaged (section 10.2).
 */
NB_CHECK enum nb_status nb_tail_observe(struct nb_archive *archive,
					struct nb_tail *tail,
					bool *damaged_commit,
					struct nb_error *err);

/*
 * NB_INVALID, with a message that says what can be done, if the tail is of an
 * unknown kind: an append would cut off, and a rewrite leave out, what may have
 * been a commit.
 */
NB_CHECK enum nb_status nb_tail_refuse(const struct nb_archive *archive,
				       const struct nb_tail *tail,
				       struct nb_error *err);

/* nb_tail_judge() and nb_tail_refuse(), for an archive that is to be written
 * anew. */
NB_CHECK enum nb_status nb_tail_check_rewrite(const struct nb_archive *archive,
					      struct nb_error *err);

/*
 * Make the archive ready for an append: cut off an unfinished one, or write the
 * head of the commit that lacks only that. The caller holds the writer's lock.
 *
 * options->torn, unless NULL, is called before anything is changed. *dropped is
 * the number of bytes that were cut off. NB_INVALID as for nb_tail_refuse();
 * the file is then as it was.
 */
NB_CHECK enum nb_status nb_tail_clear(struct nb_archive *archive,
				      const struct nb_writer_options *options,
				      uint64_t *dropped, struct nb_error *err);

/* True if an entry that was found in the tail is in the newest commit as well:
 * a leaf of a later append has old entries too, from trees that it merged. */
bool nb_tail_committed(struct nb_archive *archive,
		       const struct nb_salvaged *found);

/* True if the tail may have been a commit, so that the archive may be older
 * than what was committed. */
static inline bool nb_tail_doubtful(const struct nb_tail *tail)
{
	return tail->kind == NB_TAIL_COMPLETE || tail->kind == NB_TAIL_UNKNOWN;
}

#endif

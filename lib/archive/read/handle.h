/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The open archive: its state, shared by the files of lib/archive, and the
 * functions that set it up.
 *
 * An archive is a file seen as of one commit (format-spec/nbarc-format.md,
 * sections 8 and 9). It is made by nb_archive_create() without a commit;
 * nb_archive_set_commit() then gives it the newest one, and nb_archive_see()
 * moves it to an earlier one. Pages are looked up in the trees of that commit,
 * unless a walk over the file has replaced the catalogue because it is damaged
 * (section 14).
 */
#ifndef NB_ARCHIVE_HANDLE_H
#define NB_ARCHIVE_HANDLE_H

#include "archive/catalogue/trees.h"
#include "archive/frame/shared.h"
#include "archive/read/hidden.h"
#include "archive/record/commit.h"
#include "base/ranges.h"

#include <nbarc/archive.h>

struct nb_ahead;
struct nb_frame_reader;
struct nb_salvage;
struct nb_sources;

/*
 * Invariants: `finder` reads the trees of `commit`, and no entry beyond the
 * commit finder.upto, if that is not 0. If `salvage` is not NULL, it answers
 * instead of the catalogue, `commit` has no trees, and `end` is the size of the
 * file. What the archive gave out last (given, shown, sources, the content of
 * `frame`) lives until the next call with the archive.
 *
 * Owned: file, path, frame, sources, salvage, tail, shown, finder. Borrowed:
 * ahead.
 */
struct nb_archive {
	struct nb_file file; /* closed with the archive, unless it is none */
	char *path;	     /* as given by the caller; for messages */
	/* Bytes of the file when it was opened. nb_archive_at() lowers it to
	 * the end of the commit, so that nothing after that is looked at. */
	uint64_t size;
	/* Offset in the file before which page directories, frames and sources
	 * must end: that of the commit record, or the size after a walk. */
	uint64_t end;
	struct nb_header header;       /* zeros if it is damaged */
	struct nb_shared shared;       /* of the header, or found by a walk */
	struct nb_commit commit;       /* that the archive is seen as of */
	struct nb_frame_reader *frame; /* the page frame read last */
	/* Results of threads that read ahead; of the cursor or verification
	 * that started them, which clears this before it frees them. NULL if
	 * nobody reads ahead. */
	struct nb_ahead *ahead;
	struct nb_sources *sources; /* the sources record read last, or NULL */
	bool independent; /* the one read last did not need its page frame */
	struct nb_damage damage;    /* report NULL: damage is an error */
	struct nb_salvage *salvage; /* of the whole file, or NULL */
	/* Of the bytes after the newest commit; NULL until it is needed. */
	struct nb_salvage *tail;
	/* Bytes follow the newest commit that are neither padding nor being
	 * written; false unless damage is tolerated. */
	bool has_tail;
	/* The entry that nb_archive_find() gave last, with what of its page is
	 * hidden; its strings and items are those of finder, salvage or tail.
	 */
	struct nb_entry given;
	struct nb_hidden hidden;
	struct nb_buf shown; /* a document without its hidden items */
	/* The document of `frame` whose hash was checked last. It is good as
	 * long as the frame was started so often; 0: none was. */
	struct {
		uint64_t started;
		uint32_t offset, len; /* in the content of the frame */
		uint8_t sha256[NB_SHA256_SIZE];
	} checked;
	/* For looking up pages; it uses the decoder of `frame`. Keep this
	 * member last: nb_archive_create() does not clear it, since most of it
	 * is room for trees that an archive does not have. */
	struct nb_trees finder;
};

/*
 * Make an archive on the file, without a commit: it must not be read before
 * nb_archive_set_commit().
 *
 * `path` is copied. On success the archive owns the file, and *archive is to
 * be closed by nb_archive_close(); on failure, which is NB_NOMEM, the file
 * stays open and *archive is NULL.
 */
NB_CHECK enum nb_status nb_archive_create(struct nb_file file, const char *path,
					  struct nb_archive **archive,
					  struct nb_error *err);

/* See the archive as of `commit`, its newest one, in a file of `size` bytes.
 * The commit is copied. Entries and cursors made before are no longer valid. */
void nb_archive_set_commit(struct nb_archive *archive,
			   const struct nb_commit *commit, uint64_t size);

/*
 * See the catalogue of `commit`, which is copied, from now on. With `upto` not
 * 0, entries of commits after that number are passed over, and purged ones are
 * seen as they were then (section 9, "An earlier state"). The file's size and
 * `end` stay.
 */
void nb_archive_see(struct nb_archive *archive, const struct nb_commit *commit,
		    uint64_t upto);

/* True if damage is tolerated and `status` is damage. */
bool nb_archive_tolerates(const struct nb_archive *archive,
			  enum nb_status status);

#endif

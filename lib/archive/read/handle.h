/* SPDX-License-Identifier: Apache-2.0 */
/* An open archive, as the files of this folder share it. */
#ifndef NB_ARCHIVE_HANDLE_H
#define NB_ARCHIVE_HANDLE_H

#include "archive/catalogue/trees.h"
#include "archive/read/hidden.h"
#include "archive/record/commit.h"

#include <nbarc/archive.h>

struct nb_ahead;
struct nb_frame_reader;
struct nb_salvage;
struct nb_sources;

struct nb_archive {
	int fd;
	char *path;
	uint64_t size; /* of the file when it was opened */
	uint64_t end;  /* up to which pages may stand */
	struct nb_commit commit;
	struct nb_frame_reader *frame;
	struct nb_ahead *ahead;	    /* of whoever reads ahead, or NULL */
	struct nb_sources *sources; /* read last, or NULL */
	struct nb_damage damage;    /* report NULL: damage is an error */
	/* What a walk found: over the whole file, and then the catalogue is not
	 * asked any more, or behind the newest commit only. */
	struct nb_salvage *salvage, *tail;
	bool has_tail; /* bytes of no commit and of no writer at work */
	/* What nb_archive_find() gave last, and what of its page is hidden. */
	struct nb_entry given;
	struct nb_hidden hidden;
	struct nb_buf shown; /* a document without its hidden items */
	/* For nb_archive_find(), with the decoder of `frame`. The last one:
	 * most of it is trees that an archive does not have. */
	struct nb_trees finder;
};

/*
 * An archive on a descriptor, which it takes over, whose file need not have a
 * commit yet. nb_archive_set_commit() must follow before it is read: the newest
 * commit, and the size of the file.
 */
NB_CHECK enum nb_status nb_archive_create(int fd, const char *path,
					  struct nb_archive **archive,
					  struct nb_error *err);

void nb_archive_set_commit(struct nb_archive *archive,
			   const struct nb_commit *commit, uint64_t size);

/* Look at the catalogue of this commit from now on, as far as the commit `upto`
 * sees it; 0: all of it. */
void nb_archive_see(struct nb_archive *archive, const struct nb_commit *commit,
		    uint64_t upto);

/* True when damage shall be gone around and the failure is one of that. */
bool nb_archive_tolerates(const struct nb_archive *archive,
			  enum nb_status status);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* An open archive, as the files of this stage share it. */
#ifndef NB_ARCHIVE_READER_H
#define NB_ARCHIVE_READER_H

#include "archive/commit.h"
#include "archive/earlier.h"
#include "archive/tree.h"

struct nb_archive {
	int fd;
	char *path;
	uint64_t size; /* of the file when it was opened */
	struct nb_commit commit;
	struct nb_merge finder; /* for nb_archive_find() */
	struct nb_frame_reader *frame;
	struct nb_sources *sources; /* read last, or NULL */
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

/* Open an archive on a descriptor, which it takes over unless it fails. */
NB_CHECK enum nb_status nb_archive_attach(int fd, const char *path,
					  struct nb_archive **archive,
					  struct nb_error *err);

/* The sources record of the entry's frame, decoded; it is the archive's and
 * lives until the next one is read. */
NB_CHECK enum nb_status nb_archive_sources(struct nb_archive *archive,
					   const struct nb_entry *entry,
					   const struct nb_sources **sources,
					   struct nb_error *err);

/* Add all commits of an archive to `chain`, the oldest first. */
NB_CHECK enum nb_status nb_archive_chain(struct nb_archive *archive,
					 struct nb_earlier *chain,
					 struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* An index that is open (<nbarc/index.h>). */
#ifndef NB_INDEX_OPEN_H
#define NB_INDEX_OPEN_H

#include "base/ranges.h"
#include "find/match/fold.h"
#include "index/embed.h"

#include <nbarc/index.h>

/* Owned: file, path, readers, width. Borrowed: archive. */
struct nb_index {
	struct nb_file file; /* none, if it is embedded in the archive */
	char *path;	     /* for messages */
	struct nb_archive *archive;
	uint64_t bytes; /* of the file */
	struct nb_index_header header;
	/* For reading each of the segments. */
	struct nb_index_reader readers[NB_INDEX_SEGMENTS_MAX];
	struct nb_fold width; /* characters are indexed as this folds them */
};

/* The path of an index: `index`, or else that beside the archive. Owned by the
 * caller; NULL if memory is lacking. */
char *nb_index_path(const char *archive, const char *index);

/*
 * Set *fits to whether the first header->entries leaves of the log of the
 * archive have the root that the header states. The archive may be seen as of
 * an earlier commit, which has fewer of them.
 */
NB_CHECK enum nb_status nb_index_fits(struct nb_archive *archive,
				      const struct nb_index_header *header,
				      bool *fits, struct nb_error *err);

#endif

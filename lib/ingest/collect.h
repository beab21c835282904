/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the files of an ingest under the paths that were given
 * (nbarc-ingest(1)).
 */
#ifndef NB_INGEST_COLLECT_H
#define NB_INGEST_COLLECT_H

#include "ingest/inputs.h"

/*
 * What becomes of the paths. The members before `files` are set by the caller;
 * the others count, and go on counting over several calls.
 */
struct nb_collecting {
	void *context;
	/* Called for a path that cannot be read, or that gives no id. */
	void (*problem)(void *context, const struct nb_error *err);
	/* Called for what stands in a directory and is no file that can be
	 * read, such as a FIFO or a device: it is passed over. */
	void (*skipped)(void *context, const struct nb_error *err);
	/*
	 * The id of the page in a file; "" for a document, which brings its
	 * own. A failure is passed to problem().
	 */
	enum nb_status (*name)(void *context, const char *path,
			       char id[NB_ID_MAX], struct nb_error *err);
	bool documents; /* the inputs are documents: of directories take only
			   .xml */
	uint64_t files; /* files that were found, with those without an id */
	uint64_t passed_over; /* files of directories that are no pages */
	uint64_t mets;	      /* of these, METS files */
};

/*
 * Add to `inputs` a file that is given by name, or the pages below a directory,
 * except hidden files and directories. "-" is standard input. Problems with a
 * path are reported and passed over; only a failure of `inputs` itself is
 * returned.
 */
NB_CHECK enum nb_status nb_collect(struct nb_inputs *inputs, const char *path,
				   struct nb_collecting *collecting,
				   struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the files of an ingest under the paths that were given
 * (nbarc-ingest(1)).
 */
#ifndef NB_INPUT_COLLECT_H
#define NB_INPUT_COLLECT_H

#include "input/inputs.h"

/*
 * What becomes of the paths. The members before `files` are set by the caller;
 * the others count, and go on counting over several calls.
 */
struct nb_collecting {
	void *context;
	/* Called for a path that cannot be read (NB_TROUBLE_FILE), and for
	 * what stands in a directory and is no file that can be read, such as a
	 * FIFO or a device: it is passed over (NB_TROUBLE_SPECIAL). */
	void (*problem)(void *context, enum nb_trouble kind,
			const struct nb_error *err);
	/*
	 * Fill the id of the page in a file, "" for a document, which brings
	 * its own; and of *input the row of the manifest and the number of the
	 * article. False if the file is not taken; the function has reported it
	 * then.
	 */
	bool (*name)(void *context, const char *path, char id[NB_ID_MAX],
		     struct nb_input *input);
	/* Called for a METS file; `named` if it was given by its name, so that
	 * its pages are to be taken. NULL: METS files are passed over. */
	enum nb_status (*mets_found)(void *context, const char *path,
				     bool named,
				     struct nb_collecting *collecting,
				     struct nb_error *err);
	bool documents; /* the inputs are documents: of directories take only
			   .xml */
	uint64_t files; /* files that were found, with those without an id */
	uint64_t passed_over; /* files of directories that are no pages */
	uint64_t mets; /* METS files; also of these, without mets_found() */
};

/*
 * Add one file, which is no METS file. A file that is not there is a problem.
 */
NB_CHECK enum nb_status nb_collect_file(struct nb_inputs *inputs,
					const char *path,
					struct nb_collecting *collecting,
					struct nb_error *err);

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

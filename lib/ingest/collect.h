/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the page texts under the paths that were given. */
#ifndef NB_INGEST_COLLECT_H
#define NB_INGEST_COLLECT_H

#include "ingest/inputs.h"

/* What becomes of the paths. */
struct nb_collecting {
	void *context;
	/* Called for a path that cannot be read, or has no name. */
	void (*problem)(void *context, const struct nb_error *err);
	/* The page's id; "" for a document that brings its own. */
	enum nb_status (*name)(void *context, const char *path,
			       char id[NB_ID_MAX], struct nb_error *err);
	bool documents; /* of directories .xml alone */
	uint64_t files; /* that were found */
	uint64_t passed_over;
	uint64_t mets; /* of these */
};

/*
 * Collect files: those given by name, and the pages below directories
 * (nbarc-ingest(1)), hidden ones left out. Problems with a path are reported;
 * what is returned is one of the list of inputs.
 */
NB_CHECK enum nb_status nb_collect(struct nb_inputs *inputs, const char *path,
				   struct nb_collecting *collecting,
				   struct nb_error *err);

#endif

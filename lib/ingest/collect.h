/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the page texts under the paths that were given. */
#ifndef NB_INGEST_COLLECT_H
#define NB_INGEST_COLLECT_H

#include <nbarc/ingest.h>

struct nb_input {
	char *path;
	char id[NB_ID_MAX]; /* "": not named yet, or by the document alone */
	uint64_t size;	    /* bytes of a regular file; else 0 */
};

struct nb_inputs {
	struct nb_input *list;
	size_t count, cap;
	uint64_t passed_over;
	uint64_t mets; /* of these */
	uint64_t bytes; /* of all; 0: not known */
	bool documents; /* of directories .xml alone */
};

/* Called for a path that cannot be read. */
typedef void nb_problem_fn(void *context, const struct nb_error *err);

/*
 * Collect files: those given by name, and the pages below directories
 * (nbarc-ingest(1)), hidden ones left out. Only NB_NOMEM is returned; *problems
 * counts the paths that were reported.
 */
NB_CHECK enum nb_status nb_collect(struct nb_inputs *inputs, const char *path,
				   nb_problem_fn *problem, void *context,
				   uint64_t *problems, struct nb_error *err);
void nb_inputs_free(struct nb_inputs *inputs);

/* Its name without folders; "" for standard input. */
const char *nb_input_name(const struct nb_input *input);

#endif

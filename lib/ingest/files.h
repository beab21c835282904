/* SPDX-License-Identifier: Apache-2.0 */
/* Which files an ingest takes, and which page each of them is. */
#ifndef NB_INGEST_FILES_H
#define NB_INGEST_FILES_H

#include "ingest/run.h"

/*
 * Find, name and sort all files: those under the paths, or without any path
 * those of the manifest. What cannot be found or named is reported.
 */
NB_CHECK enum nb_status nb_run_collect(struct nb_run *run, char *const *paths,
				       size_t path_count, struct nb_error *err);

/* The row of the manifest that an input has; NULL: none. */
const struct nb_manifest_row *nb_run_row(const struct nb_run *run,
					 const struct nb_input *input);

/* The page that a file would be, by its path or by the manifest; false: none.
 * Nothing is reported. */
bool nb_run_id(const struct nb_run *run, const char *path, char id[NB_ID_MAX]);

/* Free what run->files owns. */
void nb_run_files_free(struct nb_run *run);

#endif

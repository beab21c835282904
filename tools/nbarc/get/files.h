/* SPDX-License-Identifier: Apache-2.0 */
/* A file for each page or item, in a folder. */
#ifndef NB_TOOLS_NBARC_GET_FILES_H
#define NB_TOOLS_NBARC_GET_FILES_H

#include "get/run.h"

/* Make the folder, unless it is there. */
NB_CHECK enum nb_status nbarc_get_folder(struct get *g);

/*
 * Make a file of g->piece, in place of any that is there. Its name is the
 * identifier of `len` bytes, which has neither a slash nor a full stop in
 * front, and an ending that says the format. It appears when it is complete.
 */
NB_CHECK enum nb_status nbarc_get_file(struct get *g, const char *id,
				       size_t len);

/* Bring the names of all files to the disk. */
NB_CHECK enum nb_status nbarc_get_folder_end(struct get *g);

#endif

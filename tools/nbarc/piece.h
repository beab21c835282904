/* SPDX-License-Identifier: Apache-2.0 */
/* One of many files that a command writes into a folder. */
#ifndef NB_TOOLS_NBARC_PIECE_H
#define NB_TOOLS_NBARC_PIECE_H

#include <stddef.h>

#include <nbarc/status.h>

/*
 * Make the file `name` in `folder`, in place of any that is there; it appears
 * when it is complete. The name must not begin with a full stop. The file is
 * not synced: there may be a hundred thousand of them, and they are copies of
 * an archive that stays. nbarc_piece_end() syncs the folder.
 */
NB_CHECK enum nb_status nbarc_piece_write(const char *folder, const char *name,
					  const void *bytes, size_t len,
					  struct nb_error *err);

/* Bring the names of all files in the folder to the disk. */
NB_CHECK enum nb_status nbarc_piece_end(const char *folder,
					struct nb_error *err);

#endif

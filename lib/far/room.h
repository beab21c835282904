/* SPDX-License-Identifier: Apache-2.0 */
/* The bound of the cache: which files are removed so that a folder does not
 * take more than it may. */
#ifndef NB_FAR_ROOM_H
#define NB_FAR_ROOM_H

#include <stdint.h>

/* What the names of the files of the cache end in, and those of files that are
 * not complete. No other file is touched. */
#define NB_FAR_SUFFIX ".far"
#define NB_FAR_TEMPORARY ".tmp"

/*
 * If the files in the folder take more than three quarters of `most` bytes of
 * the disk, remove those that were not used for longest, but not `path`.
 * Returns how many bytes more may be written to `path`.
 */
uint64_t nb_far_room(const char *folder, const char *path, uint64_t most);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an archive at its newest commit (section 9). */
#ifndef NB_ARCHIVE_OPEN_H
#define NB_ARCHIVE_OPEN_H

#include "archive/read/handle.h"

/* Open an archive on a descriptor, which it takes over unless it fails. */
NB_CHECK enum nb_status nb_archive_attach(int fd, const char *path,
					  struct nb_archive **archive,
					  struct nb_error *err);

#endif

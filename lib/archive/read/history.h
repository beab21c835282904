/* SPDX-License-Identifier: Apache-2.0 */
/* The commits of an archive (section 9). */
#ifndef NB_ARCHIVE_HISTORY_H
#define NB_ARCHIVE_HISTORY_H

#include "archive/frame/earlier.h"
#include "archive/read/handle.h"

/* Add all commits of an archive to `chain`, the oldest first. */
NB_CHECK enum nb_status nb_archive_chain(struct nb_archive *archive,
					 struct nb_earlier *chain,
					 struct nb_error *err);

#endif

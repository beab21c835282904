/* SPDX-License-Identifier: Apache-2.0 */
/* Finding pages in an open archive, and reading them (section 9). */
#ifndef NB_ARCHIVE_READER_H
#define NB_ARCHIVE_READER_H

#include "archive/read/handle.h"

/* The sources record of the entry's frame, decoded; it is the archive's and
 * lives until the next one is read. */
NB_CHECK enum nb_status nb_archive_sources(struct nb_archive *archive,
					   const struct nb_entry *entry,
					   const struct nb_sources **sources,
					   struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading on where an archive is damaged (section 14). */
#ifndef NB_ARCHIVE_DAMAGED_H
#define NB_ARCHIVE_DAMAGED_H

#include "archive/read/handle.h"

/* Look at the bytes behind the newest commit, when an archive is opened. */
NB_CHECK enum nb_status nb_tail_check(struct nb_archive *archive,
				      struct nb_error *err);

/* Report `err` and look for the pages by a walk over the whole file. */
NB_CHECK enum nb_status nb_archive_salvage(struct nb_archive *archive,
					   struct nb_error *err);

/* nb_archive_find() in what the walk found. */
NB_CHECK enum nb_status nb_salvage_find(struct nb_archive *archive,
					const struct nb_key *key,
					const struct nb_entry **entry,
					struct nb_error *err);

/* nb_archive_find() behind the newest commit, for a page it does not have. */
NB_CHECK enum nb_status nb_tail_find(struct nb_archive *archive,
				     const struct nb_key *key,
				     const struct nb_entry **entry,
				     struct nb_error *err);

/* Report when pages with this prefix stand behind the newest commit. */
NB_CHECK enum nb_status nb_tail_warn(struct nb_archive *archive,
				     const struct nb_string *prefix,
				     struct nb_error *err);

#endif

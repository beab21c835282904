/* SPDX-License-Identifier: Apache-2.0 */
/* What would become of a page if it were added: for an ingest that writes
 * nothing. */
#ifndef NB_INGEST_PREVIEW_H
#define NB_INGEST_PREVIEW_H

#include <nbarc/write.h>

/*
 * Say in *added what nb_writer_add() would do with a page. `archive` is NULL if
 * there is none yet. Whether the identifier clashes with that of an item is not
 * looked up, and *added is never NB_ADDED_REFUSED. NB_INVALID if the archive is
 * damaged there.
 */
NB_CHECK enum nb_status nb_preview(struct nb_archive *archive,
				   const struct nb_new_page *page,
				   enum nb_added *added, struct nb_error *err);

#endif

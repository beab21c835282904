/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that were renamed (format-spec/nbarc-format.md, section 9.5, "Renamed
 * pages"): the page is withdrawn, its reason names the new identifier, and the
 * document of the page that has this identifier names the old one. A reason
 * alone is the word of whoever withdrew the page, and says nothing.
 */
#ifndef NB_ARCHIVE_RENAMED_H
#define NB_ARCHIVE_RENAMED_H

#include "archive/read/handle.h"

#include <nbarc/archive.h>
#include <nbarc/id.h>

/* A reason is this and the new identifier. */
#define NB_RENAMED "renamed to "

/*
 * Find the identifier that a page has now: `now` is "" if the page was not
 * renamed or is not in the archive. A page that was renamed several times is
 * followed to the last one. What the archive gave out before is no longer
 * valid, but `id` may be the bytes of an entry.
 */
NB_CHECK enum nb_status nb_page_renamed(struct nb_archive *archive,
					const char *id, size_t id_len,
					char now[NB_ID_MAX],
					struct nb_error *err);

#endif

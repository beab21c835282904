/* SPDX-License-Identifier: Apache-2.0 */
/* Making a page again from its stored source and the journal beside it
 * (format-spec/nbarc-format.md, section 6.1). */
#ifndef NB_ARCHIVE_REPLAY_H
#define NB_ARCHIVE_REPLAY_H

#include "archive/frame/sources.h"

#include <nbarc/page.h>

/*
 * Make a page again with its text and its repairs. `source` is the source as
 * received, len bytes. `form` becomes that of struct nb_source, "ALTO" for
 * instance. NB_ABSENT when no journal is kept; NB_INVALID when the journal is
 * damaged or belongs to another source; NB_UNSUPPORTED when it is of a later
 * version. *page is the caller's, freed by nb_page_free(), and NULL after a
 * failure.
 */
NB_CHECK enum nb_status nb_stored_replay(const struct nb_stored *stored,
					 const void *source, size_t len,
					 char form[NB_FORM_NAME_MAX],
					 struct nb_page **page,
					 struct nb_error *err);

#endif

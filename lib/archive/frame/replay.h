/* SPDX-License-Identifier: Apache-2.0 */
/* A page made again from its source and the journal beside it (section 6.1). */
#ifndef NB_ARCHIVE_REPLAY_H
#define NB_ARCHIVE_REPLAY_H

#include "archive/frame/sources.h"

#include <nbarc/page.h>

/*
 * Make a page again from its source, and the journal that is stored beside it;
 * `form` becomes that of struct nb_source. NB_ABSENT when no journal is kept.
 * *page is freed by nb_page_free().
 */
NB_CHECK enum nb_status nb_stored_replay(const struct nb_stored *stored,
					 const void *source, size_t len,
					 char form[NB_FORM_NAME_MAX],
					 struct nb_page **page,
					 struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a static site says of the contents of its archive: a page of HTML for
 * each issue, room.json for the reading room, and the site map. */
#ifndef NB_TOOLS_NBARC_CONTENTS_H
#define NB_TOOLS_NBARC_CONTENTS_H

#include <nbarc/archive.h>

#include "publish/page.h"

/*
 * Go over the catalogue and write all of them. `where` is the archive as the
 * room finds it, a name or a URL. A site map is written if site->base is not
 * NULL, because its addresses have to be complete.
 */
NB_CHECK enum nb_status nbarc_contents_write(struct nb_archive *archive,
					     const struct nbarc_page_site *site,
					     const char *where,
					     struct nbarc_site *to,
					     struct nb_error *err);

#endif

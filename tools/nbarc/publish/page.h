/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a static site that are HTML: the one that starts the reading
 * room, and one for each issue, which lists its items without any script. */
#ifndef NB_TOOLS_NBARC_PAGE_H
#define NB_TOOLS_NBARC_PAGE_H

#include <nbarc/entry.h>
#include <nbarc/newspaper.h>

#include "publish/site.h"

/* What pages say of the site; the caller's. */
struct nbarc_page_site {
	const char *name;   /* of the room */
	const char *base;   /* URL of the site, ending with a slash, or NULL */
	const char *origin; /* of the archive, if it is at another one; NULL */
	const char *images; /* URL of images, ending with a slash, or NULL */
	const char *images_origin; /* of that URL, or NULL */
};

/* Write index.html. */
NB_CHECK enum nb_status nbarc_page_index(const struct nbarc_page_site *site,
					 struct nbarc_site *to,
					 struct nb_error *err);

/* Begin the page of an issue in `out`; `newspaper` is its name. */
NB_CHECK enum nb_status nbarc_page_issue(const struct nbarc_page_site *site,
					 const struct nb_newspaper_id *issue,
					 const char *newspaper,
					 struct nb_buf *out);

/* Add a page with its items that may be shown. */
NB_CHECK enum nb_status nbarc_page_add(const struct nb_entry *e,
				       const struct nb_newspaper_id *parts,
				       struct nb_buf *out);

/* End it. */
NB_CHECK enum nb_status nbarc_page_end(struct nb_buf *out);

/* Write issue/index.html around the `list` of all issues. */
NB_CHECK enum nb_status nbarc_page_list(const struct nbarc_page_site *site,
					const struct nb_buf *list,
					struct nbarc_site *to,
					struct nb_error *err);

/* Append text as HTML. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_page_text(struct nb_buf *out, const char *text);

/* Set `id` to the identifier of the issue. */
void nbarc_issue_id(const struct nb_newspaper_id *issue, char id[32]);

#endif

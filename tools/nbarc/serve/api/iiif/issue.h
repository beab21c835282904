/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of an issue that have images, one after the other. */
#ifndef NB_TOOLS_NBARC_SERVE_API_IIIF_ISSUE_H
#define NB_TOOLS_NBARC_SERVE_API_IIIF_ISSUE_H

#include "serve/api/iiif/sheet.h"

/* The most pages of a manifest. */
#define API_SHEETS_MOST 500u

/* Called for each page; its sheet lives until it returns. */
typedef enum nb_status api_issue_visit(void *context,
				       struct nb_archive *archive,
				       const struct api_sheet *sheet,
				       struct nb_error *err);

/*
 * Call `visit` for the pages of what `id` names, an issue or a page, in the
 * first archive that has any. NB_ABSENT if there are none with an image.
 */
NB_CHECK enum nb_status api_issue_pages(struct room_request *request,
					const char *id, api_issue_visit *visit,
					void *context, struct nb_error *err);

#endif

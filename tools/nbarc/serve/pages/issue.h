/* SPDX-License-Identifier: Apache-2.0 */
/* An issue with its pages and items, and one page of it. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_ISSUE_H
#define NB_TOOLS_NBARC_SERVE_PAGES_ISSUE_H

#include "serve/found.h"
#include "serve/http/response.h"

/*
 * Write the page of an issue: its pages with their items. found->entry is NULL,
 * because the catalogue has no entry of an issue.
 */
enum nb_status room_issue_page(struct room_request *request,
			       struct room_response *response,
			       const struct room_found *found,
			       struct nb_error *err);

/*
 * Write the page of one page of an issue, which is found->entry. The entry
 * stays valid until something else is looked for in the archive.
 */
enum nb_status room_sheet_page(struct room_request *request,
			       struct room_response *response,
			       const struct room_found *found,
			       struct nb_error *err);

#endif

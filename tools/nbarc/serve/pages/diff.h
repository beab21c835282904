/* SPDX-License-Identifier: Apache-2.0 */
/* How two revisions of a page or an item differ. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_DIFF_H
#define NB_TOOLS_NBARC_SERVE_PAGES_DIFF_H

#include "serve/http/router.h"

/* /{id}/diff, from the revision before, or that of from=N */
enum nb_status room_diff_page(struct room_request *request,
			      struct room_response *response,
			      struct nb_error *err);

#endif

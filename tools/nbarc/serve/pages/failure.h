/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a request that failed. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_FAILURE_H
#define NB_TOOLS_NBARC_SERVE_PAGES_FAILURE_H

#include "serve/http/router.h"

void room_failure_page(struct room_request *request,
		       struct room_response *response,
		       const struct nb_error *err);

#endif

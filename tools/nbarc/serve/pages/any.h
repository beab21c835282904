/* SPDX-License-Identifier: Apache-2.0 */
/* The page of an identifier, whatever it names. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_ANY_H
#define NB_TOOLS_NBARC_SERVE_PAGES_ANY_H

#include "serve/http/router.h"

/* /{id} and /id/{id}, with "@N" or without */
enum nb_status room_any_page(struct room_request *request,
			     struct room_response *response,
			     struct nb_error *err);

#endif

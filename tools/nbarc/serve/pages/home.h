/* SPDX-License-Identifier: Apache-2.0 */
/* The newspapers of all archives, a newspaper with its calendar, and what the
 * archives are. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_HOME_H
#define NB_TOOLS_NBARC_SERVE_PAGES_HOME_H

#include "serve/http/router.h"

/* / */
enum nb_status room_home(struct room_request *request,
			 struct room_response *response, struct nb_error *err);

/* /about */
enum nb_status room_about(struct room_request *request,
			  struct room_response *response, struct nb_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The address of OAI-PMH. */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_ROUTE_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_ROUTE_H

#include "serve/http/router.h"

/* For the route /oai; arguments come in the address or as a form. */
room_handler api_oai;

#endif

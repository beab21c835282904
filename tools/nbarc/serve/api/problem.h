/* SPDX-License-Identifier: Apache-2.0 */
/* Failures for programs, as problem details (RFC 9457). */
#ifndef NB_TOOLS_NBARC_SERVE_API_PROBLEM_H
#define NB_TOOLS_NBARC_SERVE_API_PROBLEM_H

#include "serve/http/router.h"

/* For the table of routes. */
room_failure api_problem;

#endif
